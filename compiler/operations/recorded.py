"""`outputs`: what the last `up` of a session's stack has recorded as its outputs."""

from __future__ import annotations

from compiler.operations.engine import engines
from compiler.operations.paths import children
from compiler.operations.project import kept_stack
from compiler.pipeline import Keep, Session, collect
from compiler.source.diagnostic import Checked, refuse
from compiler.source.location import parse_path
from compiler.source.nearest import suggest


def outputs(session: Session) -> Checked[dict[str, object]]:
    """All outputs, secret ones masked; needs no valid spec."""

    def run(_: Keep) -> dict[str, object]:
        stack, engine = kept_stack(session)
        with engines() as pool:
            return pool.named(engine).outputs(stack)

    return collect(run)


def output(found: dict[str, object], name: str) -> object:
    """One of the outputs, or what is inside one (`endpoints.churn-api.url`). Raises `Refused` (O008)."""
    value: object = found
    for part in parse_path(name):
        inside = children(value)
        if part not in inside:
            hint = suggest(str(part), [str(key) for key in inside])
            raise refuse("O008", f"there is no output `{name}`", hint=hint or "`modelwright up` records outputs")
        value = inside[part]
    return value
