"""Random histories of pull requests in a cloud: after one pass of the reaper nothing of a closed one is left there."""

from __future__ import annotations

import pytest

from tests.aws.account import open_account
from tests.aws.world import running
from tests.pulumi_cli import needs_cli
from tests.torture.cloud_pulls import SPEC, STEPS, CloudRepository, wrong
from tests.torture.pulls import end, play

PROMISE = "p4 previews in a cloud disappear"
LENGTH = 4


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    needs_cli()
    with running() as world:
        account = open_account(world, tmp_path_factory.mktemp("clouds") / "work")
        made = CloudRepository(account.workspace.root, projects=("ant",), spec=SPEC, account=account)
        made.create()
        assert made.names(), "nothing that a history could touch"
        yield made


def attack(run, repository) -> None:
    before = repository.standing()
    for number, chance in run.cases():
        done: list[str] = []
        try:
            for step in play(repository, chance, LENGTH, STEPS):
                done.append(step)
            found = wrong(repository, before)
        except Exception as error:
            found = [f"{type(error).__name__}: {error}"]
        if found:
            run.report(number, f"{found} after {', '.join(done)}")
        end(repository)
        if not found and (found := wrong(repository, before)):
            run.report(number, f"{found} after {', '.join(done)}, and all were closed")


@pytest.mark.engine
@pytest.mark.xdist_group("aws-previews")
def test_histories(campaign, repository):
    with campaign(PROMISE, small=1, full=50) as run:
        attack(run, repository)


@pytest.mark.engine
@pytest.mark.xdist_group("aws-previews")
def test_planted_deaf_reaper(planted, repository, request, monkeypatch):
    """One that does not hear which pull requests are open."""
    if not request.config.option.torture:
        pytest.skip("histories on the Pulumi CLI until one is caught: only with --torture")
    monkeypatch.setattr(repository, "spoil", lambda line: line.split(" --open")[0] + " --yes" * (" --open" in line))
    with planted(PROMISE, "the reaper is not told what is open", count=10) as run:
        attack(run, repository)
