"""Values on the wire: protobuf structs in, plain values out, and back. Special values carry Pulumi's signatures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from compiler.provider.protocol import UNKNOWN, Props
from compiler.source.canonical import digest_bytes

if TYPE_CHECKING:
    from google.protobuf.struct_pb2 import Struct, Value  # ty: ignore[missing-module-member]

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
PropertyPath = tuple[str | int, ...]
"""Keys and list indices from the root of properties to one value."""
_WHOLE = 2.0**53
"""Beyond this a protobuf number no longer tells neighbouring integers apart."""


@dataclass(frozen=True, slots=True)
class Received:
    """Properties of a request: plain values with `UNKNOWN` inside, and the paths of those that are secret."""

    values: Props
    secrets: tuple[PropertyPath, ...] = ()


def from_struct(struct: Struct, folder: Path | None = None) -> Received:
    """Read a request's properties; secrets and output values are unwrapped, file assets get the hash of their content.

    `folder` is what relative asset paths count from. Keys come sorted: on the wire a map has another order in each
    process. Raises OSError for an asset that cannot be read.
    """
    secrets: list[PropertyPath] = []
    values = {key: _from_value(value, folder, (key,), secrets) for key, value in sorted(struct.fields.items())}
    return Received(values, tuple(secrets))


def _from_value(value: Value, folder: Path | None, path: PropertyPath, secrets: list[PropertyPath]) -> object:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value == UNKNOWN_TEXT else value.string_value
        case "bool_value":
            return value.bool_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() and abs(number) <= _WHOLE else number
        case "list_value":
            items = value.list_value.values
            return [_from_value(item, folder, (*path, index), secrets) for index, item in enumerate(items)]
        case "struct_value":
            return _from_fields(value.struct_value.fields, folder, path, secrets)
    return None


def _from_fields(
    fields: Mapping[str, Value], folder: Path | None, path: PropertyPath, secrets: list[PropertyPath]
) -> object:
    signature = fields[SIGNATURE].string_value if SIGNATURE in fields else ""
    if signature in (SECRET, OUTPUT):
        if signature == SECRET or ("secret" in fields and fields["secret"].bool_value):
            secrets.append(path)
        return _from_value(fields["value"], folder, path, secrets) if "value" in fields else UNKNOWN
    plain: Props = {key: _from_value(item, folder, (*path, key), secrets) for key, item in sorted(fields.items())}
    if signature == ASSET and folder is not None:
        plain["hash"] = _asset_hash(plain, folder)
    return plain


def _asset_hash(asset: Props, folder: Path) -> str:
    match asset:
        case {"path": str(path)}:
            data = (folder / path).read_bytes()
        case {"text": str(text)}:
            data = text.encode()
        case _:
            data = b""
    return digest_bytes(data).removeprefix("sha256:")


def to_struct(values: Mapping[str, object], secret: Collection[str] = ()) -> Struct:
    """Write plain values for the program; `UNKNOWN` becomes Pulumi's sentinel, and the keys in `secret` are marked.

    Raises ValueError for other types.
    """
    from google.protobuf.struct_pb2 import Struct  # ty: ignore[missing-module-member]

    struct = Struct()
    plain = {key: _to_plain(value) for key, value in values.items()}
    struct.update({key: {SIGNATURE: SECRET, "value": plain[key]} if key in secret else plain[key] for key in plain})
    return struct


def _to_plain(value: object) -> object:
    if value is UNKNOWN:
        return UNKNOWN_TEXT
    if isinstance(value, Mapping):
        return {str(key): _to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_to_plain(item) for item in value]
    return value
