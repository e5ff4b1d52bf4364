"""The user's own Python function."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.source.diagnostic import Diagnostic
from compiler.source.nearest import suggest
from compiler.validate.draft import Draft, at_value, sound_models


def defined(draft: Draft) -> Iterator[Diagnostic]:
    """V057: the function stands at the top level of its file."""
    for name, model in sound_models(draft):
        code = draft.context.files.code.get(name)
        if not model.entrypoint or code is None:
            continue
        function = model.entrypoint.rpartition(":")[2]
        if function not in code.functions:
            hint = suggest(function, code.functions) or "the file defines no function"
            path = ("models", name, "entrypoint")
            yield at_value(draft.context, "V057", path, f"`{code.path}` defines no function `{function}`", hint)
