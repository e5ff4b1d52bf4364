"""Inputs as they come over the wire: what is missing, and what the wire takes from them given back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from compiler.provider.protocol import UNKNOWN, InputFailure, Props


def missing_inputs(inputs: Props, required: Mapping[str, type | tuple[type, ...]]) -> tuple[InputFailure, ...]:
    """One failure for each required input that is absent or of another kind; unknown values pass."""
    failures: list[InputFailure] = []
    for key, kind in required.items():
        value = inputs.get(key)
        if value is UNKNOWN or (isinstance(value, kind) and not (isinstance(value, bool) and kind is int)):
            continue
        failures.append(InputFailure(key, "is required" if value is None else "has a value of the wrong kind"))
    return tuple(failures)


def unknown_inputs(inputs: Props, allowed: Sequence[str]) -> tuple[InputFailure, ...]:
    """One failure for each input that the resource does not have."""
    return tuple(InputFailure(key, "is not an input of this resource") for key in inputs if key not in allowed)


def text_input(inputs: Props, key: str) -> str:
    """A checked input that is text."""
    value = inputs[key]
    assert isinstance(value, str), key
    return value


def number_input(inputs: Props, key: str) -> int:
    """A checked input that is a whole number; the wire may have made it a float."""
    value = inputs.get(key, 0)
    assert isinstance(value, (int, float)), key
    return int(value)


def exact(inputs: Props) -> Props:
    """The inputs as they were written: whole numbers are integers, and what `literals` names is what it says.

    The wire knows only doubles and drops nulls from objects, and `max_features: 1.0` means something else than `1`, as
    `penalty: null` means something else than no penalty given. `literals` maps JSON pointers into the inputs to JSON
    texts, and is itself left out of the answer.
    """
    plain = {key: _whole(value) for key, value in inputs.items() if key != "literals"}
    literals = inputs.get("literals")
    for pointer, text in literals.items() if isinstance(literals, dict) else ():
        _put(plain, [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]], json.loads(text))
    return plain


def whole_checks(checks: object) -> list[object]:
    """Data checks with the nulls that the wire has dropped."""
    empty = {"column": None, "op": None, "value": None}
    return [{**empty, **check} if isinstance(check, dict) else check for check in _listed(checks)]


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _whole(value: object) -> object:
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _put(inside: object, path: list[str], value: object) -> None:
    *above, last = path
    for part in above:
        if isinstance(inside, dict):
            inside = inside.setdefault(part, {})
        elif isinstance(inside, list):
            inside = inside[int(part)]
    if isinstance(inside, dict):
        inside[last] = value
    elif isinstance(inside, list):
        inside[int(last)] = value
