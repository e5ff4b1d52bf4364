"""The manifest as JSON: the same bytes for the same content, one line for each file and each input."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import cast

from compiler.model.manifest import InputSource, Manifest, ResourceSource
from compiler.source.location import ConfigPath, Location, format_path

NAME = "manifest.json"
_VERSION = 1
_FIRST = f'{{\n  "version": {_VERSION},\n'.encode()
_READS = b'\n  "reads": [\n'
_HEAD = 32 * 1024
"""Bytes that hold what was read of all but the largest stacks."""
_text = json.encoder.encode_basestring_ascii


def dump_manifest(manifest: Manifest) -> bytes:
    """The content of `manifest.json`."""
    files = {path: _text(digest) for path, digest in sorted(manifest.files.items())}
    known: dict[int, str] = {}
    resources = {address: _resource(source, known) for address, source in sorted(manifest.resources.items())}
    tree = {
        "version": str(_VERSION),
        "project": _text(manifest.project),
        "environment": _text(manifest.environment),
        "compiler": _text(manifest.compiler),
        "files": _block(files, 1),
        "reads": _list([_text(file) for file in manifest.reads]),
        "references": _list([_reference(*item) for item in sorted(manifest.references.items(), key=_by_path)]),
        "resources": _block(resources, 1),
    }
    return (_block(tree, 0) + "\n").encode()


def parse_manifest(content: bytes) -> Manifest:
    """The inverse of `dump_manifest`. Raises ValueError for anything else."""
    try:
        tree = json.loads(content)
        if tree["version"] != _VERSION:
            raise ValueError(f"version {tree['version']} of the manifest is not known")
        resources = {str(address): _parse_resource(source) for address, source in tree["resources"].items()}
        files = {str(path): str(digest) for path, digest in tree["files"].items()}
        reads = tuple(map(str, tree.get("reads", ())))
        references = {
            _parse_path(item["path"]): tuple(map(_parse_path, item["to"])) for item in tree.get("references", ())
        }
        head = (str(tree["project"]), str(tree["environment"]), str(tree["compiler"]))
        return Manifest(*head, files, resources, reads, references)
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"the manifest is not complete: {error}") from None


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a compiled stack; None when there is none that can be read."""
    try:
        return parse_manifest((folder / NAME).read_bytes())
    except (OSError, ValueError):
        return None


def read_reads(folder: Path) -> tuple[str, ...]:
    """What a compiled stack was made from, as its manifest says; nothing where there is none that can be read.

    Of a workspace with thousands of stacks only the beginnings of the manifests are read, where this is written.
    """
    try:
        with (folder / NAME).open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return ()
    begin = head.find(_READS)
    end = head.find(b"\n  ]", begin)  # names have no line ends in JSON
    if begin >= 0 and end >= 0 and head.startswith(_FIRST):
        with contextlib.suppress(ValueError):
            return tuple(map(str, json.loads(b"[" + head[begin + len(_READS) : end] + b"]")))
    manifest = read_manifest(folder)
    return manifest.reads if manifest else ()


def _resource(source: ResourceSource, known: dict[int, str]) -> str:
    """`known` holds what was made of inputs that many resources share, by their identity."""
    inputs = {name: known.get(id(item)) or _input(item, known) for name, item in source.inputs.items()}
    follows = {name: _text(address) for name, address in source.follows.items()}
    tree = {
        "path": _path_text(source.path),
        "location": _text(str(source.location)),
        "inputs": _block(inputs, 3),
        "follows": "{" + ", ".join(f"{_text(name)}: {item}" for name, item in follows.items()) + "}",
        "reads": "[" + ", ".join(map(_text, source.reads)) + "]",
    }
    return _block(tree, 2)


def _input(source: InputSource, known: dict[int, str]) -> str:
    content = f', "content": {_text(source.content)}' if source.content else ""
    text = f'{{"path": {_path_text(source.path)}, "location": {_text(str(source.location))}{content}}}'
    known[id(source)] = text
    return text


def _by_path(item: tuple[ConfigPath, object]) -> str:
    return format_path(item[0])


def _reference(path: ConfigPath, targets: tuple[ConfigPath, ...]) -> str:
    return f'{{"path": {_path_text(path)}, "to": [{", ".join(map(_path_text, targets))}]}}'


def _list(items: list[str]) -> str:
    """A JSON list of the top level with an item a line; the items are JSON already."""
    return "[\n    " + ",\n    ".join(items) + "\n  ]" if items else "[]"


@lru_cache(maxsize=4096)  # the same paths stand in many resources, and in every environment
def _path_text(path: ConfigPath) -> str:
    return "[" + ", ".join(_text(part) if isinstance(part, str) else str(part) for part in path) + "]"


def _parse_resource(tree: Mapping[str, object]) -> ResourceSource:
    inputs = {
        name: InputSource(_parse_path(item["path"]), _location(item["location"]), str(item.get("content", "")))
        for name, item in cast("dict[str, dict[str, object]]", tree["inputs"]).items()
    }
    follows = cast("dict[str, str]", tree.get("follows", {}))
    reads = tuple(map(str, cast("list[object]", tree.get("reads", ()))))
    return ResourceSource(_parse_path(tree["path"]), _location(tree["location"]), inputs, dict(follows), reads)


def _parse_path(value: object) -> ConfigPath:
    return tuple(cast("list[str | int]", value))


def _location(value: object) -> Location:
    file, line, column = str(value).rsplit(":", 2)
    return Location(file, int(line), int(column))


def _block(items: Mapping[str, str], depth: int) -> str:
    """A JSON object with an item a line; the items are JSON already."""
    if not items:
        return "{}"
    indent = "\n" + "  " * (depth + 1)
    return (
        "{"
        + indent
        + f",{indent}".join(f"{_text(key)}: {item}" for key, item in items.items())
        + "\n"
        + "  " * depth
        + "}"
    )
