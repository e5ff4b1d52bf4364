"""References in texts are replaced by the values that they name, each once, with a bound on what comes out.

OmegaConf resolves the same grammar but evaluates a reference anew at each use, without a limit: forty lines of
`${x}${x}` are a terabyte. So this is done here; a test compares the results with OmegaConf's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from compiler.compose.draft import ABSENT, Draft
from compiler.compose.references import Malformed, Outside, Reference, split
from compiler.compose.variables import Variables, undeclared, value_of
from compiler.model.graph import Secret
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath, format_path
from compiler.source.nearest import suggest
from compiler.source.sourcemap import Layer, LayerKind

_MOST = 100_000
_DEEPEST = 40
"""Levels, as in a file."""


@dataclass(slots=True)
class _Run:
    draft: Draft
    variables: Variables
    pending: dict[ConfigPath, str]
    active: list[ConfigPath] = field(default_factory=list)
    failed: dict[ConfigPath, Diagnostic] = field(default_factory=dict)
    extents: dict[ConfigPath, tuple[int, int]] = field(default_factory=dict)
    broken: set[ConfigPath] = field(default_factory=set)
    followed: dict[ConfigPath, tuple[ConfigPath, ...]] = field(default_factory=dict)
    size: int = 0


class _Unresolved(Exception):
    """The value cannot be made; a diagnostic has been kept."""


def fill_in(draft: Draft, variables: Variables) -> tuple[dict[ConfigPath, tuple[ConfigPath, ...]], list[Diagnostic]]:
    """Replace the references in the draft's texts. A text that is one reference takes the value with its type.

    `${secret:NAME}` becomes a `Secret`, which only names it. Returns for each text the paths that its references named,
    and what is wrong.
    """
    pending = dict(_texts(draft.tree, ()))
    run = _Run(draft, variables, pending)
    for path in list(pending):
        try:
            _resolve(run, path)
        except _Unresolved:
            if run.size > _MOST:
                break
    return run.followed, list(run.failed.values())


def _texts(value: object, path: ConfigPath) -> Iterator[tuple[ConfigPath, str]]:
    if isinstance(value, str):
        if "${" in value:
            yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))


def _resolve(run: _Run, path: ConfigPath) -> None:
    """Resolve the text at `path` in place. Raises _Unresolved."""
    if path not in run.pending:
        if path in run.failed:
            raise _Unresolved
        return
    if path in run.active:
        names = " → ".join(f"`{format_path(item)}`" for item in (*run.active[run.active.index(path) :], path))
        raise _fail(run, path, "C018", "the reference leads back to itself", names)
    if len(run.active) >= 100:
        raise _fail(run, path, "C018", "references lead on and on", "more than 100 follow one another")
    run.active.append(path)
    try:
        value = _value(run, path, run.pending[path])
    finally:
        run.active.pop()
    _replace(run, path, value)
    run.pending.pop(path, None)


def _value(run: _Run, path: ConfigPath, text: str) -> object:
    try:
        pieces = split(text)
    except Malformed as error:
        raise _fail(run, path, error.problem.code, error.problem.summary, error.problem.hint) from None
    if len(pieces) == 1 and isinstance(pieces[0], Outside):
        return _outside(run, path, pieces[0])
    if len(pieces) == 1 and isinstance(pieces[0], Reference):
        target = _follow(run, path, pieces[0])
        weight, depth = run.extents[target]
        _spend(run, path, weight)
        if len(path) + depth > _DEEPEST:
            raise _fail(run, path, "C018", "references nest the configuration too deeply", "nest less")
        return _copy(run.draft.get(target))
    texts = [piece if isinstance(piece, str) else _inside_text(run, path, piece) for piece in pieces]
    return "".join(texts)


def _inside_text(run: _Run, path: ConfigPath, piece: Reference | Outside) -> str:
    """What stands for a reference with text around it. Raises _Unresolved."""
    if isinstance(piece, Outside):
        value, shown = _outside(run, path, piece), f"{piece.kind}:{piece.name}"
        value = run.variables[piece.name].given or value if piece.kind == "env" else value
    else:
        value, shown = run.draft.get(_follow(run, path, piece)), piece.text
    if isinstance(value, Secret):
        hint = "a secret is the whole value; put the rest of the text together where it is used"
        raise _fail(run, path, "C034", f"`${{{shown}}}` stands inside a text", hint)
    if isinstance(value, (dict, list)):
        hint = "only a single value can stand inside a text"
        raise _fail(run, path, "C018", f"`${{{shown}}}` is a mapping or a list", hint)
    _spend(run, path, _extent(str(value))[0])
    return str(value)


def _outside(run: _Run, path: ConfigPath, piece: Outside) -> object:
    """The value of an environment variable, or a secret's name. Raises _Unresolved."""
    if piece.kind == "secret":
        return Secret(piece.name)
    variable = run.variables.get(piece.name)
    if variable is None:
        summary, hint = undeclared(piece.name, run.variables)
        raise _fail(run, path, "C031", summary, hint)
    try:
        value = value_of(variable)
    except ValueError as error:
        code = "C032" if variable.given is None else "C033"
        raise _fail(run, path, code, *error.args) from None
    where = variable.location if variable.given is not None else variable.written
    layer = Layer(LayerKind.VARIABLE, where, variable.location, value)
    # Below the text that refers to it, which is still the place where the value was written.
    chain = run.draft.layers.get(path, ())
    run.draft.layers[path] = (*chain[:-1], layer, *chain[-1:])
    return value


