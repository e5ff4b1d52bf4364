"""The engine in this process: a compiled program in, resources made by providers, state in one file per stack."""

from __future__ import annotations

from compiler.engines.embedded.engine import EmbeddedEngine
from compiler.engines.embedded.planned import PlannedProvider

__all__ = ["EmbeddedEngine", "PlannedProvider"]
