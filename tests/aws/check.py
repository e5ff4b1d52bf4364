"""Inputs before anything is made: what is wrong with them, and the same with names and defaults filled in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from compiler.provider.protocol import UNKNOWN, InputFailure, Props
from tests.aws.naming import Proposal, choose
from tests.aws.types import Type

DEFAULTS = "__defaults"


@dataclass(frozen=True, slots=True)
class Checked:
    """`inputs` carry the names of those that were filled in, as `__defaults`."""

    inputs: Props
    failures: tuple[InputFailure, ...]


def check(
    kind: Type, logical: str, olds: Props, news: Props, seed: bytes = b"", proposal: Proposal | None = None
) -> Checked:
    """A name that was chosen before is kept; `olds` is empty for a new resource."""
    given = {key: value for key, value in news.items() if value is not None and key != DEFAULTS}
    failures = [*_unknown(kind, given), *_missing(kind, given), *_conflicting(kind, given)]
    filled, chosen = _filled(kind, given)
    name = kind.autoname
    if name is not None and name.property not in given and not _replaced_by_another(kind, given):
        kept = olds.get(name.property) if name.property in _defaults_of(olds) else None
        try:
            filled[name.property] = kept or choose(name, logical, seed, proposal)
            chosen.append(name.property)
        except ValueError as error:
            failures.append(InputFailure(name.property, f"could not make instance of '{kind.token}': {error}"))
    failures += _misfits(kind, filled)
    return Checked(filled if kind.framework else {**filled, DEFAULTS: sorted(chosen)}, tuple(failures))


def _unknown(kind: Type, given: Props) -> list[InputFailure]:
    known = kind.inputs
    return [InputFailure(key, f"unexpected property `{key}`") for key in sorted(given) if key not in known]


def _missing(kind: Type, given: Props) -> list[InputFailure]:
    return [InputFailure(key, f"missing required property '{key}'") for key in kind.required if key not in given]


def _conflicting(kind: Type, given: Props) -> list[InputFailure]:
    found = []
    for names in kind.conflicts:
        first, *others = [name for name in names if name in given] or [""]
        found += [InputFailure(first, f'conflicting configuration: "{first}": conflicts with {o}') for o in others]
    return found


def _replaced_by_another(kind: Type, given: Props) -> bool:
    assert kind.autoname is not None
    property = kind.autoname.property
    return any(property in names and any(name in given for name in names) for names in kind.conflicts)


def _misfits(kind: Type, inputs: Props) -> list[InputFailure]:
    failures = []
    name = inputs.get(kind.named)
    if isinstance(name, str) and not re.fullmatch(kind.pattern, name):
        failures.append(
            InputFailure(kind.named, f"invalid value for {kind.named} ({name!r} does not fit {kind.pattern})")
        )
    for key in kind.documents:
        text = inputs.get(key)
        if isinstance(text, str) and not _is_json(text):
            failures.append(InputFailure(key, f'"{key}" contains an invalid JSON policy'))
    return failures


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _filled(kind: Type, given: Props) -> tuple[Props, list[str]]:
    """With the schema's defaults at every depth; each object inside tells which of its own are such."""
    chosen: list[str] = []
    filled: Props = dict(given)
    for path, value in (kind.defaults or {}).items():
        head, _, rest = path.partition(".")
        if not rest and head not in filled:
            filled[head] = value
            chosen.append(head)
    if kind.framework:
        return filled, chosen
    inner = {path: value for path, value in (kind.defaults or {}).items() if "." in path}
    return {key: _marked(value, (key,), inner) for key, value in filled.items()}, chosen


def _marked(value: object, path: tuple[str, ...], defaults: Props) -> object:
    if isinstance(value, list):
        return [_marked(item, (*path, "*"), defaults) for item in value]
    if not isinstance(value, dict) or _is_asset(value):
        return value
    own = {
        name.rpartition(".")[2]: item for name, item in defaults.items() if name.rpartition(".")[0] == ".".join(path)
    }
    added = {name: item for name, item in own.items() if name not in value}
    inside = {key: _marked(item, (*path, key), defaults) for key, item in value.items() if item is not None}
    return {**inside, **added, DEFAULTS: sorted(added)}


def _is_asset(value: Props) -> bool:
    return any(len(key) == 32 and key.isalnum() for key in value)


def _defaults_of(olds: Props) -> tuple[str, ...]:
    listed = olds.get(DEFAULTS)
    return tuple(listed) if isinstance(listed, list) else ()


def plain(value: object) -> object:
    """Without the bookkeeping."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != DEFAULTS}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def has_unknown(value: object) -> bool:
    """Whether apply has still to tell some of it."""
    if isinstance(value, dict):
        return any(map(has_unknown, value.values()))
    if isinstance(value, list):
        return any(map(has_unknown, value))
    return value is UNKNOWN
