"""How large a project may be. A spec comes from a stranger too, and every environment of it is composed and checked."""

from __future__ import annotations

from compiler.model.document import Document
from compiler.source.diagnostic import Diagnostic

MOST = 40_000
_PART = 20
_ENVIRONMENT = 500
"""What a dataset, a model or a serving target, and what an environment costs by itself, in values."""


def check_size(document: Document) -> tuple[Diagnostic, ...]:
    """L040 for a spec whose values, counted once for each environment, are more than a machine answers for at once."""
    values, parts = len(document.marks), sum(_entries(document, name) for name in ("datasets", "models", "serving"))
    count = _entries(document, "environments") + 1
    if (values + _PART * parts + _ENVIRONMENT) * count <= MOST:
        return ()
    path = ("environments",) if "environments" in document.tree else ()
    summary = f"the spec is too large: {values:,} values" + (f" for {count:,} environments" if count > 1 else "")
    hint = "make several projects of it"
    if count * _ENVIRONMENT > MOST // 2:
        hint = f"have fewer environments, or {hint}"
    return (Diagnostic("L040", summary, document.marks[path].key, path, hint),)


def _entries(document: Document, name: str) -> int:
    section = document.tree.get(name)
    return len(section) if isinstance(section, dict) else 0
