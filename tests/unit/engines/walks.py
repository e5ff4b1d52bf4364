"""The engine without processes: programs are lists of things, the world is a dictionary, crashes are exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field

from compiler.engines.embedded import operations
from compiler.engines.embedded.checkpoint import opened
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.registration import Registration
from compiler.engines.embedded.walk import Stopped, Walk
from compiler.model.plan import PropertyChange
from compiler.provider.protocol import UNKNOWN, Created, Difference
from compiler.source import urns

TOKEN = "fake:index:Thing"


class Crash(BaseException):
    """As if the power went."""


@dataclass
class World:
    """What stands by id; `left` counts down to a crash, at any call of the provider or any write of the state."""

    things: dict[str, dict] = field(default_factory=dict)
    left: int = -1
    calls: list[str] = field(default_factory=list)

    def tick(self):
        if self.left == 0:
            raise Crash
        self.left -= 1

    def resource(self, token):
        return Thing(self)

    def invoke(self, token, arguments):
        return {}


@dataclass
class Thing:
    """`size` in place, `color` by replacement, `slot` by replacement with the old one gone first."""

    world: World

    def check(self, scope, inputs):
        return inputs, ()

    def diff(self, scope, id, old_inputs, outputs, inputs):
        keys = [key for key in sorted({*old_inputs, *inputs}) if old_inputs.get(key) != inputs.get(key)]
        changes = [PropertyChange(key, old_inputs.get(key), inputs.get(key), key in ("color", "slot")) for key in keys]
        return Difference(tuple(changes), "slot" in keys)

    def preview(self, inputs):
        return {**inputs, "serial": UNKNOWN}

    def create(self, scope, inputs):
        id = id_of(scope.name, inputs)
        self._act(f"create {scope.name}", lambda: self.world.things.__setitem__(id, inputs))
        return Created(id, {**inputs, "serial": id})

    def update(self, scope, id, outputs, inputs):
        self._act(f"update {scope.name}", lambda: self.world.things.__setitem__(id, inputs))
        return {**inputs, "serial": id}

    def read(self, scope, id, outputs):
        return {**self.world.things[id], "serial": id} if id in self.world.things else None

    def delete(self, scope, id, outputs):
        gone = id or id_of(scope.name, outputs)
        self._act(f"delete {scope.name}", lambda: self.world.things.pop(gone, None))

    def _act(self, told, act):
        self.world.tick()
        act()
        self.world.calls.append(told)
        self.world.tick()


def id_of(name, inputs):
    return f"{name}-{inputs.get('color', 0)}-{inputs.get('slot', 0)}"


def thing(stack, name, needs=(), aliases=(), **inputs):
    """A registration; `needs` are names that it depends on."""
    parent = urns.root(stack.environment, stack.project)
    urn = urns.make("local", "shop", parent, TOKEN, name)
    needed = tuple(urns.make("local", "shop", parent, TOKEN, need) for need in needs)
    candidates = (urn, *(urns.make("local", "shop", parent, TOKEN, alias) for alias in aliases))
    return Registration(urn, TOKEN, name, True, inputs, candidates, parent=parent, dependencies=needed)


def bring(stack, things):
    """A program: the stack itself, then the things in order."""
    root = urns.root(stack.environment, stack.project)
    own = Registration(root, urns.STACK_TYPE, urns.name_of(root), False, {}, (root,))

    def run(walk: Walk):
        for registration in (own, *things):
            try:
                walk.register(lambda registration=registration: registration)
            except Stopped as stopped:
                raise stopped.__cause__ from None

    return run


def apply(stack, world, *things):
    outcome = operations.apply(Context(stack, {"fake": world}), opened(stack, writes=True), bring(stack, things))
    return [f"{step.action} {step.address.name}" for step in outcome.steps if step.action != "same"]


def preview(stack, world, *things):
    outcome = operations.preview(Context(stack, {"fake": world}), opened(stack, writes=False), bring(stack, things))
    return [f"{step.action} {step.address.name}" for step in outcome.steps if step.action != "same"]


def destroy(stack, world):
    outcome = operations.destroy(Context(stack, {"fake": world}), opened(stack, writes=True))
    return [f"{step.action} {step.address.name}" for step in outcome.steps]
