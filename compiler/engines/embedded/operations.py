"""What the engine does with a stack, apart from running its program, which comes as a function; outcomes out."""

from __future__ import annotations

from collections.abc import Callable, Container

from compiler.engines.embedded import removal
from compiler.engines.embedded.checkpoint import Checkpoint
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.perform import carry_out, pretend
from compiler.engines.embedded.reading import by_hand, read_all
from compiler.engines.embedded.walk import Walk
from compiler.engines.protocol import Outcome
from compiler.model.plan import Step
from compiler.source.address import Address

Run = Callable[[Walk], None]
"""Brings every resource of the program to the walk; raises what went wrong."""


def preview(context: Context, checkpoint: Checkpoint, run: Run) -> Outcome:
    """What `apply` would do, removals last; `checkpoint` must not write."""
    read = _read_first(context, checkpoint)
    walk = Walk(context, checkpoint, pretend)
    run(walk)
    left = removal.leftovers(checkpoint)
    removal.refuse_protected(context, left.records)
    return Outcome((*by_hand(walk.steps(), read), *left.steps, *left.interrupted), walk.known_outputs())


def apply(context: Context, checkpoint: Checkpoint, run: Run) -> Outcome:
    """Everything that the program asks for, then the removal of what it no longer asks for."""
    try:
        removal.finish_interrupted(context, checkpoint)
        read = _read_first(context, checkpoint)
        walk = Walk(context, checkpoint, carry_out)
        run(walk)
        checkpoint.forget_overtaken()
        walk.record_outputs()
        left = removal.leftovers(checkpoint)
        removal.refuse_protected(context, left.records)
        removed = removal.remove(context, checkpoint, left)
        return Outcome((*by_hand(walk.steps(), read), *removed), walk.outputs)
    finally:
        checkpoint.close()


def _read_first(context: Context, checkpoint: Checkpoint) -> tuple[Step, ...]:
    """What reading tells, recorded in the checkpoint, where the stack asks for it."""
    return tuple(item.step for item in read_all(context, checkpoint)) if context.stack.reads_first else ()


def refresh(context: Context, checkpoint: Checkpoint, only: Container[Address] | None) -> Outcome:
    """Read everything; the stack's outputs stay as they were recorded."""
    try:
        steps = tuple(item.step for item in read_all(context, checkpoint, only))
        return Outcome(steps, checkpoint.stack_outputs())
    finally:
        checkpoint.close()


def destroy(context: Context, checkpoint: Checkpoint) -> Outcome:
    """Remove everything, also what is kept on deletion; a protected resource stops it before anything is done."""
    try:
        removal.refuse_protected(context, checkpoint.old)
        removal.finish_interrupted(context, checkpoint)
        checkpoint.release()
        return Outcome(removal.remove(context, checkpoint, removal.leftovers(checkpoint)), {})
    finally:
        checkpoint.close()
