"""A repository with pull requests, whose events get lost, come twice or in the wrong order."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil

from compiler.cli.run import run
from compiler.operations.previews.standing import standing
from compiler.provider.traces import stacks_with_traces

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = ("ant", "bee", "cat")
NAMES = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false")
SPEC = """\
project: {name}
owner: growth-ml
datasets:
  rows:
    source: rows.csv
    columns: {{size: integer, good: boolean}}
models:
  good: {{dataset: rows, target: good, estimator: sklearn.tree.DecisionTreeClassifier, params: {{max_depth: 2}}}}
"""
SERVING = "serving:\n  api: {model: good}\n"
ROWS = "size,good\n" + "".join(f"{number % 7},{'true' if number % 3 else 'false'}\n" for number in range(40))
DYING = """\
import os, signal, sys
from contextlib import contextmanager
from compiler.reports import progress
left = [int(sys.argv.pop(1))]
@contextmanager
def display(*_, **__):
    def hear(event):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    yield hear
progress.display = display
sys.argv[0] = "modelwright"
from compiler.cli.main import main
main()
"""
"""The command line, which dies at its n-th event as by `kill -9`."""


@dataclass
class Pull:
    """A pull request as its forge knows it; `shown` is true when a preview may stand."""

    number: int
    branch: str
    open: bool = True
    shown: bool = False


@dataclass
class Repository:
    """`main` is deployed, and nothing of that may be touched. `serving` is what open ones had before a reap."""

    root: Path
    pulls: dict[int, Pull] = field(default_factory=dict)
    serving: dict[int, list[int]] = field(default_factory=dict)
    projects: tuple[str, ...] = PROJECTS
    spec: str = SPEC

    @property
    def private(self) -> Path:
        return self.root / ".modelwright"

    def create(self) -> None:
        self.root.mkdir(exist_ok=True)
        (self.root / "modelwright.toml").touch()
        (self.root / ".gitignore").write_text(".modelwright/\nbackend/\nbin/\n")
        for name in self.projects:
            (self.root / name).mkdir()
            (self.root / name / "rows.csv").write_text(ROWS)
            text = self.spec.format(name=name)
            (self.root / name / "modelwright.yaml").write_text(text + SERVING if name == "ant" else text)
        self.git("init", "-qb", "main", ".")
        self.command("compile --all")
        self.git("add", "-A")
        self.git("commit", "-qm", "first")
        for name in self.projects:
            code, said = self.command(f"up {name} --yes")
            assert code == 0, said

    def git(self, *words: str) -> None:
        subprocess.run(["git", "-C", str(self.root), *NAMES, *words], check=True, capture_output=True)

    def command(self, line: str) -> tuple[int, str]:
        """In this process, as the command line would."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(self.root), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(shlex.split(line))
        if "Traceback" in err.getvalue() or code == 255:
            raise AssertionError(f"{line}: {err.getvalue()[-300:]}{out.getvalue()[-300:]}")
        return code, out.getvalue()

    def dying(self, line: str, after: int) -> None:
        """In a process of its own, which is killed at an event."""
        command = [sys.executable, "-c", DYING, str(after), *shlex.split(line)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, cwd=self.root, env=environment, capture_output=True, timeout=120, check=False)

    def standing(self) -> dict[str, object]:
        """All of `main` that must stay as it is: states, and the processes that serve."""
        states = {path.name: path.read_bytes() for path in (self.private / "state").glob("*/local.json")}
        return {**states, "servers": sorted(self.servers("local"))}

    def servers(self, environment: str) -> list[int]:
        """Processes that really run."""
        found = []
        for file in (self.private / "endpoints").glob(f"*/{environment}/*.json"):
            process = json.loads(file.read_text())["process"]["pid"]
            if psutil.pid_exists(process):
                found.append(process)
        return found

    def edit(self, chance: Random, name: str | None = None) -> None:
        """Something that trains or serves otherwise, or a comment, or the way back."""
        project = name or chance.choice(self.projects)
        spec = self.root / project / "modelwright.yaml"
        text = self.spec.format(name=project)
        kind = chance.choice(("depth", "depth", "comment", "back", "serve", "broken"))
        if kind == "depth":
            text = text.replace("max_depth: 2", f"max_depth: {chance.randrange(3, 6)}")
        if kind == "comment":
            text = f"# {chance.random()}\n{text}"
        if kind == "broken":
            text = text.replace("target: good", "target: goood")
        spec.write_text(text + SERVING if (project == "ant") != (kind == "serve") else text)

    def push(self, chance: Random, pull: Pull) -> None:
        self.git("checkout", "-qf", pull.branch)
        self.edit(chance)
        self.git("commit", "-qam", "more", "--allow-empty")

    def up(self, pull: Pull) -> None:
        pull.shown = True
        self.command(f"preview up --pr {pull.number} --yes")


def opened(repository: Repository, chance: Random, pull: Pull) -> None:
    pull.open = True
    repository.push(chance, pull)
    repository.up(pull)


