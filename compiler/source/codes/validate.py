"""Codes of the phase: validate (V…)."""

from __future__ import annotations

from compiler.source.codes import (
    Code,
    validate_data,
    validate_models,
    validate_moves,
    validate_sense,
    validate_serving,
    validate_shape,
)

CODES: tuple[Code, ...] = (
    *validate_shape.CODES,
    *validate_data.CODES,
    *validate_models.CODES,
    *validate_serving.CODES,
    *validate_sense.CODES,
    *validate_moves.CODES,
)
