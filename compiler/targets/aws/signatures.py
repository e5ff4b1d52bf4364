"""What the classes of pulumi_aws and the API behind them take, as data of `tools/aws_signatures.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from compiler.model.signatures import Accepted, Signature, Signatures

_FILE = Path(__file__).with_name("signatures.json")
# What every resource takes beside its own arguments.
_OPTIONS = {"opts": Accepted("any")}


@cache
def signatures() -> Signatures:
    """Of all resources that our templates make, and of the classes in their arguments."""
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    calls = {name: _signature(entry) for name, entry in document["calls"].items()}
    return Signatures("aws", calls, {name: frozenset(names) for name, names in document["modules"].items()})


def _signature(entry: Mapping[str, Any]) -> Signature:
    arguments = {name: _accepted(item) for name, item in entry["arguments"].items()}
    groups = tuple(tuple(names) for names in entry.get("exclusive", ()))
    return Signature({**arguments, **_OPTIONS}, tuple(entry.get("required", ())), groups)


def _accepted(item: Mapping[str, Any]) -> Accepted:
    inside = item.get("of")
    return Accepted(
        item["kind"],
        _accepted(inside) if isinstance(inside, dict) else None,
        inside if isinstance(inside, str) else "",
        item.get("least"),
        item.get("most"),
        tuple(item.get("enum", ())),
        item.get("pattern", ""),
    )
