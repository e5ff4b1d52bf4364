"""What a change would reach, as text and as JSON. In: what is asked about, and the answer of each stack."""

from __future__ import annotations

from collections.abc import Sequence

from compiler.operations.impact import StackImpact
from compiler.reports.style import paint, plural, some, table


def impact_text(asked: str, stacks: Sequence[StackImpact], *, colour: bool) -> str:
    """Every stack in which a resource or a compiled file may change, then those that read it without effect."""
    readers = [stack for stack in stacks if stack.reads]
    if not readers:
        return f"Nothing reads {asked}: no project would change."
    changing = [stack for stack in readers if stack.resources or stack.files]
    parts = [paint(_summary(asked, changing, readers), "bold", colour)]
    parts += [_stack(stack, colour) for stack in changing]
    idle = [f"{stack.project} in {stack.environment}" for stack in readers if stack not in changing]
    if idle:
        parts.append(f"Read without effect in {some(idle, 6)}.")
    return "\n\n".join(parts)


def impact_json(stacks: Sequence[StackImpact]) -> dict[str, object]:
    """The same for machines: `stacks` holds all that read what is asked about."""
    readers = [stack for stack in stacks if stack.reads]
    counts = {
        "resources": sum(len(stack.resources) for stack in readers),
        "stacks": sum(bool(stack.resources or stack.files) for stack in readers),
        "projects": len({stack.project for stack in readers if stack.resources or stack.files}),
    }
    return {"counts": counts, "stacks": [_stack_json(stack) for stack in readers]}


def _summary(asked: str, changing: Sequence[StackImpact], readers: Sequence[StackImpact]) -> str:
    if not changing:
        return f"{asked}: nothing would change."
    carried = sum(not item.follows for stack in changing for item in stack.resources)
    following = sum(len(stack.resources) for stack in changing) - carried
    projects = plural(len({stack.project for stack in changing}), "project")
    goes = plural(carried, "resource") if carried else plural(sum(len(stack.files) for stack in changing), "file")
    more = f"; {following} more use their outputs" if following else ""
    return f"{asked} goes into {goes} in {plural(len(changing), 'stack')} of {projects}{more}."


def _stack(stack: StackImpact, colour: bool) -> str:
    rows = [(item.address, some(item.inputs, 3), item.location) for item in stack.resources if not item.follows]
    following = [item.address for item in stack.resources if item.follows]
    lines = [paint(f"{stack.project} in {stack.environment}", "bold", colour)]
    lines += [f"  compiled: {some(stack.files)}"] if stack.files else []
    lines += [table(rows)] if rows else []
    lines += [f"  then, by their outputs: {some(following, 4)}"] if following else []
    return "\n".join(lines)


def _stack_json(stack: StackImpact) -> dict[str, object]:
    resources = [
        {
            "address": item.address,
            "location": item.location,
            "inputs": list(item.inputs),
            "follows": item.follows or None,
        }
        for item in stack.resources
    ]
    return {
        "project": stack.project,
        "environment": stack.environment,
        "files": list(stack.files),
        "resources": resources,
    }
