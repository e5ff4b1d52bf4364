"""The arguments of one step of a pipeline against what the call of its type takes: members and limits.

Source: the API reference of SageMaker. A value that refers to something is known only when it runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from compiler.targets.aws.pipeline_references import Mistake, Path

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "Training": (
        "AlgorithmSpecification", "OutputDataConfig", "ResourceConfig", "RoleArn", "StoppingCondition",
    ),
    "Processing": ("AppSpecification", "ProcessingResources", "RoleArn"),
    "Transform": ("ModelName", "TransformInput", "TransformOutput", "TransformResources"),
    "Model": ("ExecutionRoleArn",),
    "RegisterModel": ("ModelPackageGroupName", "InferenceSpecification", "ModelApprovalStatus"),
    "Condition": ("Conditions", "IfSteps", "ElseSteps"),
    "Fail": ("ErrorMessage",),
}  # fmt: skip
_GIVEN = {
    "TrainingJobName", "ProcessingJobName", "TransformJobName", "ModelPackageName", "ExperimentConfig",
}  # fmt: skip
"""Names that SageMaker chooses."""
_COMPARISONS = {
    "Equals", "GreaterThan", "GreaterThanOrEqualTo", "LessThan", "LessThanOrEqualTo", "Not", "Or", "In",
}  # fmt: skip
_APPROVALS = ("Approved", "Rejected", "PendingManualApproval")
_TWENTY_EIGHT_DAYS = 28 * 24 * 3600
_VARIABLE = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_METADATA = re.compile(r"[\w\s.:/=+@-]*")
_SPECIFIED = ("TrainingImage", "AlgorithmName")


def check_arguments(step: Mapping[str, Any], path: Path) -> Iterator[Mistake]:
    """By the type of the step."""
    kind, arguments, at = str(step.get("Type")), step.get("Arguments", {}), (*path, "Arguments")
    if kind not in _NEEDED:
        yield Mistake((*path, "Type"), f"there is no step of type `{kind}` here")
        return
    for name in _NEEDED[kind]:
        if name not in arguments:
            yield Mistake(at, f"a step of type `{kind}` needs `{name}`")
    named = _GIVEN - {"ModelPackageName"} if kind == "Transform" else _GIVEN
    for name in sorted(named & set(arguments)):
        yield Mistake((*at, name), f"SageMaker chooses `{name}`")
    if kind in _CHECKS:
        yield from _CHECKS[kind](arguments, at)


def _training(arguments: Mapping[str, Any], at: Path) -> Iterator[Mistake]:
    specified = arguments.get("AlgorithmSpecification", {})
    if sum(name in specified for name in _SPECIFIED) != 1:
        yield Mistake((*at, "AlgorithmSpecification"), "one of `TrainingImage` and `AlgorithmName` says what trains")
    words = specified.get("ContainerEntrypoint", ["train"])
    if not 1 <= len(words) <= 100 or any(len(word) > 256 for word in words if isinstance(word, str)):
        yield Mistake((*at, "AlgorithmSpecification", "ContainerEntrypoint"), "1 to 100 words of 256 characters")
    channels = [str(channel.get("ChannelName")) for channel in arguments.get("InputDataConfig", ())]
    if len(channels) > 20 or len(set(channels)) < len(channels):
        yield Mistake((*at, "InputDataConfig"), "20 channels at most, each of its own name")
    yield from _environment(arguments.get("Environment", {}), (*at, "Environment"), 512)
    yield from _stopping(arguments, at)
    if len(arguments.get("Tags", ())) > 50:
        yield Mistake((*at, "Tags"), "50 tags at most")


def _stopping(arguments: Mapping[str, Any], at: Path) -> Iterator[Mistake]:
    stopping, spot = arguments.get("StoppingCondition", {}), arguments.get("EnableManagedSpotTraining", False)
    longest, waits = stopping.get("MaxRuntimeInSeconds", 86400), stopping.get("MaxWaitTimeInSeconds")
    where: Path = (*at, "StoppingCondition")
    if not isinstance(longest, int) or not 1 <= longest <= _TWENTY_EIGHT_DAYS:
        yield Mistake((*where, "MaxRuntimeInSeconds"), "a job runs for 28 days at most")
    if spot != (waits is not None):
        yield Mistake(where, "spot capacity and `MaxWaitTimeInSeconds` need each other")
    elif isinstance(waits, int) and isinstance(longest, int) and waits < longest:
        yield Mistake((*where, "MaxWaitTimeInSeconds"), "a job waits for as long as it may run, at least")


def _environment(variables: Mapping[str, Any], at: Path, longest: int) -> Iterator[Mistake]:
    if len(variables) > 100:
        yield Mistake(at, f"a job has 100 variables at most, and these are {len(variables)}")
    for name, value in variables.items():
        if not _VARIABLE.fullmatch(name) or len(name) > longest:
            yield Mistake((*at, name), f"`{name}` is no name of a variable")
        elif isinstance(value, str) and len(value) > longest:
            yield Mistake((*at, name), f"a variable has {longest} characters at most, and `{name}` has {len(value)}")
        elif not isinstance(value, str | Mapping):
            yield Mistake((*at, name), f"`{name}` is no text")


def _registering(arguments: Mapping[str, Any], at: Path) -> Iterator[Mistake]:
    if arguments.get("ModelApprovalStatus") not in _APPROVALS:
        yield Mistake((*at, "ModelApprovalStatus"), f"one of {', '.join(_APPROVALS)}")
    if "Tags" in arguments:
        yield Mistake((*at, "Tags"), "a version has no tags: its group has")
    containers: Sequence[Mapping[str, Any]] = arguments.get("InferenceSpecification", {}).get("Containers", ())
    if not 1 <= len(containers) <= 15:
        yield Mistake((*at, "InferenceSpecification", "Containers"), "1 to 15 containers")
    for index, container in enumerate(containers):
        where: Path = (*at, "InferenceSpecification", "Containers", index)
        if "Image" not in container:
            yield Mistake(where, "a container needs an image")
        yield from _environment(container.get("Environment", {}), (*where, "Environment"), 1024)
    told: Mapping[str, Any] = arguments.get("CustomerMetadataProperties", {})
    if len(told) > 50:
        yield Mistake((*at, "CustomerMetadataProperties"), "50 properties at most")
    for name, value in told.items():
        if isinstance(value, str) and (len(value) > 256 or not _METADATA.fullmatch(value)):
            text = f"`{name}` of a version is at most 256 letters, digits, spaces and `_ . : / = + - @`"
            yield Mistake((*at, "CustomerMetadataProperties", name), text)


def _condition(arguments: Mapping[str, Any], at: Path) -> Iterator[Mistake]:
    for index, condition in enumerate(arguments.get("Conditions", ())):
        if condition.get("Type") not in _COMPARISONS:
            yield Mistake((*at, "Conditions", index, "Type"), f"there is no condition `{condition.get('Type')}`")


def _failing(arguments: Mapping[str, Any], at: Path) -> Iterator[Mistake]:
    for name in sorted(set(arguments) - {"ErrorMessage"}):
        yield Mistake((*at, name), f"a step that fails takes no `{name}`")


_CHECKS: Mapping[str, Callable[[Mapping[str, Any], Path], Iterator[Mistake]]] = {
    "Training": _training,
    "RegisterModel": _registering,
    "Condition": _condition,
    "Fail": _failing,
}
