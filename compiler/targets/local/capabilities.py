"""What the local target makes of each spec field; a field that is not listed is honoured."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.model.target import Support

_REALTIME = "one server process answers at once, so the model is served as `mode: realtime` here"
_AT_ONCE = "the server moves to a new version at once and without a failed request, so there is nothing to stagger here"
_ONE_PROCESS = "one process serves the model here"
_NOT_WATCHED = "it is checked, but nothing acts on it here yet: no one watches a local endpoint"

CAPABILITIES: Mapping[str, Support] = {
    "models.retrain": Support("note", "it is checked, but nothing acts on it here yet: `up` is what retrains"),
    "serving.mode=serverless": Support("note", _REALTIME),
    "serving.mode=async": Support("note", _REALTIME),
    "serving.mode=batch": Support(
        "no", "the local target serves over HTTP only; score files with `modelwright predict`"
    ),
    "serving.scale.min": Support("note", _ONE_PROCESS),
    "serving.scale.max": Support("note", _ONE_PROCESS),
    "serving.scale.target_rps": Support("note", _ONE_PROCESS),
    "serving.rollout.strategy=canary": Support("note", _AT_ONCE),
    "serving.rollout.strategy=linear": Support("note", _AT_ONCE),
    "serving.rollout.strategy=rolling": Support("note", _AT_ONCE),
    "serving.rollout.rollback_on": Support(
        "note", "there are no alarms here; `modelwright rollback` goes back by hand"
    ),
    "serving.monitor": Support("note", _NOT_WATCHED),
}
