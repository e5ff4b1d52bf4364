"""A value as pairs of a path and a text, so that two versions of it can be compared piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compiler.model.graph import Join, Ref, Secret, field_names
from compiler.source.address import Address


def flat(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every single value below `path`, as text; lists of single values are one."""
    match value:
        case Secret() | Address() | str():
            yield path, str(value)
        case Ref(address, output):
            yield path, f"{address}.{output}"
        case Join(parts):
            yield path, "".join(text for part in parts for _, text in flat(part, ""))
        case Mapping():
            for key, item in value.items():
                yield from flat(item, _below(path, str(key)))
        case list() | tuple():
            if all(isinstance(item, (str, int, float, bool, type(None))) for item in value):
                yield path, ", ".join(map(_scalar, value))
            else:
                for index, item in enumerate(value):
                    yield from flat(item, f"{path}[{index}]")
        case _ if names := field_names(type(value)):
            for name in names:
                yield from flat(getattr(value, name), _below(path, name))
        case _:
            yield path, _scalar(value)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _scalar(value: object) -> str:
    """As it would be written in YAML."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)
