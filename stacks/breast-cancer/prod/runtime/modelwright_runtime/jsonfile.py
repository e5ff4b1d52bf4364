"""JSON files in and out: written whole or not at all, equal content with equal bytes."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from .failure import Failure


def read_json(path: Path) -> dict:
    """An object of a JSON file. Failure `request` when it cannot be read."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failure("request", f"`{path.name}` cannot be read: {error}") from None
    if not isinstance(value, dict):
        raise Failure("request", f"`{path.name}` holds no JSON object")
    return value


def dump_json(value: object) -> bytes:
    """Sorted keys, indented, newline at the end. Raises ValueError for NaN and infinity."""
    return (json.dumps(value, sort_keys=True, indent=1, allow_nan=False, ensure_ascii=False) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def write_json(path: Path, value: object) -> None:
    """Through a sibling and a rename: a reader sees all of it or none. Raises OSError."""
    write_bytes(path, dump_json(value))


def write_bytes(path: Path, data: bytes) -> None:
    """Like `write_json`, for bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sibling = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with sibling.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    sibling.replace(path)


def sha256(data: bytes) -> str:
    """Hex digest of bytes."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """Hex digest of a file's content, read in blocks. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
