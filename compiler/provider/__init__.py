"""Floor 3: our own resources (Dataset, TrainingRun, ModelVersion, Endpoint), made for real on this machine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.provider.leftovers import list_leftovers, stop_leftovers
    from compiler.provider.local import LocalProvider
    from compiler.provider.purge import kept, purge_stack

__all__ = ["LocalProvider", "kept", "list_leftovers", "purge_stack", "stop_leftovers"]

_HOMES = {
    "LocalProvider": "local",
    "kept": "purge",
    "list_leftovers": "leftovers",
    "purge_stack": "purge",
    "stop_leftovers": "leftovers",
}


def __getattr__(name: str) -> object:
    # Every child process imports this package on its way to the job runtime: it must not bring the rest along.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
