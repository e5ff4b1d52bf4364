"""`waive:` findings that a project lives with for a while, each with the reason and the last day on which it holds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from compiler.model.spec.base import DateField, Spec, Text


class Waiver(Spec):
    """`rule` is the code of a finding, `at` the path of the value that it is about, or of a part that holds it."""

    rule: Annotated[str, Field(strict=True, min_length=1)]
    at: Text
    reason: Annotated[str, Field(strict=True, min_length=1, pattern=r"\S")]
    until: DateField
