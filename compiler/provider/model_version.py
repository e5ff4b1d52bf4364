"""ModelVersion: a number for a trained model in the registry, and the champion pointer on it."""

from __future__ import annotations

import secrets

from compiler.provider.artifacts import verified_or_refuse
from compiler.provider.differences import changes
from compiler.provider.history import ModelKey
from compiler.provider.inputs import exact, missing_inputs, number_input, text_input, unknown_inputs
from compiler.provider.protocol import UNKNOWN, Adopted, Created, Difference, InputFailure, Props, Scope
from compiler.provider.registry import Version, champion, held_back, list_versions, register, retire, withdraw

_REQUIRED = {"model": str, "artifact": str, "metrics": dict, "gates": list}
_MEASURED = ("metrics", "gates")


class ModelVersion:
    """Another artifact or model makes a new version; measurements of the same artifact change in place.

    The outputs are of the version that stands: after a rollback not the one of the inputs, as long as it lasts.
    """

    def check(self, scope: Scope, inputs: Props) -> tuple[Props, tuple[InputFailure, ...]]:
        """Nothing has a default."""
        filled = {key: value for key, value in inputs.items() if value is not None}
        return filled, missing_inputs(filled, _REQUIRED) + unknown_inputs(filled, tuple(_REQUIRED))

    def diff(self, scope: Scope, id: str, old_inputs: Props, outputs: Props, inputs: Props) -> Difference:
        """A version that the registry no longer has, or of which it says something else, is registered again."""
        if found := changes(old_inputs, inputs, lambda key: key in ("model", "artifact")):
            return Difference(found)
        there = self.read(scope, id, outputs)
        if there is None:
            return Difference(note="not in the registry")
        hold = held_back(scope.private, _key(scope, inputs), text_input(inputs, "artifact"))
        if hold is not None:
            return Difference(
                note="" if outputs.get("version") == hold.version else f"rolled back to version {hold.version}"
            )
        if outputs.get("artifact") != inputs["artifact"]:
            return Difference(note="the rollback has ended")
        measured = exact(old_inputs)
        altered = any(there[key] != measured.get(key) for key in _MEASURED)
        return Difference(note="the registry says something else of it" if altered else "")

    def preview(self, inputs: Props) -> Props:
        """The number is given at registration."""
        return {**inputs, "version": UNKNOWN}

    def create(self, scope: Scope, inputs: Props) -> Created:
        """Register and promote. Raises `Refused` (D020 to D022)."""
        owner = secrets.token_hex(4)
        outputs = _registered(scope, inputs, owner)
        return Created(f"{inputs['model']}/{outputs['version']}/{owner}", outputs)

    def read(self, scope: Scope, id: str, outputs: Props) -> Props | None:
        """None when the registry does not have this version of this artifact in the stack."""
        versions = list_versions(scope.private, scope.project, scope.environment, str(outputs.get("model")))
        for version in versions:
            if version.artifact == outputs.get("artifact") and version.retired is None:
                return {**outputs, **_told(version)}
        return None

    def adopt(self, scope: Scope, id: str) -> Adopted | None:
        """By `<model>/<version>`, with or without the owner."""
        model, _, rest = id.partition("/")
        number = rest.partition("/")[0]
        for version in list_versions(scope.private, scope.project, scope.environment, model):
            if str(version.version) == number and version.retired is None:
                measured = {"metrics": dict(version.metrics), "gates": list(version.gates)}
                inputs: Props = {"model": model, "artifact": version.artifact, **measured}
                return Adopted(f"{model}/{number}/{version.owner}", inputs, {**inputs, "version": version.version})
        return None

    def update(self, scope: Scope, id: str, outputs: Props, inputs: Props) -> Props:
        """Register anew under the same owner; the same artifact keeps its number."""
        return _registered(scope, inputs, _owner(id), number_input(outputs, "version"))

    def delete(self, scope: Scope, id: str, outputs: Props) -> None:
        """The version stays as history, marked retired; the pointers go with the model's last version."""
        key = ModelKey(scope.project, scope.environment, text_input(outputs, "model"))
        if id:
            retire(scope.private, key, _owner(id))
        else:
            withdraw(scope.private, key, text_input(outputs, "artifact"))


def _owner(id: str) -> str:
    return id.rpartition("/")[2]


def _registered(scope: Scope, inputs: Props, owner: str, lowest: int = 1) -> Props:
    model, artifact = text_input(inputs, "model"), text_input(inputs, "artifact")
    metrics, gates = exact(inputs)["metrics"], exact(inputs)["gates"]
    assert isinstance(metrics, dict) and isinstance(gates, list)
    verified_or_refuse(scope.private, artifact)
    number = register(scope.private, _key(scope, inputs), artifact, metrics, gates, owner, lowest)
    stands = champion(scope.private, scope.project, scope.environment, model)
    if stands is None or stands.version != number or stands.artifact == artifact:
        scope.say(f"version {number} is the champion")
        return {**inputs, "version": number}
    verified_or_refuse(scope.private, stands.artifact)
    scope.say(f"version {number} is the champion, by a rollback")
    return {**inputs, **_told(stands)}


def _told(version: Version) -> Props:
    measured = {"metrics": dict(version.metrics), "gates": list(version.gates)}
    return {**measured, "artifact": version.artifact, "version": version.version}


def _key(scope: Scope, inputs: Props) -> ModelKey:
    return ModelKey(scope.project, scope.environment, text_input(inputs, "model"))
