"""A pipeline definition, as plain data, against what SageMaker takes: structure, references, order and limits.

https://docs.aws.amazon.com/sagemaker/latest/dg/define-pipeline.html and the limits of the API that each step calls.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compiler.targets.aws.pipeline_references import Mistake, Path, check_reference, references
from compiler.targets.aws.pipeline_steps import check_arguments

VERSION = "2020-12-01"
_LONGEST = 1_048_576
_MEMBERS = {"Version", "Metadata", "Parameters", "PipelineExperimentConfig", "Steps"}
_STEP_MEMBERS = {
    "Name", "Type", "Arguments", "DependsOn", "DisplayName", "Description", "CacheConfig", "RetryPolicies",
    "PropertyFiles",
}  # fmt: skip
_TYPES = {"String": str, "Integer": int, "Float": float, "Boolean": bool}
_NAME, _STEP_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}"), re.compile(r"[A-Za-z0-9_-]{1,64}")
_PERIOD = re.compile(r"P(?=.)(\d+[YMWD])*(T(?=.)(\d+[HMS])+)?")
_STEP_ERRORS = {"Step.SERVICE_FAULT", "Step.THROTTLING"}
_JOB_ERRORS = {"SageMaker.JOB_INTERNAL_ERROR", "SageMaker.CAPACITY_ERROR", "SageMaker.RESOURCE_LIMIT"}
_JOBS = {"Training", "Processing", "Transform", "Tuning"}


def mistakes(definition: Mapping[str, Any]) -> Iterator[Mistake]:
    """Everything that is wrong."""
    for key in sorted(set(definition) - _MEMBERS):
        yield Mistake((key,), f"a definition has no `{key}`")
    if definition.get("Version") != VERSION:
        yield Mistake(("Version",), f"the version is `{VERSION}`")
    if len(json.dumps(definition)) > _LONGEST:
        yield Mistake((), f"a definition has {_LONGEST} characters at most")
    yield from _parameters(definition.get("Parameters", ()))
    listed = list(_all_steps(definition.get("Steps", ()), ("Steps",)))
    if not listed:
        yield Mistake(("Steps",), "there is no step")
    yield from _steps(listed)
    yield from _references(definition, listed)


def _parameters(parameters: Sequence[Mapping[str, Any]]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for index, parameter in enumerate(parameters):
        path: Path = ("Parameters", index)
        name, kind = str(parameter.get("Name", "")), str(parameter.get("Type"))
        if not _NAME.fullmatch(name):
            yield Mistake((*path, "Name"), f"`{name}` is no name of a parameter")
        if name in seen:
            yield Mistake((*path, "Name"), f"parameter `{name}` is declared twice")
        seen.add(name)
        if kind not in _TYPES:
            yield Mistake((*path, "Type"), f"there is no type `{kind}`")
        elif "DefaultValue" in parameter and type(parameter["DefaultValue"]) is not _TYPES[kind]:
            yield Mistake((*path, "DefaultValue"), f"the default of `{name}` is of another type than `{kind}`")


def _all_steps(steps: Sequence[Mapping[str, Any]], path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """With those in the branches of conditions."""
    for index, step in enumerate(steps):
        yield (*path, index), step
        if step.get("Type") == "Condition":
            for branch in ("IfSteps", "ElseSteps"):
                inner = (*path, index, "Arguments", branch)
                yield from _all_steps(step.get("Arguments", {}).get(branch, ()), inner)


def _steps(listed: Sequence[tuple[Path, Mapping[str, Any]]]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for path, step in listed:
        name = str(step.get("Name", ""))
        if not _STEP_NAME.fullmatch(name):
            yield Mistake((*path, "Name"), f"`{name}` is no name of a step")
        if name in seen:
            yield Mistake((*path, "Name"), f"there are two steps `{name}`")
        seen.add(name)
        for key in sorted(set(step) - _STEP_MEMBERS):
            yield Mistake((*path, key), f"a step has no `{key}`")
        yield from check_arguments(step, path)
        yield from _property_files(step, path)
        yield from _retries(step, path)
        cache = step.get("CacheConfig")
        if isinstance(cache, Mapping) and not _PERIOD.fullmatch(str(cache.get("ExpireAfter", "P1D"))):
            yield Mistake((*path, "CacheConfig", "ExpireAfter"), f"`{cache['ExpireAfter']}` is no period of ISO 8601")


def _property_files(step: Mapping[str, Any], path: Path) -> Iterator[Mistake]:
    files = step.get("PropertyFiles", ())
    if files and step.get("Type") != "Processing":
        yield Mistake((*path, "PropertyFiles"), "only processing writes property files")
        return
    config = step.get("Arguments", {}).get("ProcessingOutputConfig", {})
    outputs = {item.get("OutputName") for item in config.get("Outputs", ())}
    seen: set[str] = set()
    for index, file in enumerate(files):
        at: Path = (*path, "PropertyFiles", index)
        name = str(file.get("PropertyFileName", ""))
        if not name or name in seen:
            yield Mistake((*at, "PropertyFileName"), f"`{name}` is missing or there twice")
        seen.add(name)
        if file.get("OutputName") not in outputs:
            yield Mistake((*at, "OutputName"), f"the step has no output `{file.get('OutputName')}`")
        if not file.get("FilePath"):
            yield Mistake((*at, "FilePath"), f"where property file `{name}` is in its output is not said")


def _retries(step: Mapping[str, Any], path: Path) -> Iterator[Mistake]:
    known = _STEP_ERRORS | (_JOB_ERRORS if step.get("Type") in _JOBS else set())
    for index, policy in enumerate(step.get("RetryPolicies", ())):
        at: Path = (*path, "RetryPolicies", index)
        for error in policy.get("ExceptionType", ()):
            if error not in known:
                yield Mistake(
                    (*at, "ExceptionType"), f"a step of type `{step.get('Type')}` is not retried on `{error}`"
                )
        attempts, minutes = policy.get("MaxAttempts"), policy.get("ExpireAfterMin")
        if (attempts is None) == (minutes is None):
            yield Mistake(at, "one of `MaxAttempts` and `ExpireAfterMin` ends the retries")
        if not 1 <= (attempts or 1) <= 20 or not 1 <= (minutes or 1) <= 14400:
            yield Mistake(at, "retries end after 20 attempts or 14400 minutes")


def _references(definition: Mapping[str, Any], listed: Sequence[tuple[Path, Mapping[str, Any]]]) -> Iterator[Mistake]:
    parameters = frozenset(str(item.get("Name")) for item in definition.get("Parameters", ()))
    steps = {str(step.get("Name")): step for _, step in listed}
    used: set[str] = set()
    needs: dict[str, dict[str, Path]] = {name: {} for name in steps}
    for path, step in listed:
        own, name = {key: value for key, value in step.items() if key != "Arguments"}, str(step.get("Name"))
        arguments = step.get("Arguments", {})
        if step.get("Type") == "Condition":
            arguments = {"Conditions": arguments.get("Conditions", ())}
        for found in (*references(own, path), *references(arguments, (*path, "Arguments"))):
            if isinstance(found, Mistake):
                yield found
                continue
            yield from check_reference(found, parameters, steps)
            kind, _, rest = found.name.partition(".")
            if kind == "Parameters":
                used.add(rest)
            elif kind == "Steps" and rest.partition(".")[0] in steps:
                needs[name][rest.partition(".")[0]] = found.path
        for index, other in enumerate(step.get("DependsOn", ())):
            if other in steps:
                needs[name].setdefault(str(other), (*path, "DependsOn", index))
            else:
                yield Mistake((*path, "DependsOn", index), f"there is no step `{other}`")
        for inner_path, inner in listed:
            if inner_path[: len(path)] == path and inner_path != path:
                needs[str(inner.get("Name"))].setdefault(name, inner_path)
    for name in sorted(parameters - used):
        yield Mistake(("Parameters",), f"parameter `{name}` is declared, and nothing uses it")
    yield from _circles(needs)


def _circles(needs: Mapping[str, Mapping[str, Path]]) -> Iterator[Mistake]:
    """One for each step that waits for itself in the end."""
    for name in needs:
        reached: dict[str, Path] = {}
        waiting = [(other, path) for other, path in needs[name].items()]
        while waiting:
            other, path = waiting.pop()
            if other not in reached:
                reached[other] = path
                waiting += [(further, path) for further in needs[other]]
        if name in reached:
            yield Mistake(reached[name], f"step `{name}` would wait for itself")
