"""`handover`: the state of a stack from one engine to the other; what runs is not touched."""

from __future__ import annotations

import json
from dataclasses import dataclass

from compiler.operations.custody import given_to_pulumi, keeper, released
from compiler.operations.engine import EngineName, engines
from compiler.operations.prepare import prepare
from compiler.pipeline import Keep, Session, collect
from compiler.source.diagnostic import Checked, refuse
from compiler.source.files import write_atomic
from compiler.source.lock import locked


@dataclass(frozen=True, slots=True)
class Handover:
    """`moved` is false when the engine kept the stack already; `resources` are the addresses that it keeps now."""

    project: str
    environment: str
    engine: EngineName
    moved: bool
    resources: tuple[str, ...]


def hand_over(session: Session, to: EngineName) -> Checked[Handover]:
    """As `pulumi stack export` and `import`: the new keeper has everything before the old one forgets it."""

    def run(keep: Keep) -> Handover:
        stack = keep.value(prepare(session)).stack
        found = keeper(stack)
        if found is None:
            raise refuse("P027", f"no engine has recorded anything in `{stack.environment}`", hint="`modelwright up`")
        with engines() as pool:
            if found != to and to == "pulumi":
                with locked(stack.state_file, f"handover {stack.project} {stack.environment}"):
                    pool.pulumi.adopt(stack, stack.state_file)
                    given_to_pulumi(stack)
                    stack.state_file.replace(stack.state_file.with_suffix(".json.bak"))
            elif found != to:
                with locked(stack.state_file, f"handover {stack.project} {stack.environment}"):
                    document = pool.pulumi.export(stack)
                    write_atomic(stack.state_file, f"{json.dumps(document, indent=2)}\n".encode(), mode=0o600)
                    pool.embedded.resources(stack)
                    pool.pulumi.remove(stack)
                    released(stack)
            kept = tuple(str(step.address) for step in reversed(pool.named(to).resources(stack)))
        return Handover(stack.project, stack.environment, to, found != to, kept)

    return collect(run)
