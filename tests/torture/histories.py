"""Random stack histories: programs, commands, drift, failures and kills, against the embedded engine in this process.

A history is a list of steps that can be written down and played again. `play` yields what was wrong after a step.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from compiler.engines.embedded import operations, statefile
from compiler.engines.embedded import state as states
from compiler.engines.embedded.checkpoint import opened
from compiler.engines.embedded.context import Context
from compiler.model.stack import Stack
from compiler.source import urns
from compiler.source.diagnostic import Refused, refuse
from tests.unit.engines import walks
from tests.unit.engines.walks import Crash, bring, id_of, thing

NAMES = ("a", "b", "c", "d", "e")
Thing = tuple[str, tuple[str, ...], dict[str, int], str]
"""Name, names that it needs, inputs, and the name that it had before (or none)."""
Step = tuple
"""`("write", [Thing, …])`, `("up" | "destroy" | "refresh" | "plan",)`, `("kill" | "fail", "up" | "destroy", n)`,
`("drift", which, "gone" | "changed")`."""


class Cut(walks.World):
    """A world whose n-th call (`refusing`) is refused, or at whose n-th moment (`left`) the power goes."""

    refusing: int = -1
    dead: bool = False

    def resource(self, token: str) -> Observable:
        return Observable(self)


class Observable(walks.Thing):
    """What stands can be read, and compared with what was written."""

    observed = frozenset({"size", "color", "slot"})

    def _act(self, told: str, act) -> None:
        self.world.refusing -= 1
        if self.world.refusing == -1:
            raise refuse("P999", f"no {told} today")
        super()._act(told, act)


@dataclass
class Player:
    """A stack, its world, and what must be there: `goal` is the program, `ids` the name under which each was made."""

    stack: Stack
    world: Cut = field(default_factory=Cut)
    goal: list[Thing] = field(default_factory=list)
    drifted: set[str] = field(default_factory=set)

    def context(self) -> Context:
        return Context(self.stack, {"fake": self.world})

    def program(self):
        made = [
            thing(self.stack, name, needs, (former,) if former else (), **inputs)
            for name, needs, inputs, former in self.goal
        ]
        return bring(self.stack, made)

    def up(self) -> None:
        operations.apply(self.context(), opened(self.stack, writes=True), self.program())

    def destroy(self) -> None:
        operations.destroy(self.context(), opened(self.stack, writes=True))

    def refresh(self) -> None:
        operations.refresh(self.context(), opened(self.stack, writes=True), None)

    def preview(self) -> list[str]:
        outcome = operations.preview(self.context(), opened(self.stack, writes=False), self.program())
        return [f"{step.action} {step.address.name}" for step in outcome.steps if step.action != "same"]

    def content(self) -> bytes:
        file = self.stack.state_file
        return file.read_bytes() if file.exists() else b""

    def twin(self, folder: Path) -> Player:
        """The same stack once more, in another folder."""
        stack = replace(self.stack, root=folder, private=folder / ".modelwright")
        stack.state_file.parent.mkdir(parents=True, exist_ok=True)
        stack.state_file.write_bytes(self.content())
        if not self.content():
            stack.state_file.unlink()
        return Player(stack, copy.deepcopy(self.world), list(self.goal), set(self.drifted))


@contextmanager
def powered(monkeypatch):
    """Writes of the state are moments too, and nothing is written after the power went; `fsync` costs nothing."""
    save, player = statefile.save, []

    def counted(stack: Stack, state: states.State) -> None:
        world = player[0].world
        if world.dead:
            raise Crash
        try:
            world.tick()
            save(stack, state)
            world.tick()
        except Crash:
            world.dead = True
            raise

    with monkeypatch.context() as patch:
        patch.setattr(statefile, "save", counted)
        patch.setattr("os.fsync", lambda descriptor: None)
        yield player


def made(chance: Random) -> list[Step]:
    """A history that ends with all done, and then with everything removed."""
    names, listed = list(NAMES), program(chance, [])
    steps: list[Step] = [("write", listed)]
    for _ in range(chance.randrange(3, 9)):
        kind = chance.choice(
            ("write", "write", "rename", "up", "up", "kill", "kill", "fail", "plan", "destroy", "drift")
        )
        if kind in ("write", "rename"):
            listed = renamed(chance, listed, names) if kind == "rename" else program(chance, listed, names)
            steps.append(("write", listed))
        elif kind in ("kill", "fail"):
            command = chance.choice(("up", "up", "destroy"))
            steps.append((kind, command, chance.randrange(24 if kind == "kill" else 6)))
        elif kind == "drift":
            steps.append((kind, chance.randrange(5), chance.choice(("gone", "changed"))))
            steps.append(("refresh",))
        else:
            steps.append((kind,))
    return [*steps, ("up",), ("plan",), ("destroy",)]


def program(chance: Random, before: list[Thing], names: Sequence[str] = NAMES) -> list[Thing]:
    """Another program: mostly what was there, changed here and there. Each thing needs only what stands before it."""
    old = {name: inputs for name, _, inputs, _ in before}
    listed: list[Thing] = []
    for name in chance.sample(names, chance.randrange(len(names))):
        inputs = dict(old.get(name, {}))
        if chance.random() < 0.6:
            inputs[chance.choice(("size", "color", "slot"))] = chance.randrange(3)
        needs = tuple(sorted(item[0] for item in listed if chance.random() < 0.4))
        listed.append((name, needs, inputs, ""))
    return listed


def renamed(chance: Random, before: list[Thing], names: list[str]) -> list[Thing]:
    """One thing has another name, and says so. The old one is not used again: something may stand under it for long."""
    if not before:
        return before
    old = chance.choice(before)[0]
    new = f"{old}x"
    names[names.index(old)] = new

    def name(item: str) -> str:
        return new if item == old else item

    return [
        (name(item), tuple(sorted(map(name, needs))), inputs, old if item == old else "")
        for item, needs, inputs, _ in before
    ]


def play(folder: Path, steps: list[Step], player: list[Player], *, sweep: bool = False) -> Iterator[tuple[int, str]]:
    """Take the steps one by one; the number of a step and what was wrong after it. Ends at the first thing wrong."""
    stack = Stack("shop", "local", folder, folder / ".modelwright", folder / "program", reads_first=True)
    here = Player(stack)
    for number, step in enumerate(steps):
        if sweep and step[0] in ("up", "destroy"):
            for what in swept(here, step[0], folder, player):
                yield number, what
                return
        player[:] = [here]
        wrong = next(taken(here, step), None)
        if wrong:
            yield number, wrong
            return


def taken(player: Player, step: Step) -> Iterator[str]:
    """One step and the invariants after it."""
    match step:
        case ("write", listed):
            player.goal = list(listed)
        case ("drift", which, how):
            drift(player, which, how)
        case ("plan",):
            yield from looked(player)
        case ("kill" | "fail" as how, command, number):
            interrupted(player, how, command, number)
        case ("refresh",):
            player.refresh()
            player.drifted.clear()
        case ("up",):
            player.up()
            player.drifted.clear()
            yield from arrived(player)
        case ("destroy",):
            player.destroy()
            player.drifted.clear()
            if player.world.things or player.stack.state_file.exists():
                yield f"after destroy there is {sorted(player.world.things)}"
    yield from sound(player)


def interrupted(player: Player, how: str, command: str, number: int) -> bool:
    """Run a command into a kill or a refusal; False when it came to its end before."""
    world = player.world
    world.left, world.refusing = (number, -1) if how == "kill" else (-1, number)
    try:
        player.up() if command == "up" else player.destroy()
        return False
    except (Crash, Refused):
        return True
    finally:
        world.left, world.refusing, world.dead = -1, -1, False
        player.drifted.clear()


def drift(player: Player, which: int, how: str) -> None:
    """Somebody removes or changes what stands, by hand."""
    ids = sorted(player.world.things)
    if not ids:
        return
    id_ = ids[which % len(ids)]
    player.drifted.add(id_)
    if how == "gone":
        del player.world.things[id_]
    else:
        player.world.things[id_] = {**player.world.things[id_], "size": 7}


def looked(player: Player) -> Iterator[str]:
    """A plan changes nothing."""
    before = player.content(), copy.deepcopy(player.world.things)
    player.preview()
    if before != (player.content(), player.world.things):
        yield "a plan changed something"


def arrived(player: Player) -> Iterator[str]:
    """After a full `up` there is exactly what is written, and nothing more to do."""
    wanted = {name: inputs for name, _, inputs, _ in player.goal}
    records = {urns.name_of(record.urn): record for record in managed(player)}
    found = {name: player.world.things.get(record.id) for name, record in records.items()}
    if found != wanted or len(player.world.things) != len(wanted):
        yield f"wanted {wanted}, recorded {found}, there is {player.world.things}"
    elif (again := player.preview()) or statefile.load(player.stack).pending:
        yield f"after up there is still to do: {again}"


def sound(player: Player) -> Iterator[str]:
    """Nothing is lost, doubled, or only imagined: at any time, whatever happened."""
    try:
        state = statefile.load(player.stack)
    except Refused as refusal:
        yield f"the state is unreadable: {refusal.diagnostics[0].summary}"
        return
    records = [record for record in state.records if record.managed]
    begun = {id_of(urns.name_of(item.record.urn), item.record.inputs) for item in state.pending}
    known = {record.id for record in records} | begun | {item.record.id for item in state.pending}
    if lost := sorted(set(player.world.things) - known):
        yield f"lost: {lost} is there and nothing knows it"
    ids = [record.id for record in records if not record.pending_replacement]
    if doubled := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield f"doubled: {doubled} is recorded twice"
    open_ = {item.record.urn for item in state.pending}
    for record in records:
        if record.stands and record.urn not in open_ and record.id not in player.drifted:
            there = player.world.things.get(record.id)
            if there != record.inputs and record.id not in begun:
                yield f"imagined: {record.id} is recorded as {record.inputs} and is {there}"


def managed(player: Player) -> list[states.Record]:
    return [record for record in statefile.load(player.stack).records if record.managed]


def swept(here: Player, command: str, folder: Path, player: list[Player]) -> Iterator[str]:
    """The same command with a fault at each operation in turn; each time the next run has to come to the end."""
    for how in ("kill", "fail"):
        for number in range(1000):
            twin = here.twin(folder / "twin")
            player[:] = [twin]
            again = interrupted(twin, how, command, number)
            for what in [*sound(twin), *taken(twin, (command,)), *taken(twin, ("up",))]:
                yield f"{how} {number} in {command}: {what}"
            if not again:
                break


def shortest(folder: Path, steps: list[Step], player: list[Player]) -> list[Step]:
    """The history without the steps that it does not need in order to fail."""
    for number in range(len(steps) - 1, -1, -1):
        fewer = [step for place, step in enumerate(steps) if place != number]
        if next(play(folder / f"short{number}-{len(steps)}", fewer, player), None):
            steps = fewer
    return steps
