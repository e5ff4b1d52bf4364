"""Which gates will judge the trainings of a stack, and what the models in place were told by them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from compiler.model.manifest import Manifest
from compiler.model.plan import GateStatus
from compiler.model.stack import Stack
from compiler.source.diagnostic import Refused


def gates_of(stack: Stack, manifest: Manifest) -> dict[str, tuple[GateStatus, ...]]:
    """By model, in the order of the compiled job definitions; results are those that this machine's registry has."""
    found: dict[str, tuple[GateStatus, ...]] = {}
    for path in manifest.files:
        if path.startswith("jobs/"):
            try:
                job = json.loads((stack.program / path).read_bytes())
                model, texts = str(job["model"]), [str(gate["text"]) for gate in job["gates"]]
                names = [model, *map(str, job.get("formerly", ()))]
            except (OSError, ValueError, KeyError, TypeError):
                continue  # what cannot be read fails where it is needed
            told = next(filter(None, (_told(stack, name) for name in names)), {}) if texts else {}
            found[model] = tuple(_status(text, told.get(text)) for text in texts)
    return found


def _told(stack: Stack, model: str) -> Mapping[str, Mapping[str, object]]:
    """What the champion's gates came to, by their text."""
    from compiler.provider.registry import champion
    from compiler.provider.tags import judging_environment

    environment = judging_environment(stack.private, stack.project, stack.environment)
    try:
        now = champion(stack.private, stack.project, environment, model)
    except Refused:  # a damaged registry is told by whoever needs it
        return {}
    return {} if now is None else {str(gate.get("text")): gate for gate in now.gates}


def _status(text: str, told: Mapping[str, object] | None) -> GateStatus:
    if told is None:
        return GateStatus(text)
    value, passed = told.get("value"), told.get("passed")
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return GateStatus(text, number, passed if isinstance(passed, bool) else None)
