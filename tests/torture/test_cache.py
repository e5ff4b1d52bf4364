"""Promise 8: what a compilation with all that it remembers leaves is what one that remembers nothing would write."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from random import Random

import pytest

from benchmarks.projects import shared_default, write_project, write_workspace
from compiler.operations import index
from compiler.operations.many import Many
from compiler.operations.workspace import compile_many, open_many

FULL, SMALL = 30, 4
"""Projects in the workspace."""


def compile_all(folder: Path) -> Many:
    """Everything in this process; projects with mistakes are left as they were."""
    many = open_many(folder).value
    assert many is not None
    outcomes = compile_many(many, lambda *_: None)
    assert not any(outcome.checked.failed for outcome in outcomes), [o.checked.diagnostics for o in outcomes][:1]
    return many


def stacks_of(folder: Path) -> dict[str, bytes]:
    """Every compiled file of projects that are there, by path; edits that were kept aside are not compiled."""
    names = {spec.parent.name for spec in folder.glob("*/*/modelwright.yaml")}
    found = {path.relative_to(folder).as_posix(): path for path in (folder / "stacks").rglob("*") if path.is_file()}
    return {
        name: path.read_bytes() for name, path in found.items() if name.split("/")[1] in names and ".orig" not in name
    }


def keep_times(path: Path, change) -> None:
    """Change a file and put its times back, as a copy that preserves them does."""
    before = path.stat()
    change(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new, 1))


class Workspace:
    """The workspace under attack; `edits` are what people and tools do to one."""

    def __init__(self, folder: Path, projects: int) -> None:
        self.folder = folder
        write_workspace(folder, projects)
        self.projects = self.next = projects

    def specs(self) -> list[Path]:
        return sorted(self.folder.glob("*/*/modelwright.yaml"))

    def edit(self, chance: Random) -> str:
        """Do one of them; its name."""
        name = chance.choice([name for name in dir(self) if name.startswith("do_")])
        getattr(self, name)(chance, chance.choice(self.specs()))
        return name

    def do_seed(self, chance: Random, spec: Path) -> None:
        replaced(spec, "      seed: ", f"      seed: {chance.randrange(1, 9)}")
        if len(spec.read_text().split("seed: ")[1].split("\n")[0]) > 8:
            replaced(spec, spec.read_text().split("seed: ")[1].split("\n")[0], "7")

    def do_same_size(self, chance: Random, spec: Path) -> None:
        keep_times(spec, lambda path: replaced(path, "random_state: 7", f"random_state: {chance.randrange(1, 7)}"))

    def do_comment(self, chance: Random, spec: Path) -> None:
        spec.write_text(f"# {chance.random()}\n" + spec.read_text())

    def do_data(self, chance: Random, spec: Path) -> None:
        keep_times(spec.parent / "data" / "rows.csv", lambda path: replaced(path, "0.", f"{chance.randrange(1, 10)}."))

    def do_default(self, chance: Random, spec: Path) -> None:
        shared_default(self.folder, chance.choice((7, 14, 30, 60, 90)))

    def do_new_conf(self, chance: Random, spec: Path) -> None:
        (self.folder / "conf" / "compute").mkdir(exist_ok=True)
        size = chance.choice((10, 20, 40))
        text = f"cpus: 8\ninstance: ml.m5.2xlarge\nserving_instance: ml.m5.xlarge\nvolume_gb: {size}\n"
        (self.folder / "conf" / "compute" / "medium.yaml").write_text(text)

    def do_old_conf(self, chance: Random, spec: Path) -> None:
        shutil.rmtree(self.folder / "conf" / "compute", ignore_errors=True)

    def do_rename(self, chance: Random, spec: Path) -> None:
        spec.parent.rename(spec.parent.with_name(f"{spec.parent.name.split('.')[0]}.{chance.randrange(10**6)}"))
        new = next(path for path in self.specs() if path.parent not in (spec.parent,) and "." in path.parent.name)
        replaced(
            new,
            f"project: {new.read_text().split('project: ')[1].split(chr(10))[0]}\n",
            f"project: moved-{self.next}\n",
        )
        new.parent.rename(new.parent.with_name(f"moved-{self.next}"))
        self.next += 1

    def do_delete(self, chance: Random, spec: Path) -> None:
        if len(self.specs()) > self.projects // 2:
            shutil.rmtree(spec.parent)

    def do_add(self, chance: Random, spec: Path) -> None:
        write_project(self.folder, self.next, chance.randrange(10**6))
        self.next += 1

    def do_edit_output(self, chance: Random, spec: Path) -> None:
        if files := sorted(path for path in (self.folder / "stacks").rglob("*") if path.is_file()):
            keep_times(chance.choice(files), lambda path: path.write_bytes(path.read_bytes()[::-1]))

    def do_delete_output(self, chance: Random, spec: Path) -> None:
        """One is gone, and all others have new times, as a checkout leaves them."""
        if folders := sorted((self.folder / "stacks").glob("*/*")):
            chosen = chance.choice(folders)
            shutil.rmtree(chosen if chance.random() < 0.5 else chosen.parent)
        for path in self.folder.rglob("*"):
            if path.is_file() and ".modelwright" not in path.parts:
                os.utime(path)

    def do_clock(self, chance: Random, spec: Path) -> None:
        """The clock went back, or ahead: times that are older, or in the future."""
        replaced(spec, "impute: median", "impute: mean")
        moved = time.time_ns() + chance.choice((-1, 1)) * chance.randrange(10**9, 10**12)
        os.utime(spec, ns=(moved, moved))

    def do_index(self, chance: Random, spec: Path) -> None:
        file = self.folder / ".modelwright" / "cache" / "index.json"
        if file.exists():
            data = file.read_bytes()
            file.write_bytes(data[: chance.randrange(len(data))] if chance.random() < 0.5 else b"")


def attack(run, folder: Path, projects: int) -> None:
    """Each case: one to three random edits, a compilation that remembers, and one that does not, elsewhere."""
    world = Workspace(folder / "warm", projects)
    compile_all(world.folder)
    for number, chance in run.cases():
        done = [world.edit(chance) for _ in range(chance.randrange(1, 4))]
        compile_all(world.folder)
        cold = folder / "cold"
        shutil.copytree(world.folder, cold, ignore=shutil.ignore_patterns("stacks", ".modelwright"))
        compile_all(cold)
        warm, fresh = stacks_of(world.folder), stacks_of(cold)
        if warm != fresh:
            names = sorted(name for name in warm.keys() | fresh.keys() if warm.get(name) != fresh.get(name))
            run.report(number, f"after {', '.join(done)}: {len(names)} files differ, such as {names[0]}")
        shutil.rmtree(cold)


@pytest.fixture
def alone(monkeypatch):
    """In this process only: five hundred pairs of compilations need no more."""
    monkeypatch.setattr("compiler.operations.workspace.cores", lambda: 1)


def test_cache(campaign, tmp_path, alone, request):
    projects = FULL if request.config.option.torture else SMALL
    with campaign("8 cached output", small=6, full=500, note=f"{projects} projects") as run:
        attack(run, tmp_path, projects)


def test_planted_defect(planted, tmp_path, alone, monkeypatch):
    original = index._seal

    def by_size_and_time(statuses, shared):
        class Coarse:
            def __init__(self, item):
                self.st_ino = self.st_mode = self.st_ctime_ns = 0
                self.st_size, self.st_mtime_ns = item.st_size, item.st_mtime_ns

        return original([Coarse(item) for item in statuses], shared)

    monkeypatch.setattr(index, "_seal", by_size_and_time)
    with planted("8 cached output", "only size and time of a file are compared", count=12) as run:
        attack(run, tmp_path, SMALL)
