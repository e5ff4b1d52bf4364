"""The places that a project can run on. A new one is a folder with `TARGET` and a name in the list below."""

from __future__ import annotations

from importlib import import_module

from compiler.model.target import Target

_NAMES = ("aws", "local")


def names() -> tuple[str, ...]:
    """Every target, sorted."""
    return _NAMES


def get(name: str) -> Target | None:
    """The target called `name`, imported when first asked for; None for an unknown name."""
    return import_module(f"compiler.targets.{name}").TARGET if name in _NAMES else None
