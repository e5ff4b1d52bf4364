"""A request that cannot be answered as it is: the status, and words that name the field and the row."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """`row` counts from 1 in the order sent; `code` is a stable word for programs."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None, row: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"error": {"code": code, "message": message, "field": field, "row": row}}
