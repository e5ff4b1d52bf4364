"""Where a secret may stand: a composed tree goes in, a diagnostic for each one in another place comes out."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.compose.draft import Draft
from compiler.model.graph import Secret
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath, format_path

_PLACES = (("models", "*", "train", "env", "*"), ("models", "*", "runtime", "env", "*"))


def misplaced_secrets(tree: dict[str, object], draft: Draft) -> Iterator[Diagnostic]:
    """Secrets anywhere but among the environment variables of a training job, or of an engine."""
    for path, secret in _secrets(tree, ()):
        if any(_is_at(path, place) for place in _PLACES):
            continue
        summary = f"`{format_path(path)}` cannot be the secret `{secret.name}`"
        hint = (
            "a secret may stand in `models.<name>.train.env`, from where the training job reads it, or in `runtime.env`"
        )
        chain = next((found for size in range(len(path), -1, -1) if (found := draft.layers.get(path[:size]))), ())
        yield Diagnostic("C035", summary, chain[-1].location if chain else None, path, hint, chain=chain)


def _is_at(path: ConfigPath, place: tuple[str, ...]) -> bool:
    return len(path) == len(place) and all(want in ("*", got) for want, got in zip(place, path, strict=True))


def _secrets(value: object, path: ConfigPath) -> Iterator[tuple[ConfigPath, Secret]]:
    if isinstance(value, Secret):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _secrets(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _secrets(item, (*path, index))
