"""Where one value of a project comes from, and what came of it: resources, and lines of compiled files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from compiler.model.graph import as_written
from compiler.operations.carriers import carried, manifest_of, outermost
from compiler.operations.paths import children, look_up
from compiler.operations.printed import printed
from compiler.pipeline import Compiled, Keep, Session, collect, compile_stack, compose_stack, stack_folder
from compiler.source.diagnostic import Checked, refuse
from compiler.source.location import ConfigPath, Location, parse_path
from compiler.source.sourcemap import Layer


@dataclass(frozen=True, slots=True)
class Child:
    """What is directly below a container, and where it was written (None: a default of the product)."""

    path: ConfigPath
    value: object
    location: Location | None


@dataclass(frozen=True, slots=True)
class Carrier:
    """An input of a resource that carries the value (empty: the resource itself), and its line in a compiled file.

    `file` is relative to the workspace, empty where no line prints it.
    """

    address: str
    input: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """`chain` holds the layers that set the value, oldest first; empty for a default of the product.

    `refers` are the values that a `${…}` in it names. `stale` tells that the compiled files are not there, or not as
    the files say now, so that the lines are those of the next `compile`; `sound` is false where it does not compile.
    """

    path: ConfigPath
    value: object
    chain: tuple[Layer, ...]
    children: tuple[Child, ...] = ()
    refers: tuple[Child, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    stale: bool = False
    sound: bool = True


def explain(session: Session, path_text: str) -> Checked[Explanation]:
    """Explain the value at a path such as `models.churn.params.max_depth` in the session's environment."""

    def run(keep: Keep) -> Explanation:
        composed = keep.value(compose_stack(session))
        path = parse_path(path_text)
        compiled = compile_stack(session).value
        value, missing = look_up(composed.tree, path)
        if missing and compiled:
            value, missing = look_up(_plain(compiled.resolved.project), path)
        if missing:
            raise refuse("O006", missing.summary, hint=missing.hint)
        sources = composed.sources

        def child(at: ConfigPath, item: object) -> Child:
            chain = sources.chain(at)
            return Child(at, as_written(item), chain[-1].location if chain else None)

        below = tuple(child((*path, _part(name)), item) for name, item in children(value).items())
        refers = tuple(child(at, look_up(composed.tree, at)[0]) for at in composed.references.get(path, ()))
        found = Explanation(path, as_written(value), sources.chain(path), below, refers, sound=compiled is not None)
        return _with_carriers(session, found, compiled) if compiled else found

    return collect(run)


def _with_carriers(session: Session, found: Explanation, compiled: Compiled) -> Explanation:
    folder = stack_folder(session, compiled)
    lines = printed(compiled.graph, compiled.artifacts)
    shown = folder.relative_to(session.workspace.root).as_posix()

    def carriers_in(address: str, names: tuple[str, ...]) -> list[Carrier]:
        placed = [(name, lines.at(address, name)) for name in outermost(names) or ("",)]
        exact = [(name, line) for name, line in placed if line and line.exact]
        return [
            Carrier(address, name, f"{shown}/{line.file}" if line else "", line.number if line else 0)
            for name, line in exact or placed
        ]

    inputs = carried(manifest_of(compiled), found.path)
    carriers = tuple(item for address, names in inputs.items() for item in carriers_in(address, names))
    named = {item.file.removeprefix(f"{shown}/") for item in carriers if item.file}
    contents = {artifact.path: artifact.content for artifact in compiled.artifacts}
    stale = any(not _is_there(folder / file, contents[file]) for file in named)
    return Explanation(found.path, found.value, found.chain, found.children, found.refers, carriers, stale, sound=True)


def _is_there(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _part(name: object) -> str | int:
    return name if isinstance(name, int) else str(name)


def _plain(value: object) -> object:
    """The project with all its defaults as mappings and lists; gates and checks as they are written."""
    if hasattr(type(value), "model_fields"):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}  # ty: ignore[missing-attribute]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return getattr(value, "text", value)