def pushed(repository: Repository, chance: Random, pull: Pull) -> None:
    repository.push(chance, pull)
    if chance.random() < 0.8:  # else the event is lost
        repository.up(pull)


def again(repository: Repository, _: Random, pull: Pull) -> None:
    repository.git("checkout", "-qf", pull.branch)
    repository.up(pull)


def forced(repository: Repository, chance: Random, pull: Pull) -> None:
    repository.git("checkout", "-qf", pull.branch)
    repository.git("reset", "-q", "--hard", "main")
    repository.push(chance, pull)
    repository.up(pull)


def renamed(repository: Repository, chance: Random, pull: Pull) -> None:
    before, pull.branch = pull.branch, f"branch-{chance.randrange(10**9)}"
    repository.git("branch", "-qm", before, pull.branch)


def closed(repository: Repository, chance: Random, pull: Pull) -> None:
    pull.open = False
    if chance.random() < 0.5:  # else the event is lost
        repository.command(f"preview down --pr {pull.number} --yes")


def deleted(repository: Repository, _: Random, pull: Pull) -> None:
    """The fork is gone, and what was checked out of it."""
    pull.open = False
    repository.git("checkout", "-qf", "main")
    repository.git("branch", "-qD", pull.branch)
    repository.git("branch", "-q", pull.branch, "main")


def cancelled(repository: Repository, chance: Random, pull: Pull) -> None:
    repository.push(chance, pull)
    pull.shown = True
    repository.dying(f"preview up --pr {pull.number} --yes", chance.randrange(14))


def half_removed(repository: Repository, chance: Random, pull: Pull) -> None:
    pull.open = False
    repository.dying(f"preview down --pr {pull.number} --yes", chance.randrange(6))


def lost(repository: Repository, chance: Random, pull: Pull) -> None:
    """The ledger, the tags, both, or what they say."""
    files = [repository.private / "previews" / f"pr-{pull.number}.json"]
    files += (repository.private / "state").glob(f"*/pr-{pull.number}.tags")
    for file in files:
        if chance.random() < 0.5 and file.exists():
            file.unlink() if chance.random() < 0.5 else file.write_text("{")


def stale(repository: Repository, _: Random, pull: Pull) -> None:
    """Somebody brings back an old ledger, of what is gone meanwhile."""
    file = repository.private / "previews" / f"pr-{pull.number}.json"
    if file.exists():
        before = file.read_text()
        repository.command(f"preview down --pr {pull.number} --yes")
        file.write_text(before)


STEPS = (opened, pushed, again, forced, renamed, closed, deleted, cancelled, half_removed, lost, stale)
"""What can happen to a pull request."""


def play(repository: Repository, chance: Random, length: int, steps: tuple = STEPS) -> Iterator[str]:
    """One history; yields each step, and at the end a reaper has passed."""
    first = chance.randrange(1, 10**6)
    repository.pulls = {number: Pull(number, f"branch-{number}") for number in range(first, first + 2)}
    for pull in repository.pulls.values():
        repository.git("branch", "-q", pull.branch, "main")
    for _ in range(length):
        happen = chance.choice(steps)
        pull = repository.pulls[chance.choice(list(repository.pulls))]
        yield f"{happen.__name__} {pull.number - first}"
        happen(repository, chance, pull)
    repository.git("checkout", "-qf", "main")
    live = [pull.number for pull in repository.pulls.values() if pull.open]
    repository.serving = {number: repository.servers(f"pr-{number}") for number in live}
    yield "reap"
    repository.command(f"preview reap --open '{','.join(map(str, live))}' --yes")


def wrong(repository: Repository, before: dict[str, object]) -> list[str]:
    """What a reaper has left of closed pull requests, or touched of anything else."""
    found = []
    live = {pull.number for pull in repository.pulls.values() if pull.open}
    for project, environment in sorted(stacks_with_traces(repository.private)):
        if environment != "local" and int(environment.removeprefix("pr-")) not in live:
            found.append(f"{project} has traces of {environment}")
    for preview in standing(repository.private):
        if preview.pull not in live:
            found.append(f"pr-{preview.pull} stands")
    for pull in repository.pulls.values():
        if not pull.open and (servers := repository.servers(f"pr-{pull.number}")):
            found.append(f"pr-{pull.number} has processes {servers}")
    for path in sorted((repository.private).rglob("*pr-*")):
        number = path.name.partition("pr-")[2].partition(".")[0]
        if path.suffix != ".lock" and number.isdigit() and int(number) not in live:
            found.append(f"{path.relative_to(repository.private)} is left")
    for number, servers in repository.serving.items():
        if number in live and repository.servers(f"pr-{number}") != servers:
            found.append(f"pr-{number} is open, and its servers {servers} were touched")
    now = repository.standing()
    found += [f"main's {name} was touched" for name in before if before[name] != now[name]]
    return found


def end(repository: Repository) -> None:
    """All pull requests are closed."""
    repository.command("preview reap --open '' --yes")
    for pull in repository.pulls.values():
        repository.git("branch", "-qD", pull.branch)
        pull.open = False
