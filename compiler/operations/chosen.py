"""What searches have chosen: the parameters of the models that are in charge, from what is stored beside them."""

from __future__ import annotations

from compiler.model.stack import Stack


def chosen_by_search(stack: Stack, model: str) -> dict[str, object]:
    """The best parameters of the champion's search; empty without a search, and for a model that cannot be read."""
    from compiler.provider import read_sidecar
    from compiler.provider.artifacts import artifact_folder
    from compiler.provider.registry import champion

    version = champion(stack.private, stack.project, stack.environment, model)
    if version is None:
        return {}
    try:
        tuning = read_sidecar(artifact_folder(stack.private, version.artifact)).get("tuning")
    except (OSError, ValueError):
        return {}
    best = tuning.get("best") if isinstance(tuning, dict) else None
    return best if isinstance(best, dict) else {}


def all_chosen(stack: Stack) -> dict[str, dict[str, object]]:
    """The same for every model of a stack that was searched for."""
    from compiler.provider.registry import list_versions

    listed = list_versions(stack.private, stack.project, stack.environment)
    names = sorted({item.model for item in listed if item.retired is None})
    found = {name: chosen_by_search(stack, name) for name in names}
    return {name: best for name, best in found.items() if best}
