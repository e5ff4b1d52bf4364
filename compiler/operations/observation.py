"""`drift` and `refresh`: what really runs, read and compared with what is recorded, and recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from compiler.model.drift import Drift
from compiler.model.events import OnEvent
from compiler.model.manifest import Manifest
from compiler.model.stack import Stack
from compiler.operations.custody import as_kept
from compiler.operations.engine import EngineName, Engines, engines
from compiler.operations.prepare import rehearse
from compiler.operations.project import kept_stack
from compiler.pipeline import Keep, Session, collect
from compiler.source.diagnostic import Checked


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stack, the engine that keeps it, and where its resources were written.

    `target` is empty for a project that does not compile; the manifest is then the one of its last compilation.
    """

    stack: Stack
    engine: EngineName
    target: str
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """What was found; `applied` is false when it was recorded already, or the user declined."""

    drift: Drift
    applied: bool


def drift(session: Session) -> Checked[Drift]:
    """Read every recorded resource and say what differs, and why. Changes nothing, recorded or running."""

    def run(_: Keep) -> Drift:
        recorded = recorded_stack(session)
        with engines() as pool:
            return observed(pool, recorded)

    return collect(run)


def refresh(session: Session, on_event: OnEvent, confirm: Callable[[Drift], bool]) -> Checked[RefreshResult]:
    """Read every recorded resource and, after `confirm`, record what was found; what runs is left as it is."""

    def run(_: Keep) -> RefreshResult:
        recorded = recorded_stack(session)
        with engines() as pool:
            found = observed(pool, recorded)
            if not found.findings or not confirm(found):
                return RefreshResult(found, False)
            pool.named(recorded.engine).refresh(recorded.stack, on_event)
            return RefreshResult(found, True)

    return collect(run)


def observed(pool: Engines, recorded: Recorded) -> Drift:
    """What an engine finds of the stack that it keeps, by the target's rules."""
    from compiler import targets
    from compiler.plan import classify

    # Of a project that does not compile any more the target is not known; no two targets share a type.
    known = [targets.get(name) for name in targets.names() if recorded.target in ("", name)]
    rules = [rule for target in known if target for rule in target.drift]
    return classify(pool.named(recorded.engine).observe(recorded.stack), recorded.manifest, rules)


def recorded_stack(session: Session) -> Recorded:
    """The stack of a session as it is recorded; needs no valid spec."""
    from compiler.emit import read_manifest

    stack, engine = kept_stack(session)
    prepared = rehearse(session).value
    if prepared is not None:
        return Recorded(as_kept(prepared.stack), engine, prepared.target, prepared.manifest)
    manifest = read_manifest(stack.program) or Manifest(stack.project, stack.environment, "", {}, {})
    return Recorded(stack, engine, "", manifest)
