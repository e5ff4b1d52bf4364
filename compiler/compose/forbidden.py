"""What a configuration file must not hold: it may describe, never run or reconfigure anything."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.compose.references import problem_of
from compiler.model.document import Document
from compiler.source.diagnostic import Diagnostic


def check_tree(document: Document) -> Iterator[Diagnostic]:
    """Refuse `hydra:` blocks, `_target_`, references in keys, and references that are malformed or call a resolver."""
    for path, mark in document.marks.items():
        key = path[-1] if path else ""
        if not isinstance(key, str):
            continue
        if path == ("hydra",):
            yield Diagnostic("C008", "a `hydra:` block would configure Hydra itself", mark.key, path, "remove it")
        elif key == "_target_":
            hint = "a configuration describes and never names code to call; use `estimator` or `entrypoint`"
            yield Diagnostic("C009", "`_target_` is not allowed", mark.key, path, hint)
        elif "${" in key:
            yield Diagnostic(
                "C016", f"the key `{key}` holds a reference", mark.key, path, "references stand in values only"
            )
    yield from _texts(document, document.tree, ())


def _texts(document: Document, value: object, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    if isinstance(value, str):
        if "${" in value and (problem := problem_of(value)):
            yield Diagnostic(problem.code, problem.summary, document.marks[path].value, path, problem.hint)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(document, item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(document, item, (*path, index))
