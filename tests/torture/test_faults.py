"""Engine promise 5: whichever call of the system fails, every file is whole and the user is told which."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

import pytest

from tests.torture import faults
from tests.torture.forks import Ended, Forks
from tests.torture.workshop import workspace

pytestmark = pytest.mark.skipif(not faults.ABLE, reason="needs Linux and a C compiler")

PROMISE = "e5 I/O faults"
SPEC = """\
project: churn
owner: growth-ml
datasets:
  customers:
    source: customers.csv
    columns: {age: integer, churned: boolean, plan: {type: category, values: [free, pro]}}
    checks: [rows >= 1]
"""
UP, DESTROY = ["up", "--yes"], ["destroy", "--yes"]
COMMANDS = {"compile": ["compile"], "plan": ["plan", "--out", "churn.plan"], "up": UP, "destroy": DESTROY}
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
NEVER = 10**9

Point = tuple[str, int, int, int]
"""A command, the kind of call, its number, and the error."""


class Bench:
    """A workspace, and commands that have something to do before a call fails in them."""

    def __init__(self, folder: Path, forks: Forks) -> None:
        self.folder, self.forks, self.edits = workspace(folder / "work", SPEC), forks, 0

    def run(self, *argv: str, fault: tuple[int, int, int] | None = None) -> Ended:
        return self.forks.run(list(argv), self.folder, fault=fault or (0, NEVER, 0))

    def make_ready(self) -> None:
        """The next `compile`, `plan`, `up` or `destroy` has something to do."""
        self.edits += 1
        spec = re.sub(r"rows >= \d+", f"rows >= {1 + self.edits % 50}", SPEC)
        (self.folder / "modelwright.yaml").write_text(spec)

    def faulty(self, point: Point) -> tuple[bool, list[str]]:
        """Whether the call was made, and what was wrong with the end of the command and with the next ones."""
        command, kind, number, error = point
        self.make_ready()
        if command == "destroy":
            self.run(*UP)
        ended = self.run(*COMMANDS[command], fault=(kind, number, error))
        wrong = [] if not ended.struck else [*ill_ended(ended), *torn(self.folder)]
        again = self.run(*COMMANDS[command])
        if again.code != 0:
            wrong.append(f"the next run ends with {again.code}: {again.err.strip()[-200:]}")
        if ended.struck and command in ("up", "destroy"):
            wrong += [f"still pending: {item}" for item in pending(self.folder)]
        if ended.struck:
            wrong += [f"left behind: {name}" for name in leftovers(self.folder)]
        return bool(ended.struck), [f"{described(point)} on {Path(ended.struck).name}: {what}" for what in wrong]


def described(point: Point) -> str:
    command, kind, number, error = point
    return f"`{command}`, {faults.KINDS[kind]} {number} {errno.errorcode[error]}"


def ill_ended(ended: Ended) -> Iterator[str]:
    told = ended.out + ended.err
    if "Traceback" in told or ended.signal or ended.code not in (0, 1, 2, 4):
        yield f"code {ended.code}: {told.strip()[-300:]}"
    elif ended.code and not any(name in told for name in names_of(ended.struck)):
        yield f"the file is not named: {ended.err.strip()[:300]}"


def names_of(path: str) -> list[str]:
    """What the user may be told: the file, or for one of ours on its way to its place, that one or its folder."""
    file = Path(path)
    plain = re.sub(r"\.[a-z0-9_]{8}\.tmp$|\.\d+\.new$|\.bak\.tmp$", "", file.name.lstrip("."))
    staged = [part for part in file.parts if part.endswith(".new")]
    base = re.sub(r"\.(holder|lock|bak)$", "", plain)
    return [file.name, plain, base, *(["stacks", "build"] if staged else [])]


def torn(folder: Path) -> Iterator[str]:
    """Every file of ours that is in its place is whole."""
    for path in (*folder.rglob("*.json"), *folder.glob("*.plan"), *folder.rglob("*.json.bak")):
        if ".new" in str(path):
            continue
        try:
            json.loads(path.read_bytes())
        except ValueError:
            yield f"{path.relative_to(folder)} is torn"


def pending(folder: Path) -> list[str]:
    state = folder / ".modelwright" / "state" / "churn" / "local.json"
    if not state.exists():
        return []
    return json.loads(state.read_bytes())["deployment"].get("pending_operations", [])


def leftovers(folder: Path) -> list[str]:
    """Temporary files that nobody will use or remove any more; the next compilation removes those named `.new`."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.tmp"))


def points(run, commands: Iterable[str], kinds: Container[str], first: int | None) -> list[Point]:
    """In a random order, for each command, kind and error: the call of this number, or of any number."""
    chance = run.random(-1)
    found = [
        (command, kind, first or chance.randrange(1, 7), error)
        for command in commands
        for kind, name in enumerate(faults.KINDS)
        if name in kinds
        for error in ERRORS
    ]
    chance.shuffle(found)
    return found


def attack(run, folder: Path, forks: Forks, first: int | None, commands=COMMANDS, kinds=faults.KINDS) -> None:
    """Each case is one call that fails; where there was one, the next is tried too: n = 1, 2, … until none fails."""
    run.builds_up()
    bench = Bench(folder, forks)
    rest = points(run, commands, kinds, first)
    for number, _ in run.cases():
        if number >= len(rest):
            break
        struck, wrong = bench.faulty(rest[number])
        if struck:
            command, kind, place, error = rest[number]
            rest.append((command, kind, place + 1, error))
        for what in wrong:
            run.report(number, what)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return faults.built(tmp_path_factory.mktemp("faults"))


def test_faults(campaign, tmp_path, library, request):
    with Forks("tests.torture.faults:ready", library) as forks, campaign(PROMISE, small=4, full=5_000) as run:
        attack(run, tmp_path, forks, 1 if request.config.option.torture else None)


def test_planted_writing_in_place(planted, tmp_path, library):
    defect = "files are written in place"
    with (
        Forks("tests.torture.defects:files_are_written_in_place", library) as forks,
        planted(PROMISE, defect, count=40) as run,
    ):
        attack(run, tmp_path, forks, 4, ["plan"], ["write"])
