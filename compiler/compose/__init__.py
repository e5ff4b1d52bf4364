"""Phase 2: a document, `conf/` and the command line go in; one tree with the origin of each value comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.compose.phase import compose, declared_names, list_environments

__all__ = ["compose", "declared_names", "list_environments"]


def __getattr__(name: str) -> object:
    # What only asks whether `conf/` is as it was should not wait for all that composes it.
    if name in __all__:
        from compiler.compose import phase

        return getattr(phase, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
