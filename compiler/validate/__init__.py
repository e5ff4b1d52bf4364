"""Composed tree in, typed project with every default filled in out; all mistakes of a spec are found here, at once."""

from __future__ import annotations

from compiler.validate.phase import validate

__all__ = ["validate"]
