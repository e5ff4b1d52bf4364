"""A provider whose world is a folder: one file per thing, a log of calls, and orders to fail or to die.

`Thing` has inputs `size` (changes in place), `color` (replaces), `slot` (replaces, deletion first), `of` and `note`
(in place). A file `orders/<method>-<name>-<moment>` makes a call refuse or kills the process, once.
"""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from compiler.model.plan import PropertyChange
from compiler.provider.protocol import UNKNOWN, Adopted, Created, Difference, InputFailure, Props, Scope
from compiler.source.diagnostic import refuse

TOKEN = "fake:index:Thing"


@dataclass(frozen=True, slots=True)
class World:
    """What really stands, and what happened."""

    folder: Path

    def order(self, method: str, name: str, what: str) -> None:
        """`what` is `refuse`, `die-before` or `die-after`."""
        (self.folder / "orders").mkdir(parents=True, exist_ok=True)
        (self.folder / "orders" / f"{method}-{name}-{what}").touch()

    def obeys(self, method: str, name: str, what: str) -> bool:
        """True once per order."""
        order = self.folder / "orders" / f"{method}-{name}-{what}"
        if not order.exists():
            return False
        order.unlink()
        return True

    def log(self, method: str, name: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "calls.log").open("a") as file:
            file.write(f"{method} {name}\n")

    def calls(self, *methods: str) -> list[str]:
        """The calls since the last look, of these methods or all that change something."""
        wanted = methods or ("create", "update", "delete")
        log = self.folder / "calls.log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [line for line in lines if line.split()[0] in wanted]

    def things(self) -> dict[str, Props]:
        """What stands, by id."""
        return {path.stem: json.loads(path.read_text()) for path in sorted(self.folder.glob("*.json"))}

    def path(self, id: str) -> Path:
        return self.folder / f"{id}.json"


@dataclass(frozen=True, slots=True)
class Thing:
    """The one kind of resource."""

    world: World
    observed = frozenset({"size", "color", "slot", "of", "note"})

    def check(self, scope: Scope, inputs: Props) -> tuple[Props, tuple[InputFailure, ...]]:
        size = inputs.get("size", 1)
        if isinstance(size, int) and size < 0:
            return inputs, (InputFailure("size", "it is negative"),)
        return {"size": 1, **inputs}, ()

    def diff(self, scope: Scope, id: str, old_inputs: Props, outputs: Props, inputs: Props) -> Difference:
        changes = tuple(
            PropertyChange(key, old_inputs.get(key), inputs.get(key), replaces=key in ("color", "slot"))
            for key in sorted({*old_inputs, *inputs})
            if old_inputs.get(key) != inputs.get(key)
        )
        return Difference(changes, any(change.path == "slot" for change in changes))

    def preview(self, inputs: Props) -> Props:
        return {**inputs, "serial": UNKNOWN}

    def create(self, scope: Scope, inputs: Props) -> Created:
        id = id_of(scope, inputs)
        if self.world.obeys("create", scope.name, "interrupt"):
            os.kill(os.getpid(), signal.SIGINT)
            linger(scope)
        if self.world.obeys("create", scope.name, "linger"):
            linger(scope)
        with_moments(self.world, "create", scope.name, lambda: self._write(id, inputs))
        return Created(id, {**inputs, "serial": f"serial of {id}"})

    def read(self, scope: Scope, id: str, outputs: Props) -> Props | None:
        self.world.log("read", scope.name)
        found = self.world.things().get(id)
        return None if found is None else {**found, "serial": f"serial of {id}"}

    def adopt(self, scope: Scope, id: str) -> Adopted | None:
        found = self.world.things().get(id)
        return None if found is None else Adopted(id, found, {**found, "serial": f"serial of {id}"})

    def update(self, scope: Scope, id: str, outputs: Props, inputs: Props) -> Props:
        with_moments(self.world, "update", scope.name, lambda: self._write(id, inputs))
        return {**inputs, "serial": f"serial of {id}"}

    def delete(self, scope: Scope, id: str, outputs: Props) -> None:
        path = self.world.path(id or id_of(scope, outputs))
        with_moments(self.world, "delete", scope.name, lambda: path.unlink(missing_ok=True))

    def _write(self, id: str, inputs: Props) -> None:
        self.world.folder.mkdir(parents=True, exist_ok=True)
        self.world.path(id).write_text(json.dumps(inputs))


def id_of(scope: Scope, inputs: Props) -> str:
    return "-".join([scope.name, str(inputs.get("color", "grey")), str(inputs.get("slot", 0))])


def linger(scope: Scope) -> None:
    """Long work that tells how it goes, until it is stopped."""
    for _ in range(1000):
        scope.say("still at it")
        time.sleep(0.01)


def with_moments(world: World, method: str, name: str, act) -> None:
    if world.obeys(method, name, "refuse"):
        raise refuse("P999", f"no {method} today")
    if world.obeys(method, name, "die-before"):
        os.kill(os.getpid(), signal.SIGKILL)
    act()
    world.log(method, name)
    if world.obeys(method, name, "die-after"):
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class FakeProvider:
    """The package `fake`."""

    world: World

    def resource(self, token: str) -> Thing | None:
        return Thing(self.world) if token == TOKEN else None

    def invoke(self, token: str, arguments) -> Props:
        if token != "fake:index:double":
            raise refuse("P006", f"no function `{token}`")
        return {"result": arguments["number"] * 2}
