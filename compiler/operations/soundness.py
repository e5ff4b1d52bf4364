"""`validate`: is a project sound in every environment?"""

from __future__ import annotations

from compiler.model.resolved import Resolved
from compiler.operations.freshness import notes_from_facts, notes_to_facts, recall, remember
from compiler.pipeline import Keep, Session, collect, lower_stack, stack_sessions
from compiler.source.diagnostic import Checked


def validate(session: Session, chosen: tuple[str, ...] | None = None) -> Checked[tuple[str, ...]]:
    """Validate the project in the `chosen` environments (None: all of them); returns their names.

    It goes as far as `lower`, because targets refuse what they cannot make: what is sound here compiles.
    A project in which nothing changed since it was found sound is not looked at again.
    """
    kind = "validate " + " ".join(chosen or ())
    known = recall(session, kind)
    if known is not None:
        return Checked(tuple(known["environments"]), notes_from_facts(known["notes"]))

    read: list[Resolved] = []

    def run(keep: Keep) -> tuple[str, ...]:
        stacks = keep.value(stack_sessions(session, chosen))
        read.extend(item.resolved for item in keep.all(map(lower_stack, stacks)))
        return tuple(stack.environment for stack in stacks)

    checked = collect(run)
    if checked.value is not None:
        facts = {"environments": list(checked.value), "notes": notes_to_facts(checked.diagnostics)}
        remember(session, kind, read, (), facts)
    return checked
