"""Engine promise 8: whichever call to AWS fails, the user is told where, and the next `up` arrives, leaving nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.aws.account import Account, open_account
from tests.aws.world import World, running
from tests.pulumi_cli import needs_cli
from tests.torture.workshop import SPEC, workspace

PROMISE = "e8 faults of AWS"
WORDS = ("churn", "--env", "prod")
FAULTS = (
    ("ResourceLimitExceeded", "The account-level service limit is 0 Instances", 400),
    ("ThrottlingException", "Rate exceeded", 400),
    ("InternalFailure", "The request processing has failed", 500),
)
JOB = "aws:sagemaker/trainingJob:TrainingJob"
"""One that nobody waited for to its end stays in the account, as the documentation says."""


def struck(world: World, folder: Path, number: int) -> tuple[bool, list[str]]:
    """Whether there is a call of this number in the first `up`, and what was wrong after it failed."""
    world.reset()
    account = open_account(world, folder)
    workspace(account.workspace.root, SPEC)
    code, message, status = FAULTS[number % len(FAULTS)]
    fault = world.orders.fail_call(number + 1, code, message, status)
    first = account.mw("up", *WORDS, "--yes", "--json", code=None)
    if fault.seen <= number:
        return False, []
    call = world.orders.calls[number]
    wrong = [*ill_told(first, code), *left_over(account, first.code)]
    world.orders.clear()
    again = account.mw("up", *WORDS, "--yes", "--json", code=None)
    if again.code:
        wrong.append(f"the next up ends with {again.code}: {again.err[-300:]}{again.out[-600:]}")
    else:
        wrong += left_over(account, 0)
        if changes := account.mw("plan", *WORDS, "--json").json["changes"]:
            wrong.append(f"it has not arrived: {[item['address'] for item in changes]}")
    return True, [f"call {number + 1}, {call}, {code}: {what}" for what in wrong]


def ill_told(ran, code: str) -> list[str]:
    """A failure that is not one, or without its code, place or advice."""
    if ran.code != 4:
        return [] if ran.code == 0 else [f"up ends with {ran.code}: {ran.out[-300:]}"]
    told = ran.json["diagnostics"]
    return [f"told as {item}" for item in told if code not in item["summary"] or not item["hint"]] or (
        [] if told else ["nothing is told"]
    )


def left_over(account: Account, code: int) -> list[str]:
    """What stands without being recorded, or the other way round."""
    known = (account.workspace.root / "backend" / ".pulumi" / "stacks" / "churn" / "prod.json").exists()
    listed, recorded = account.listed(), account.recorded("churn", "prod") if known else {}
    kinds = sorted({*listed, *recorded} - {JOB})
    wrong = {kind: listed.get(kind, set()) ^ recorded.get(kind, set()) for kind in kinds}
    lost = recorded.get(JOB, set()) - listed.get(JOB, set())
    return [f"after an up that ended with {code}: {kind}: {ids}" for kind, ids in {**wrong, JOB: lost}.items() if ids]


def test_a_fault_at_every_call(campaign, tmp_path, request):
    if not request.config.option.torture:
        pytest.skip("two runs of Pulumi for each call of AWS: only with --torture")
    needs_cli()
    with running() as world, campaign(PROMISE, small=1, full=1_000) as run:
        for number, _ in run.cases():
            there, wrong = struck(world, tmp_path / f"{number}", number)
            for what in wrong:
                run.report(number, what)
            if not there:
                break
