"""What the environment's target does not honour, of what the user wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.location import ConfigPath, format_path
from compiler.source.sourcemap import SourceMap
from compiler.validate.draft import Context, at_key, at_value, milder
from compiler.validate.sourced import is_sourced
from compiler.validate.tree import below

if TYPE_CHECKING:
    from compiler.model.target import Support

_NAMED = ("datasets", "models", "serving")


def unsupported(context: Context, capabilities: Mapping[str, Support]) -> Iterator[Diagnostic]:
    """An error for each field of level `no`; a note for each of level `note` that came not with the product.

    What came with the product suits its own environments, so it is refused only where somebody changed the target.
    A key is a path without the names of parts, such as `serving.rollout`, perhaps with a value: `serving.mode=batch`.
    `serving[async].scale` holds for parts of that mode only, and there for what somebody wrote: what came with the
    product is for all modes. `serving[pretrained]` are those whose model comes from elsewhere.
    A note that holds for several fields of one part is told once.
    """
    told: set[tuple[ConfigPath, str]] = set()
    ours = lru_cache(maxsize=None)(partial(_written, context.composed.sources))
    for field, support in sorted(capabilities.items()):
        if support.level == "yes":
            continue
        dotted, _, wanted = field.partition("=")
        for path, value in _places(context.composed.tree, tuple(dotted.split("."))):
            if wanted and _plain(value) != wanted:
                continue
            if (support.level == "note" or "[" in field) and not ours(path):
                continue
            if support.level == "note" and (path[:2], support.reason) in told:
                continue
            told.add((path[:2], support.reason))
            yield _finding(context, path, value if wanted else None, support, written=ours(path))


def _finding(context: Context, path: ConfigPath, value: object, support: Support, *, written: bool) -> Diagnostic:
    target = _plain(below(context.composed.tree, ("platform", "target"))) or "this target"
    said = f"`{format_path(path)}`" + (f" as `{_plain(value)}`" if value is not None else "")
    at = at_key if value is None else at_value
    if support.level == "note":
        return milder(at(context, "V091", path, f"{said} on target `{target}`: {support.reason}"), Severity.NOTE)
    summary = f"{said} is not supported on target `{target}`" + (f": {support.reason}" if support.reason else "")
    environment = context.composed.environment
    hint = f"remove it, or move it to the environments that support it (`environments:`); this is `{environment}`"
    if not written:
        hint = f"it comes with the product: write another value below `environments: {{{environment}: …}}`"
    return at(context, "V090", path, summary, hint)


def _places(tree: Mapping[str, object], parts: tuple[str, ...]) -> Iterator[tuple[ConfigPath, object]]:
    """Where a capability's field stands in the tree, with the value there."""
    kind, _, mode = parts[0].rstrip("]").partition("[")
    names = tree.get(kind) if kind in _NAMED else None
    starts = [(kind, name) for name in names] if isinstance(names, Mapping) else [(kind,)]
    for start in starts:
        path = (*start, *parts[1:])
        if mode and not _is(tree, start, mode):
            continue
        if (value := below(tree, path)) is not None:
            yield path, value


def _is(tree: Mapping[str, object], part: ConfigPath, mode: str) -> bool:
    if mode == "pretrained":
        return is_sourced(below(tree, ("models", str(below(tree, (*part, "model"))))))
    return below(tree, (*part, "mode")) == mode


def _plain(value: object) -> str:
    """As it would be written in YAML."""
    return str(value).lower() if isinstance(value, bool) else str(value if value is not None else "")


def _written(sources: SourceMap, path: ConfigPath) -> bool:
    """True where somebody of the workspace set a value at or below a path, in a spec or in their own `conf/`."""
    size = len(path)
    below = (layers for place, layers in sources.layers.items() if place[:size] == path)
    return any(not layer.bundled for layers in below for layer in layers)
