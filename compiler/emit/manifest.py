"""The manifest as JSON: the same bytes for the same content, one line for each file and each input."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from compiler.model.manifest import InputSource, Manifest, ResourceSource
from compiler.source.location import ConfigPath, Location, format_path

NAME = "manifest.json"
_VERSION = 1
_DEPTH = 2


def dump_manifest(manifest: Manifest) -> bytes:
    """The content of `manifest.json`."""
    tree = {
        "version": _VERSION,
        "project": manifest.project,
        "environment": manifest.environment,
        "compiler": manifest.compiler,
        "files": dict(sorted(manifest.files.items())),
        "reads": list(manifest.reads),
        "references": [
            {"path": list(path), "to": [list(target) for target in targets]}
            for path, targets in sorted(manifest.references.items(), key=lambda item: format_path(item[0]))
        ],
        "resources": {address: _resource(source) for address, source in sorted(manifest.resources.items())},
    }
    return (_layout(tree, 0) + "\n").encode()


def parse_manifest(content: bytes) -> Manifest:
    """The inverse of `dump_manifest`. Raises ValueError for anything else."""
    try:
        tree = json.loads(content)
        if tree["version"] != _VERSION:
            raise ValueError(f"version {tree['version']} of the manifest is not known")
        resources = {str(address): _parse_resource(source) for address, source in tree["resources"].items()}
        files = {str(path): str(digest) for path, digest in tree["files"].items()}
        reads = tuple(map(str, tree.get("reads", ())))
        references = {_path(item["path"]): tuple(map(_path, item["to"])) for item in tree.get("references", ())}
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


def _resource(source: ResourceSource) -> dict[str, object]:
    inputs = {name: _input(item) for name, item in source.inputs.items()}
    place: dict[str, object] = {"path": list(source.path), "location": str(source.location)}
    return place | {"inputs": inputs, "follows": dict(source.follows), "reads": list(source.reads)}


def _input(source: InputSource) -> dict[str, object]:
    place: dict[str, object] = {"path": list(source.path), "location": str(source.location)}
    return place | ({"content": source.content} if source.content else {})


def _parse_resource(tree: Mapping[str, object]) -> ResourceSource:
    inputs = {
        name: InputSource(_path(item["path"]), _location(item["location"]), str(item.get("content", "")))
        for name, item in cast("dict[str, dict[str, object]]", tree["inputs"]).items()
    }
    follows = cast("dict[str, str]", tree.get("follows", {}))
    reads = tuple(map(str, cast("list[object]", tree.get("reads", ()))))
    return ResourceSource(_path(tree["path"]), _location(tree["location"]), inputs, dict(follows), reads)


def _path(value: object) -> ConfigPath:
    return tuple(cast("list[str | int]", value))


def _location(value: object) -> Location:
    file, line, column = str(value).rsplit(":", 2)
    return Location(file, int(line), int(column))


def _layout(value: object, depth: int) -> str:
    """JSON with an item a line where that helps reading: the first levels, and mappings of mappings."""
    if isinstance(value, list) and value and depth < _DEPTH:
        indent = "  " * (depth + 1)
        return "[\n" + ",\n".join(f"{indent}{json.dumps(item)}" for item in value) + "\n" + "  " * depth + "]"
    if not isinstance(value, dict) or not value:
        return json.dumps(value)
    if depth >= _DEPTH and not any(isinstance(item, dict) for item in value.values()):
        return json.dumps(value)
    indent = "  " * (depth + 1)
    lines = [f"{indent}{json.dumps(key)}: {_layout(item, depth + 1)}" for key, item in value.items()]
    return "{\n" + ",\n".join(lines) + "\n" + "  " * depth + "}"
