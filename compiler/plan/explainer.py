"""The phase's public function: each step with what it means, why it is there, and which line asked for it."""

from __future__ import annotations

from compiler.model.manifest import Manifest
from compiler.model.plan import Change, Plan, Step
from compiler.plan.kinds import change_kind
from compiler.plan.reasons import explain_step


def explain(steps: tuple[Step, ...], manifest: Manifest) -> Plan:
    """A change for every step, in the engine's order. Resources that the manifest does not know have no place."""
    return Plan(manifest.project, manifest.environment, tuple(_change(step, manifest) for step in steps))


def _change(step: Step, manifest: Manifest) -> Change:
    reason, location = explain_step(step, manifest.resources.get(str(step.address)))
    return Change(step, change_kind(step), reason, location)
