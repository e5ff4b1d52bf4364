"""Floor 3: our own resources (Dataset, TrainingRun, ModelVersion, Endpoint), made for real on this machine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.provider.artifacts import read_sidecar, verified
    from compiler.provider.leftovers import list_leftovers, stop_leftovers
    from compiler.provider.local import LocalProvider
    from compiler.provider.looking import found_under
    from compiler.provider.purge import kept, purge_stack
    from compiler.provider.tags import read_tags, tags_file, write_tags
    from compiler.provider.traces import remove_traces, stacks_with_traces

__all__ = [
    "LocalProvider",
    "found_under",
    "kept",
    "list_leftovers",
    "purge_stack",
    "read_sidecar",
    "read_tags",
    "remove_traces",
    "stacks_with_traces",
    "stop_leftovers",
    "tags_file",
    "verified",
    "write_tags",
]

_HOMES = {
    "LocalProvider": "local",
    "found_under": "looking",
    "kept": "purge",
    "list_leftovers": "leftovers",
    "purge_stack": "purge",
    "read_sidecar": "artifacts",
    "read_tags": "tags",
    "remove_traces": "traces",
    "stacks_with_traces": "traces",
    "stop_leftovers": "leftovers",
    "tags_file": "tags",
    "verified": "artifacts",
    "write_tags": "tags",
}


def __getattr__(name: str) -> object:
    # Every child process imports this package on its way to the job runtime: it must not bring the rest along.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
