"""One run of a program against a stack: child, server and walk brought together, and taken down whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from compiler.engines.embedded import program as programs
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.program import Failure, Program
from compiler.engines.embedded.registration import OTHER_ENGINE
from compiler.engines.embedded.suspects import suspect
from compiler.engines.embedded.walk import Walk
from compiler.model.stack import Stack
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic, Refused, Related, refuse
from compiler.source.location import Location
from compiler.source.nearest import nearest

_LACKING = "The Pulumi CLI does not support"


def runner(program: Program, *, dry_run: bool) -> Callable[[Walk], None]:
    """The function that runs `program` against a walk."""
    return lambda walk: run(walk, program, dry_run=dry_run)


def run(walk: Walk, program: Program, *, dry_run: bool) -> None:
    """Run the program to its end and every registration with it.

    Raises `Refused` for what a resource or the program itself did wrong, the first exception that was a mistake of
    ours, and whatever interrupts the wait. In all cases the child is gone and no provider is working any more.
    """
    from compiler.engines.embedded.monitor import serve

    context = walk.context
    served = serve(walk)
    failure: Failure | None = None
    try:
        programs.start(program, _order(context.stack, served.address, dry_run))
        failure = programs.wait(program)
    except BaseException:
        context.cancelled.set()
        raise
    finally:
        programs.kill(program)
        walk.drain()
        served.server.stop(None).wait(timeout=2)
    if walk.errors:
        raise walk.errors[0]
    if walk.faults:
        raise Refused(walk.faults)
    if failure is not None:
        raise failed(context, failure, served.messages)


def _order(stack: Stack, address: str, dry_run: bool) -> dict[str, object]:
    return {
        "program": str(stack.program.resolve()),
        "project": stack.project,
        "stack": stack.environment,
        "monitor": address,
        "engine": address,
        "dry_run": dry_run,
        "config": {**stack.config, **stack.secrets},
        "secrets": sorted(stack.secrets),
    }


def failed(context: Context, failure: Failure, messages: list[str]) -> Refused:
    """The program's own failure: at the line of the spec behind the resource that it is about, else at its own."""
    stack = context.stack
    entry = stack.shown(stack.program / "__main__.py")
    lines = [line.strip() for line in [*messages, *failure.message.splitlines()] if line.strip()]
    said = lines[-1] if lines else failure.kind
    location = Location(entry, failure.line, 1) if failure.line else None
    if said.startswith(_LACKING):
        lacking = said.removeprefix(_LACKING).removesuffix(". Please update the Pulumi CLI.").strip()
        return refuse("P011", f"the embedded engine does not do {lacking}", location=location, hint=OTHER_ENGINE)
    named = failure.kind in ("RunError", "exit", "killed", "SystemExit")
    hint = "compiled programs do not fail on their own: compile again, or look at what was changed by hand"
    if failure.kind == "ModuleNotFoundError":
        hint = "install the missing package beside Modelwright, or compile the program again"
    summary = f"the program `{entry}` failed: {said if named else f'{failure.kind}: {said}'}"
    return _at_spec(context, Diagnostic("P004", summary, location, hint=hint), entry, failure, said)


def _at_spec(context: Context, found: Diagnostic, entry: str, failure: Failure, said: str) -> Refused:
    """The finding at the line of the spec that the program's line was compiled from, where the manifest knows it."""
    try:
        text = (context.stack.program / "__main__.py").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return Refused([found])
    about = suspect(text, failure.line, said)
    if about is None:
        return Refused([found])
    known = context.manifest.resources if context.manifest else {}
    address = str(about.address)
    if address not in known and (meant := nearest(address, known)):
        address = meant
    place, path = context.location(Address(*address.rsplit(".", 1)), about.path)
    if place is None:
        return Refused([found])
    program = Related("program", Location(entry, about.line, 1))
    return Refused([replace(found, location=place, path=path, related=(program,))])
