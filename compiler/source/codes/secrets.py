"""Codes of secrets that a program needs (P09…)."""

from __future__ import annotations

from compiler.source.codes import Code

CODES: tuple[Code, ...] = (
    Code(
        "P090",
        "secret not set",
        "The program needs the value of a secret. In environments that this product deploys itself it is taken from "
        "the environment variable `MODELWRIGHT_SECRET_<NAME>`, and written nowhere.",
        "modelwright up churn",
        "MODELWRIGHT_SECRET_TOKEN=$(pass show token) modelwright up churn",
    ),
)
