"""Orders to the provider's calls: fail the n-th of a kind, or be behind for a while, as AWS is. And what was called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tests.aws.strict import violations

COULD_NOT_ASSUME = (
    "Could not assume role {role}. Please ensure that the role exists and allows principal "
    "'sagemaker.amazonaws.com' to assume it."
)


class Answered:
    """As much of an HTTP response as boto3 asks of one that was never sent."""

    def __init__(self, status: int) -> None:
        self.status_code = status


@dataclass(slots=True)
class Fault:
    """Answers the `nth` and the following `times - 1` calls of `operation` for which all of `where` holds.

    An empty operation is any: the n-th call of all.
    """

    operation: str
    code: str
    message: str
    nth: int = 1
    times: int = 1
    where: Mapping[str, str] = field(default_factory=dict)
    status: int = 400
    seen: int = 0

    def answers(self, operation: str, parameters: Mapping[str, Any]) -> bool:
        """Counts the call."""
        if self.operation not in ("", operation):
            return False
        if any(value not in str(parameters.get(k)) for k, value in self.where.items()):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times


@dataclass(slots=True)
class Orders:
    """`young_role` and `young_bucket`: how many calls a new one is not there for yet. `calls` in the order made;
    `asked` are services with the operations that were asked of them.
    """

    faults: list[Fault] = field(default_factory=list)
    young_role: int = 0
    young_bucket: int = 0
    calls: list[str] = field(default_factory=list)
    asked: set[tuple[str, str]] = field(default_factory=set)
    _young: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def fail(self, operation: str, code: str, message: str, *, nth: int = 1, times: int = 1, **where: str) -> None:
        """From now on; `where` names parameters of the call and a part of their values."""
        self.faults.append(Fault(operation, code, message, nth, times, where))

    def fail_call(self, number: int, code: str, message: str, status: int) -> Fault:
        """The call of this number from now on, whichever it is; the answer's `seen` counts the calls."""
        fault = Fault("", code, message, number, status=status)
        self.faults.append(fault)
        return fault

    def clear(self) -> None:
        """None any more."""
        self.faults.clear()
        self.calls.clear()
        self._young.clear()
        self.young_role = self.young_bucket = 0

    def made(self, *prefixes: str) -> list[str]:
        """The calls since the last look, of operations with these beginnings, or all."""
        calls, self.calls = self.calls, []
        return [call for call in calls if call.startswith(prefixes or "")]

    def attach(self, client: Any) -> None:
        """To a boto3 client of the provider."""
        client.meta.events.register("before-parameter-build.*.*", _remember)
        client.meta.events.register("before-call.*.*", self._before)

    def _before(self, model: Any, context: dict[str, Any], **_: object) -> tuple[Answered, dict[str, Any]] | None:
        operation, parameters = model.name, context.get("given", {})
        with self._lock:
            self.asked.add((model.service_model.service_name, operation))
            self.calls.append(" ".join([operation, *filter(None, [_subject(parameters)])]))
            fault = next((item for item in self.faults if item.answers(operation, parameters)), None)
            if fault is not None:
                return _error(fault.code, fault.message, fault.status)
            return self._behind(operation, parameters)

    def _behind(self, operation: str, parameters: Mapping[str, Any]) -> tuple[Answered, dict[str, Any]] | None:
        """A new role can be used, and a new bucket seen, only after a number of calls that need them."""
        if operation == "CreateRole":
            self._young[parameters["RoleName"]] = self.young_role
        elif operation == "CreateBucket":
            self._young[parameters["Bucket"]] = self.young_bucket
        elif operation.startswith("Create") and (
            role := parameters.get("RoleArn") or parameters.get("ExecutionRoleArn")
        ):
            if self._still_young(role.rpartition("/")[2]):
                return _error("ValidationException", COULD_NOT_ASSUME.format(role=role))
        elif "Bucket" in parameters and self._still_young(parameters["Bucket"]):
            return _error("NoSuchBucket", "The specified bucket does not exist", 404)
        return None

    def _still_young(self, name: str) -> bool:
        left = self._young.get(name, 0)
        self._young[name] = max(0, left - 1)
        return left > 0


def _remember(params: Mapping[str, Any], model: Any, context: dict[str, Any], **_: object) -> None:
    """Raises ValueError for what AWS would refuse and neither boto3 nor moto does."""
    context["given"] = dict(params)
    wrong = list(violations(model.input_shape, params)) if model.input_shape else []
    if wrong:
        raise ValueError(f"AWS would refuse this {model.name}: {'; '.join(wrong)}")


def _subject(parameters: Mapping[str, Any]) -> str:
    names = ("TrainingJobName", "EndpointName", "EndpointConfigName", "ModelName", "RoleName", "Bucket", "AlarmName")
    return next((str(parameters[name]) for name in (*names, "logGroupName", "ResourceId") if name in parameters), "")


def _error(code: str, message: str, status: int = 400) -> tuple[Answered, dict[str, Any]]:
    told = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return Answered(status), told
