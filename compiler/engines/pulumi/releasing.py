"""A deployment of which everything may go: the flags that would keep a part of it are taken back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

Json = dict[str, Any]
_WITH_CONTENTS = "forceDestroy"
"""What pulumi-aws asks of the record before it takes a bucket away with what is in it."""


def released(deployment: Json, consented: Collection[str]) -> Json:
    """What outlives a successor goes, too, and of the `consented` URNs also what they hold."""
    return {**deployment, "resources": [_released(item, item["urn"] in consented) for item in deployment["resources"]]}


def _released(item: Json, consented: bool) -> Json:
    item = {**item, "retainOnDelete": False}
    if not consented or _WITH_CONTENTS not in (item.get("outputs") or {}):
        return item
    return item | {part: {**(item.get(part) or {}), _WITH_CONTENTS: True} for part in ("inputs", "outputs")}
