"""What serves where a cloud trains by itself: an approved version of the registry instead of the spec's own training.

In: a prepared stack; out: the same with the configuration that its program asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from compiler.model.target import Versions
from compiler.operations.git import paths_of, told_by_git
from compiler.operations.prepare import Prepared
from compiler.source.address import Address


def with_versions(prepared: Prepared) -> Prepared:
    """The newest approved version of each registry, and the commit that the next ones are told to come from.

    Only Pulumi deploys to clouds that have registries; without it nothing is asked. Raises `Refused` (O016).
    """
    versions = _versions(prepared.target)
    if versions is None or not prepared.registries or prepared.engine != "pulumi":
        return prepared
    project, found = prepared.stack.project, {}
    for registry in prepared.registries:
        if artifact := versions.approved(registry):
            found[f"{project}:{registry.setting}"] = artifact
    if commit := _commit(prepared):
        found[f"{project}:commit"] = commit
    return replace(prepared, stack=replace(prepared.stack, config={**prepared.stack.config, **found}))


def serve_approved(prepared: Prepared) -> None:
    """After `up`: gates compare with the versions that serve now. Raises `Refused` (O016)."""
    versions, stack = _versions(prepared.target), prepared.stack
    for registry in prepared.registries if versions else ():
        if versions and (artifact := stack.config.get(f"{stack.project}:{registry.setting}")):
            versions.serve(registry, artifact)


def empty_registries(going: Iterable[Address], outputs: Callable[[], Mapping[str, object]]) -> None:
    """Before resources go: a registry goes only without its versions, and with them where it is not protected.

    `outputs` are those of the stack as it stands. Raises `Refused` (O016).
    """
    from compiler import targets

    known = {found.type: found for name in targets.names() if (found := _versions(name))}
    doomed = {address.name: known[address.type] for address in going if address.type in known}
    models = outputs().get("models") if doomed else None
    for model, told in models.items() if isinstance(models, Mapping) else ():
        if model in doomed and isinstance(told, Mapping) and "versions" in told:
            doomed[model].empty(str(told["versions"]))


def _versions(target: str) -> Versions | None:
    from compiler import targets

    known = targets.get(target)
    return known.versions if known else None


def _commit(prepared: Prepared) -> str | None:
    """The last one that touched what the stack is compiled from; None where git does not know its history."""
    root, files = prepared.stack.root, paths_of(prepared.manifest.reads)
    # In a clone without history, each commit seems to have touched everything.
    if (told_by_git(root, "rev-parse", "--is-shallow-repository") or "").strip() != "false":
        return None
    commit = (told_by_git(root, "log", "-1", "--format=%H", "--", *files) or "").strip()
    changed = told_by_git(root, "status", "--porcelain", "--untracked-files=all", "--", *files)
    if not commit or changed is None:
        return None
    return f"{commit}-dirty" if changed else commit
