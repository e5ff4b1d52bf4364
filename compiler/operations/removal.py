"""`destroy`: everything of a stack is stopped and removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from compiler.model.events import OnEvent
from compiler.model.plan import Step
from compiler.model.stack import Stack
from compiler.operations.consent import Ask, agreed, consent_for, nobody
from compiler.operations.custody import forgotten, released
from compiler.operations.engine import EngineName, engines
from compiler.operations.project import kept_stack
from compiler.operations.versions import empty_registries
from compiler.pipeline import Keep, Session, collect
from compiler.source.diagnostic import Checked


@dataclass(frozen=True, slots=True)
class DestroyResult:
    """What was removed, and what was kept for later (artifacts and history), in words."""

    steps: tuple[Step, ...]
    kept: tuple[str, ...]
    applied: bool


def destroy(
    session: Session,
    on_event: OnEvent,
    confirm: Callable[[tuple[Step, ...]], bool],
    *,
    purge: bool = False,
    allowed: Sequence[str] = (),
    ask: Ask = nobody,
) -> Checked[DestroyResult]:
    """Stop and remove everything of the stack; with `purge` also its artifacts and history. Needs no valid spec.

    `allowed` and `ask` are as for `up`.
    """

    def run(_: Keep) -> DestroyResult:
        stack, name = kept_stack(session)
        return take_down(stack, name, on_event, confirm, purge=purge, allowed=allowed, ask=ask)

    return collect(run)


def take_down(
    stack: Stack,
    name: EngineName,
    on_event: OnEvent,
    confirm: Callable[[tuple[Step, ...]], bool],
    *,
    purge: bool = False,
    allowed: Sequence[str] = (),
    ask: Ask = nobody,
) -> DestroyResult:
    """The same for a stack that is known already, with the engine that keeps it. Raises `Refused`."""
    from compiler.emit import read_manifest
    from compiler.provider import kept, list_leftovers, purge_stack, stop_leftovers

    with engines() as pool:
        engine = pool.named(name)
        recorded = engine.resources(stack)
        known = [step.address for step in recorded]
        doomed = (*recorded, *list_leftovers(stack.private, stack.project, stack.environment, known))
        consent = consent_for(allowed, doomed)
        if (doomed or purge) and not confirm(doomed):
            return DestroyResult(doomed, (), False)
        consent = agreed(consent, doomed, read_manifest(stack.program), ask)
        empty_registries([step.address for step in doomed], lambda: engine.outputs(stack))
        outcome = engine.destroy(stack, on_event, consent)
    released(stack)
    stopped = stop_leftovers(stack.private, stack.project, stack.environment)
    if purge:
        purge_stack(stack.private, stack.project, stack.environment)
        forgotten(stack)
    return DestroyResult((*outcome.steps, *stopped), kept(stack.private, stack.project, stack.environment), True)
