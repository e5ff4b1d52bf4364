"""What the provider's own words become on the wire: differences, failed inputs and properties with their secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pulumi.runtime.proto import provider_pb2

from compiler.model.plan import PropertyChange
from compiler.provider.marshal import Received, to_struct
from compiler.provider.protocol import Difference, InputFailure
from compiler.source.location import parse_path

if TYPE_CHECKING:
    from google.protobuf.struct_pb2 import Struct  # ty: ignore[missing-module-member]

MASK = "[secret]"
_KINDS = {
    (False, False): provider_pb2.PropertyDiff.UPDATE,
    (False, True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
    (True, False): provider_pb2.PropertyDiff.ADD,
    (True, True): provider_pb2.PropertyDiff.ADD_REPLACE,
}
_GONE = (provider_pb2.PropertyDiff.DELETE, provider_pb2.PropertyDiff.DELETE_REPLACE)


def diff_response(difference: Difference) -> Any:
    """Every change by its path; a note alone is a difference too."""
    if difference.none:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME,
        diffs=_tops(difference.changes),
        replaces=_tops(change for change in difference.changes if change.replaces),
        detailedDiff={change.path: _property_diff(change) for change in difference.changes},
        hasDetailedDiff=bool(difference.changes),
        deleteBeforeReplace=difference.delete_before_replace,
    )


def _tops(changes: Iterable[PropertyChange]) -> list[str]:
    return sorted({str(parse_path(change.path)[0]) for change in changes})


def _property_diff(change: PropertyChange) -> Any:
    if change.new is None:
        kind = _GONE[change.replaces]
    else:
        kind = _KINDS[change.old is None, change.replaces]
    return provider_pb2.PropertyDiff(kind=kind, inputDiff=True)


def check_response(inputs: Struct, failures: Iterable[InputFailure]) -> Any:
    """The inputs with their defaults, or what is wrong with them."""
    listed = [provider_pb2.CheckFailure(property=item.path, reason=item.reason) for item in failures]
    return provider_pb2.CheckResponse(inputs=inputs, failures=listed)


def properties(values: Mapping[str, object], received: Received) -> Struct:
    """Outputs for the engine: an output with the name of an input that is secret, or holds a secret, is one too."""
    secret = {str(path[0]) for path in received.secrets}
    return to_struct(values, secret & set(values))


def masked(text: str, secrets: Iterable[str]) -> str:
    """The text without any of the secret values."""
    for value in sorted(secrets, key=len, reverse=True):
        text = text.replace(value, MASK)
    return text


def secret_texts(received: Received) -> tuple[str, ...]:
    """The secret values of a request as they could stand in a message; what is too short to be told apart is not."""
    return tuple(text for path in received.secrets for text in _texts(_at(received.values, path)) if len(text) > 2)


def _at(value: object, path: tuple[str | int, ...]) -> object:
    for part in path:
        if isinstance(value, dict):
            value = value.get(str(part))
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
    return value


def _texts(value: object) -> Iterable[str]:
    match value:
        case dict():
            for item in value.values():
                yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)
        case str() | int() | float() if not isinstance(value, bool):
            yield str(value)
