"""Floor 4: what the commands do, on a session; the command line and other front ends only show the results."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.operations.acceptance import Accepted, Written, accept
    from compiler.operations.adoption import Imported, take_over
    from compiler.operations.ancestry import Lineage, lineage
    from compiler.operations.apply import UpResult, difference, plan, up
    from compiler.operations.costing import Cost, cost
    from compiler.operations.explanation import Explanation, explain
    from compiler.operations.granting import Access, access
    from compiler.operations.handover import Handover, hand_over
    from compiler.operations.health import Finding, doctor
    from compiler.operations.impact import Affected, Question, StackImpact, impact_many
    from compiler.operations.many import Many
    from compiler.operations.observation import RefreshResult, drift, refresh
    from compiler.operations.promoting import Promoted, Promoting, promote
    from compiler.operations.recorded import outputs
    from compiler.operations.removal import DestroyResult, destroy
    from compiler.operations.saved import Kept, of_another, read_plan, save_plan, up_saved
    from compiler.operations.selection import select
    from compiler.operations.serve import EndpointStatus, LogFile, ModelStatus, Status, logs, predict, status
    from compiler.operations.sizing import fit_on, shape_of
    from compiler.operations.soundness import validate
    from compiler.operations.stepping_back import RolledBack, rollback
    from compiler.operations.workspace import (
        Outcome,
        compile_many,
        open_many,
        open_sessions,
        told,
        validate_many,
    )

__all__ = [
    "Accepted",
    "Access",
    "Affected",
    "Cost",
    "DestroyResult",
    "EndpointStatus",
    "Explanation",
    "Finding",
    "Handover",
    "Imported",
    "Kept",
    "Lineage",
    "LogFile",
    "Many",
    "ModelStatus",
    "Outcome",
    "Promoted",
    "Promoting",
    "Question",
    "RefreshResult",
    "RolledBack",
    "StackImpact",
    "Status",
    "UpResult",
    "Written",
    "accept",
    "access",
    "compile_many",
    "cost",
    "destroy",
    "difference",
    "doctor",
    "drift",
    "explain",
    "fit_on",
    "hand_over",
    "impact_many",
    "lineage",
    "logs",
    "of_another",
    "open_many",
    "open_sessions",
    "outputs",
    "plan",
    "predict",
    "promote",
    "read_plan",
    "refresh",
    "rollback",
    "save_plan",
    "select",
    "shape_of",
    "status",
    "take_over",
    "told",
    "up",
    "up_saved",
    "validate",
    "validate_many",
]

_HOMES = {
    "adoption": ("Imported", "take_over"),
    "sizing": ("fit_on", "shape_of"),
    "granting": ("Access", "access"),
    "acceptance": ("Accepted", "Written", "accept"),
    "apply": ("UpResult", "difference", "plan", "up"),
    "removal": ("DestroyResult", "destroy"),
    "observation": ("RefreshResult", "drift", "refresh"),
    "promoting": ("Promoted", "Promoting", "promote"),
    "ancestry": ("Lineage", "lineage"),
    "recorded": ("outputs",),
    "costing": ("Cost", "cost"),
    "explanation": ("Explanation", "explain"),
    "handover": ("Handover", "hand_over"),
    "health": ("Finding", "doctor"),
    "impact": ("Affected", "Question", "StackImpact", "impact_many"),
    "serve": ("EndpointStatus", "LogFile", "ModelStatus", "Status", "logs", "predict", "status"),
    "saved": ("Kept", "of_another", "read_plan", "save_plan", "up_saved"),
    "selection": ("select",),
    "soundness": ("validate",),
    "stepping_back": ("RolledBack", "rollback"),
    "many": ("Many",),
    "workspace": ("Outcome", "compile_many", "open_many", "open_sessions", "told", "validate_many"),
}


def __getattr__(name: str) -> object:
    # Each command loads its own operation only: `validate` answers in a blink, `up` may take its time.
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
