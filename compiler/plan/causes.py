"""What brought each changed input about: a step and what the manifest knows of its resource in, causes out."""

from __future__ import annotations

from compiler.model.manifest import InputSource, ResourceSource
from compiler.model.plan import Cause, CauseKind, PropertyChange, Step
from compiler.plan.reasons import nearest_entry, template_of
from compiler.plan.show import UNKNOWN
from compiler.source.location import COMMAND_LINE, format_path
from compiler.source.share import PRODUCT


def causes_of(step: Step, source: ResourceSource | None) -> tuple[Cause, ...]:
    """One for each of the step's changes, in their order."""
    return tuple(_cause(step, source, change) for change in step.changes)


def _cause(step: Step, source: ResourceSource | None, change: PropertyChange) -> Cause:
    if source is None:
        return Cause(CauseKind.PROVIDER, "", None)
    found = nearest_entry(source.inputs, change.path)
    upstream = nearest_entry(source.follows, change.path)
    if upstream and (found is None or (str(change.new) == UNKNOWN and not found[1].content)):
        return Cause(CauseKind.RESOURCE, upstream[1], source.location)
    if found:
        return _written(found[1])
    template = template_of(step, source)
    return Cause(CauseKind.TEMPLATE if template else CauseKind.PROVIDER, template, source.location)


def _written(source: InputSource) -> Cause:
    if source.content:
        return Cause(CauseKind.CONTENT, source.content, source.location)
    file, kind = source.location.file, CauseKind.SPEC
    if file == COMMAND_LINE:
        kind = CauseKind.COMMAND_LINE
    elif file.startswith(PRODUCT):
        kind = CauseKind.DEFAULT
    elif file.startswith("conf/"):
        kind = CauseKind.PLATFORM
    return Cause(kind, format_path(source.path), source.location)
