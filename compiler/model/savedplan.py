"""A plan that was saved: what would be done, and all that it follows from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """`changes` are those of the document, in order; the rest says what they follow from.

    `engine` is the one that was insisted on, empty where the environment chose; `refresh` likewise, or None. `tool`
    names what made the plan, by part (`modelwright`, `scikit-learn`, `engine`); `program` is the digest of the compiled
    files; `inputs` maps every file of the workspace that the compilation read to its digest; `state` is the engine's
    digest of what was recorded; `allowed` are the addresses of protected resources that may go.
    """

    project: str
    environment: str
    engine: str
    refresh: bool | None
    overrides: tuple[str, ...]
    tool: Mapping[str, str]
    program: str
    inputs: Mapping[str, str]
    state: str
    allowed: tuple[str, ...]
    changes: tuple[Mapping[str, object], ...]
