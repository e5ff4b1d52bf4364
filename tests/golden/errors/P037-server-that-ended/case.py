"""A server has ended since a plan was made in which it had nothing to do."""

from compiler.model.plan import Action, Plan, PropertyChange, Step
from compiler.model.manifest import Manifest
from compiler.model.savedplan import SavedPlan
from compiler.operations.plan_basis import require_work
from compiler.plan import explain
from compiler.plan.told import change_json
from compiler.source.address import Address


def case():
    trained = Step(
        Address("TrainingRun", "churn"),
        "modelwright:index:TrainingRun",
        Action.REPLACE,
        (PropertyChange("definition.params.max_depth", 3, 9, replaces=True),),
    )
    ended = Step(
        Address("Endpoint", "churn-api"), "modelwright:index:Endpoint", Action.UPDATE, note="process not running"
    )
    saved = SavedPlan("churn", "local", "", None, (), {}, "", {}, "", (), told(trained))
    require_work(saved, told(trained, ended))


def told(*steps):
    planned: Plan = explain(steps, Manifest("churn", "local", "0.1.0", {}, {}))
    return tuple(map(change_json, planned.pending))
