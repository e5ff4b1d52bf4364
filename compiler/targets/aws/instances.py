"""Which instance types SageMaker trains, serves and transforms on, as data of `tools/instance_types.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

Use = Literal["training", "hosting", "transform"]
_FILE = Path(__file__).with_name("instance_types.json")


@cache
def _known(use: Use) -> Mapping[str, tuple[str, ...]]:
    families = json.loads(_FILE.read_text(encoding="utf-8"))[use]
    return {family: tuple(sizes) for family, sizes in families.items()}


def of_family(instance: str, use: Use) -> tuple[str, ...] | None:
    """All types of the family of `ml.<family>.<size>`; None where the family is not known for this use."""
    family = instance.removeprefix("ml.").partition(".")[0]
    sizes = _known(use).get(family)
    return tuple(f"ml.{family}.{size}" for size in sizes) if sizes else None


def families(use: Use) -> tuple[str, ...]:
    """The names of all known families."""
    return tuple(_known(use))
