"""What the local target makes of each spec field; a field that is not listed is honoured."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.model.target import Support

_REALTIME = "one server process answers at once, so the model is served as `mode: realtime` here"
_AT_ONCE = "the server moves to a new version at once and without a failed request, so there is nothing to stagger here"
_ONE_PROCESS = "one process serves the model here"
_THIS_MACHINE = "the server runs on this machine, whatever its size"
_NO_CLOUD = "this machine has no use for it; it is for environments in a cloud"
_NOT_WATCHED = "it is checked, but nothing acts on it here yet: no one watches a local endpoint"

CAPABILITIES: Mapping[str, Support] = {
    "budget": Support("note", "what runs on this machine costs nothing"),
    "platform.alerts": Support("note", _NO_CLOUD),
    "platform.dashboard": Support("note", _NO_CLOUD),
    "platform.image": Support("note", _NO_CLOUD),
    "platform.kms_key": Support("note", _NO_CLOUD),
    "platform.permissions_boundary": Support("note", _NO_CLOUD),
    "platform.network": Support("note", _NO_CLOUD),
    "platform.log_retention_days": Support("note", _NO_CLOUD),
    "platform.protect": Support("note", _NO_CLOUD),
    "platform.region": Support("note", _NO_CLOUD),
    "platform.tags": Support("note", _NO_CLOUD),
    "models.source": Support("note", "a model from elsewhere is served in a cloud: nothing is made of it here"),
    "serving[pretrained].model": Support(
        "no", "models from elsewhere run on GPUs in a cloud, in containers that this machine does not start"
    ),
    "models.train.spot": Support("note", _NO_CLOUD),
    "models.train.spot_wait": Support("note", _NO_CLOUD),
    "models.retrain": Support("note", "it is checked, but nothing acts on it here yet: `up` is what retrains"),
    "serving.mode=serverless": Support("note", _REALTIME),
    "serving.mode=async": Support("note", _REALTIME),
    "serving.mode=batch": Support(
        "no", "the local target serves over HTTP only; score files with `modelwright predict`"
    ),
    "serving.serverless": Support("note", _REALTIME),
    "serving.async": Support("note", _REALTIME),
    "serving.variants": Support(
        "no", "one process serves one model here; compare models by their gates, or serve each by a target of its own"
    ),
    "serving.compute": Support("note", _THIS_MACHINE),
    "serving.scale.min": Support("note", _ONE_PROCESS),
    "serving.scale.max": Support("note", _ONE_PROCESS),
    "serving.scale.target_rps": Support("note", _ONE_PROCESS),
    "serving.scale.target_backlog": Support("note", _ONE_PROCESS),
    "serving.rollout.bake": Support("note", _AT_ONCE),
    "serving.rollout.percent": Support("note", _AT_ONCE),
    "serving.rollout.strategy=canary": Support("note", _AT_ONCE),
    "serving.rollout.strategy=linear": Support("note", _AT_ONCE),
    "serving.rollout.strategy=rolling": Support("note", _AT_ONCE),
    "serving.rollout.rollback_on": Support(
        "note", "there are no alarms here; gates are what keeps a worse model from being served"
    ),
    "serving.monitor": Support("note", _NOT_WATCHED),
}
