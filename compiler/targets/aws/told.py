"""How this target words what it refuses: at a path of the spec, with the layers that set it."""

from __future__ import annotations

from compiler.model.resolved import Resolved
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath


def found(resolved: Resolved, code: str, summary: str, path: ConfigPath, hint: str) -> Diagnostic:
    """A diagnostic at the value of a path."""
    sources = resolved.sources
    return Diagnostic(code, summary, sources.locate(path), path, hint=hint, chain=sources.chain(path))
