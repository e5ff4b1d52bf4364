"""Previews of pull requests: environments of their own that stand for a while and then certainly disappear."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

PREVIEW = "preview"
"""The option of `env` in `conf/` that goes over another one, and the section of what it puts over the spec."""
_NAME = re.compile(r"pr-([1-9][0-9]{0,8})")
_TEXTS = ("project", "base", "branch", "target", "region", "engine", "backend", "secrets_provider")


@dataclass(frozen=True, slots=True)
class PreviewStack:
    """One project in the preview of one pull request; enough to take it down without its files.

    It inherits from the environment `base`, and the `branch` is what it shows. `updated` is when it was made or changed
    last, `until` when it expires, in seconds since 1970.
    """

    project: str
    pull: int
    base: str
    branch: str
    updated: float
    until: float
    target: str
    region: str
    engine: str
    backend: str
    secrets_provider: str

    @property
    def environment(self) -> str:
        """The name of its environment."""
        return preview_name(self.pull)


def preview_name(pull: int | Literal["*"]) -> str:
    """The environment of a pull request's preview; `*` for a pattern that all have."""
    return f"pr-{pull}"


def pull_of(environment: str) -> int | None:
    """The pull request of an environment; None when it is not a preview."""
    found = _NAME.fullmatch(environment)
    return int(found[1]) if found else None


def preview_to_data(stack: PreviewStack) -> dict[str, object]:
    """As plain values."""
    return asdict(stack)


def preview_from_data(data: object) -> PreviewStack:
    """The inverse of `preview_to_data`. Raises ValueError for anything else."""
    if not isinstance(data, Mapping) or data.keys() != set(PreviewStack.__slots__):
        raise ValueError("fields are missing or unknown")
    texts = {name: data[name] for name in _TEXTS}
    times = {name: data[name] for name in ("updated", "until")}
    pull = data["pull"]
    if not all(isinstance(text, str) for text in texts.values()) or not isinstance(pull, int) or pull < 1:
        raise ValueError("a field is not what it should be")
    if not all(isinstance(time, (int, float)) for time in times.values()):
        raise ValueError("a time is not a number")
    return PreviewStack(**texts, pull=pull, **times)
