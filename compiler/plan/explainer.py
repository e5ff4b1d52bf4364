"""The phase's public function: each step with what it means, why it is there, and which line asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from compiler.model.manifest import Manifest
from compiler.model.plan import Action, Change, GateStatus, Plan, Step
from compiler.plan.causes import causes_of
from compiler.plan.kinds import change_kind, trains
from compiler.plan.reasons import explain_step
from compiler.plan.renames import rename_notes

Gates = Mapping[str, tuple[GateStatus, ...]]
"""By model."""


def explain(steps: tuple[Step, ...], manifest: Manifest, gates: Gates = MappingProxyType({})) -> Plan:
    """A change for every step, in the engine's order. Resources that the manifest does not know have no place."""
    changes = tuple(_change(step, manifest, gates) for step in steps)
    return Plan(manifest.project, manifest.environment, changes, rename_notes(changes, manifest))


def _change(step: Step, manifest: Manifest, gates: Gates) -> Change:
    source = manifest.resources.get(str(step.address))
    reason, location = explain_step(step, source)
    judged = source is not None and trains(step) and step.action not in (Action.SAME, Action.READ, Action.DELETE)
    listed = gates.get(str(source.path[1]), ()) if judged and source is not None and len(source.path) > 1 else ()
    return Change(step, change_kind(step), reason, location, causes_of(step, source), listed)
