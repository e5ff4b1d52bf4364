"""Composed platforms on disk, by digest of all that they depend on. What cannot be read or written is ignored."""

from __future__ import annotations

import json
from pathlib import Path

from compiler.compose.choices import Choice
from compiler.model.workspace import Workspace
from compiler.source.canonical import canonical_json, digest
from compiler.source.files import write_whole
from compiler.source.location import ConfigPath, Location
from compiler.source.sourcemap import Layer, LayerKind

Entry = tuple[dict[str, object], dict[ConfigPath, tuple[Layer, ...]], Choice | None, tuple[str, ...]]
"""The tree, its layers, the compute profile chosen in `conf/`, and the files that took part."""


def read_cache(ws: Workspace, key: str) -> Entry | None:
    """The entry of `key`; None when there is none or it is damaged."""
    try:
        file = _file(ws, key)
        if not file.is_file():
            return None
        stored = json.loads(file.read_bytes())
        payload = stored["payload"]
        if stored["digest"] != digest(payload):
            return None
        layers = {
            tuple(path): tuple(
                Layer(LayerKind.PLATFORM, Location(*at), Location(*key_at), value, bundled)
                for at, key_at, value, bundled in chain
            )
            for path, chain in payload["layers"]
        }
        found = payload["compute"]
        choice = Choice(found[0], Location(*found[1]), Location(*found[2])) if found else None
        files = tuple(map(str, payload["files"]))
        return (payload["tree"], layers, choice, files) if isinstance(payload["tree"], dict) else None
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return None


def write_cache(
    ws: Workspace,
    key: str,
    tree: dict[str, object],
    layers: dict[ConfigPath, tuple[Layer, ...]],
    compute: Choice | None,
    files: tuple[str, ...],
) -> None:
    """Keep an entry, whole or not at all."""
    payload = {
        "tree": tree,
        "layers": [
            [
                list(path),
                [[_place(layer.location), _place(layer.key), layer.value, layer.bundled] for layer in chain],
            ]
            for path, chain in layers.items()
        ],
        "compute": [compute.option, _place(compute.location), _place(compute.key)] if compute else None,
        "files": list(files),
    }
    try:
        text = canonical_json({"digest": digest(payload), "payload": payload})
        write_whole(_file(ws, key), text.encode())
    except (OSError, ValueError, TypeError):
        return


def _file(ws: Workspace, key: str) -> Path:
    return ws.private / "cache" / "platform" / f"{key.removeprefix('sha256:')}.json"


def _place(location: Location) -> list[object]:
    return [location.file, location.line, location.column]