def _spend(run: _Run, path: ConfigPath, weight: int) -> None:
    """Counted before anything is copied. Raises _Unresolved."""
    run.size += weight
    if run.size > _MOST:
        raise _fail(run, path, "C018", "references make the configuration too large", "repeat less")


def _follow(run: _Run, path: ConfigPath, reference: Reference) -> ConfigPath:
    """Where the value is that a reference names, with all of it resolved. Raises _Unresolved."""
    base = path[: max(len(path) - reference.up, 0)] if reference.up else ()
    target = base
    for part in reference.path:
        _resolve(run, target)
        here = run.draft.get(target)
        target = (*target, str(part) if isinstance(here, dict) else part)
        if run.draft.get(target) is ABSENT:
            known = list(here) if isinstance(here, dict) else []
            raise _fail(run, path, "C018", f"`${{{reference.text}}}` refers to nothing", suggest(str(part), known))
    if path[: len(target)] == target:
        raise _fail(run, path, "C018", "the reference leads back to itself", f"`{format_path(target)}` holds it")
    _settle(run, target)
    followed = run.followed.get(path, ())
    if target not in followed:
        run.followed[path] = (*followed, target)
    return target


def _settle(run: _Run, target: ConfigPath) -> None:
    """Resolve everything below `target`; looked through once, however often it is named. Raises _Unresolved."""
    if target in run.extents:
        return
    if target in run.broken:
        raise _Unresolved
    try:
        for inner, _ in list(_texts(run.draft.get(target), target)):
            _resolve(run, inner)
    except _Unresolved:
        run.broken.add(target)
        raise
    run.extents[target] = _extent(run.draft.get(target))


def _replace(run: _Run, path: ConfigPath, value: object) -> None:
    parent = run.draft.get(path[:-1])
    if isinstance(parent, dict):
        parent[str(path[-1])] = value
    elif isinstance(parent, list):
        parent[int(path[-1])] = value


def _copy(value: object) -> object:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _extent(value: object) -> tuple[int, int]:
    """How much a value weighs, and how many levels it has."""
    if not isinstance(value, (dict, list)):
        return (1 + len(value) // 16 if isinstance(value, str) else 1), 0
    weight, deepest = 1, 0
    for item in value.values() if isinstance(value, dict) else value:
        inner, depth = _extent(item)
        weight += inner
        deepest = max(deepest, depth)
    return weight, 1 + deepest


def _fail(run: _Run, path: ConfigPath, code: str, summary: str, hint: str) -> _Unresolved:
    chain = run.draft.layers.get(path, ())
    where = chain[-1].location if chain else None
    run.failed.setdefault(path, Diagnostic(code, summary, where, path, hint, chain=chain))
    run.pending.pop(path, None)
    return _Unresolved()
