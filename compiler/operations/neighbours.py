"""Which other stack has recorded a resource: state files of this workspace and of a backend that is a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from compiler.model.stack import Stack


def recorded_elsewhere(stack: Stack, token: str, id: str) -> str:
    """`project/environment` of another stack that has a resource of this type and id; empty when none is known."""
    for name, path in _others(stack):
        try:
            document = json.loads(path.read_bytes())
            deployment = document.get("deployment") or document["checkpoint"]["latest"]
            found = any(item["type"] == token and item.get("id") == id for item in deployment.get("resources") or ())
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # what cannot be understood is not ours to judge here
        if found:
            return name
    return ""


def _others(stack: Stack) -> Iterator[tuple[str, Path]]:
    from compiler.engines.pulumi import local_folder

    backend = local_folder(stack)
    places = [stack.private / "state", *([backend / ".pulumi" / "stacks"] if backend else [])]
    for place in places:
        for path in sorted(place.glob("*/*.json")):
            if (path.parent.name, path.stem) != (stack.project, stack.environment):
                yield f"{path.parent.name}/{path.stem}", path
