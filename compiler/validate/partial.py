"""Named parts that only an environment writes: what is to change one in the spec, under a name that the spec lacks."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath, format_path
from compiler.source.nearest import nearest
from compiler.source.sourcemap import LayerKind
from compiler.validate.draft import Context, at_key

_SECTIONS = ("datasets", "models", "serving")


def only_in_environment(context: Context, path: ConfigPath) -> bool:
    """True for a named part of which the spec itself says nothing."""
    chain = context.composed.sources.chain(path)
    return len(path) == 2 and path[0] in _SECTIONS and bool(chain) and chain[0].kind is LayerKind.ENVIRONMENT


def no_whole(context: Context, tree: Mapping[str, object], path: ConfigPath) -> Diagnostic:
    """V002: one finding for all keys that such a part lacks; the nearest name in the spec, where there is one."""
    section = tree.get(str(path[0]))
    others = [str(name) for name in section if name != path[1]] if isinstance(section, Mapping) else []
    environment = context.composed.environment
    summary = f"`{format_path(path)}` stands only under `environments.{environment}` and lacks required keys"
    match = nearest(str(path[1]), others)
    hint = f"did you mean `{match}`?" if match else f"write all of it there, or add it to `{path[0]}`"
    return at_key(context, "V002", path, summary, hint)
