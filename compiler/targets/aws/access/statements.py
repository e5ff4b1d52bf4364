"""Policy documents -> their statements in one form, with every value as text, for the rules to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.graph import Join, Ref
from compiler.model.rendering import Code

VERSION = "2012-10-17"
_KNOWN = frozenset({"Sid", "Effect", "Principal", "Action", "Resource", "Condition"})


@dataclass(frozen=True, slots=True)
class Condition:
    """`StringEquals`, `aws:SourceAccount`, and what it has to be."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """`label` is its `Sid`, or its number. `principals` are kind and name, `*` for everybody. `unknown` are keys that
    no rule looks at, such as `NotAction`.
    """

    label: str
    effect: str
    principals: tuple[tuple[str, str], ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...]
    unknown: tuple[str, ...]

    def held(self, operator: str, key: str) -> tuple[str, ...]:
        """What a condition asks for; nothing where it is not there."""
        return next((item.values for item in self.conditions if (item.operator, item.key) == (operator, key)), ())


def statements(document: Mapping[str, object]) -> tuple[Statement, ...]:
    """In their order."""
    listed = document.get("Statement", ())
    many = listed if isinstance(listed, (list, tuple)) else (listed,)
    return tuple(_statement(index, item) for index, item in enumerate(many, 1) if isinstance(item, Mapping))


def _statement(index: int, item: Mapping[str, object]) -> Statement:
    return Statement(
        label=f"`{item['Sid']}`" if item.get("Sid") else f"number {index}",
        effect=text(item.get("Effect", "")),
        principals=tuple(_principals(item.get("Principal"))),
        actions=texts(item.get("Action", ())),
        resources=texts(item.get("Resource", ())),
        conditions=tuple(_conditions(item.get("Condition"))),
        unknown=tuple(key for key in item if key not in _KNOWN),
    )


def _principals(found: object) -> list[tuple[str, str]]:
    if isinstance(found, Mapping):
        return [(str(kind), name) for kind, names in found.items() for name in texts(names)]
    return [] if found is None else [("", text(found))]


def _conditions(found: object) -> list[Condition]:
    if not isinstance(found, Mapping):
        return []
    return [
        Condition(str(operator), str(key), texts(values))
        for operator, keys in found.items()
        if isinstance(keys, Mapping)
        for key, values in keys.items()
    ]


def texts(value: object) -> tuple[str, ...]:
    """One value, or each of several."""
    return tuple(text(item) for item in value) if isinstance(value, (list, tuple)) else (text(value),)


def text(value: object) -> str:
    """What is known only at apply time stands in angle brackets."""
    match value:
        case Join(parts):
            return "".join(text(part) for part in parts)
        case Ref(address, output):
            return f"<{address}.{output}>"
        case Code(name):
            return f"<{name}>"
    return str(value)
