"""What the values of a pipeline definition refer to, and what each reference must be.

https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-properties.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]

EXECUTION = frozenset(
    {
        "StartDateTime", "CurrentDateTime", "PipelineName", "PipelineArn", "PipelineExecutionId",
        "PipelineExecutionArn", "TrainingJobName", "ProcessingJobName",
    }
)  # fmt: skip
TOLD: Mapping[str, frozenset[str]] = {
    "Training": frozenset(
        {
            "TrainingJobName", "TrainingJobArn", "TrainingJobStatus", "ModelArtifacts", "FinalMetricDataList",
            "OutputDataConfig", "TrainingStartTime", "TrainingEndTime", "BillableTimeInSeconds",
        }
    ),
    "Processing": frozenset(
        {"ProcessingJobName", "ProcessingJobArn", "ProcessingJobStatus", "ProcessingOutputConfig", "ExitMessage"}
    ),
    "Transform": frozenset({"TransformJobName", "TransformJobArn", "TransformJobStatus", "TransformOutput"}),
    "Model": frozenset({"ModelName", "ModelArn", "PrimaryContainer"}),
    "RegisterModel": frozenset(
        {"ModelPackageArn", "ModelPackageVersion", "ModelPackageGroupName", "ModelApprovalStatus"}
    ),
}  # fmt: skip
"""What is told of a step that has run, by its type: members of the answer of the service's Describe call."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """`path` leads to the value in the definition."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """`Get` of something, or a property file of a step."""

    path: Path
    name: str


def references(value: object, path: Path = ()) -> Iterator[Reference | Mistake]:
    """All in a value, and what only looks like one."""
    if isinstance(value, Mapping):
        functions = [key for key in value if key == "Get" or str(key).startswith("Std:")]
        if functions and len(value) > 1:
            yield Mistake(path, f"`{functions[0]}` stands alone in its object")
        elif functions:
            yield from _function(str(functions[0]), value[functions[0]], path)
        else:
            for key, item in value.items():
                yield from references(item, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from references(item, (*path, index))


def _function(name: str, given: object, path: Path) -> Iterator[Reference | Mistake]:
    match name, given:
        case "Get", str(target):
            yield Reference(path, target)
        case "Std:Join", {"On": str(), "Values": list() | tuple() as values} if values:
            yield from references(values, (*path, name, "Values"))
        case "Std:JsonGet", {"PropertyFile": {"Get": str(target)}, "Path": str(inner)} if inner:
            if ".PropertyFiles." not in target:
                yield Mistake(path, f"`{target}` is no property file: it would be `Steps.<step>.PropertyFiles.<name>`")
            yield Reference((*path, name, "PropertyFile"), target)
        case (("Get" | "Std:Join" | "Std:JsonGet"), _):
            yield Mistake(path, f"`{name}` is not given what it takes")
        case _:
            yield Mistake(path, f"there is no function `{name}`")


def check_reference(found: Reference, parameters: frozenset[str], steps: Mapping[str, Mapping]) -> Iterator[Mistake]:
    """Whether it leads to something; `steps` are all of a definition by name."""
    kind, _, rest = found.name.partition(".")
    name, _, inner = rest.partition(".")
    if kind == "Parameters":
        if rest not in parameters:
            yield Mistake(found.path, f"no parameter `{rest}` is declared")
    elif kind == "Execution":
        if rest not in EXECUTION:
            yield Mistake(found.path, f"an execution has no `{rest}`")
    elif kind != "Steps":
        yield Mistake(found.path, f"`{found.name}` begins with none of `Parameters`, `Execution` and `Steps`")
    elif name not in steps:
        yield Mistake(found.path, f"there is no step `{name}`")
    elif inner.startswith("PropertyFiles."):
        files = {item.get("PropertyFileName") for item in steps[name].get("PropertyFiles", ())}
        if inner.partition(".")[2] not in files:
            yield Mistake(found.path, f"step `{name}` has no property file `{inner.partition('.')[2]}`")
    else:
        member, type = inner.partition(".")[0].partition("[")[0], str(steps[name].get("Type"))
        if member not in TOLD.get(type, frozenset()):
            yield Mistake(found.path, f"of a step of type `{type}` no `{member or inner}` is told")
