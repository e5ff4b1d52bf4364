"""Random histories of pull requests: after one pass of the reaper nothing of a closed one is left, and main stands."""

from __future__ import annotations

import pytest

from compiler.operations.previews import reaping
from compiler.provider import processes
from tests.torture.pulls import Repository, end, play, wrong
from tests.warm_jobs import borrow

PROMISE = "p2 previews disappear"
LENGTH = 7


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    with pytest.MonkeyPatch.context() as undone:
        for name in ("ForkServer", "_new_mark"):
            undone.setattr(processes, name, getattr(processes, name))
        borrow()
        made = Repository(tmp_path_factory.mktemp("pulls") / "work")
        made.create()
        yield made
        made.command("preview reap --open '' --yes")  # what a spoilt reaper has left
        for name in ("ant", "bee", "cat"):
            made.command(f"destroy {name} --yes")


def attack(run, repository) -> None:
    before = repository.standing()
    for number, chance in run.cases():
        done: list[str] = []
        try:
            for step in play(repository, chance, LENGTH):
                done.append(step)
            found = wrong(repository, before)
        except Exception as error:
            found = [f"{type(error).__name__}: {error}"]
        if found:
            run.report(number, f"{found} after {', '.join(done)}")
        end(repository)
        if not found and (found := wrong(repository, before)):
            run.report(number, f"{found} after {', '.join(done)}, and all were closed")


@pytest.mark.xdist_group("previews")
def test_histories(campaign, repository):
    with campaign(PROMISE, small=3, full=500) as run:
        attack(run, repository)


@pytest.mark.xdist_group("previews")
def test_planted_patient_reaper(planted, repository, monkeypatch):
    """One that waits until a preview of a closed pull request expires."""
    original = reaping._verdict
    monkeypatch.setattr(reaping, "_verdict", lambda preview, now, open_pulls: original(preview, now, None))
    with planted(PROMISE, "closed pull requests keep their previews", count=20) as run:
        attack(run, repository)
