"""What somebody does at the console of AWS: told with its line, kept in the spec or undone; the cloud: `tests/aws`."""

from __future__ import annotations

import pytest

from tests.aws.account import open_account
from tests.aws.world import running
from tests.pulumi_cli import needs_cli

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("aws-drift")]

SPEC, WORDS = "diabetes/modelwright.yaml", ("diabetes", "--env", "prod")
TARGET, LOGS = "appautoscaling.Target.progression-api", "cloudwatch.LogGroup.progression-api"
ALARM, POLICY = "cloudwatch.MetricAlarm.progression-api-errors", "appautoscaling.Policy.progression-api"
GROUP = "/aws/sagemaker/Endpoints/diabetes-prod-progression-api"
BY_HAND = ("changed by hand", "deleted by hand")
ALARM_KEYS = (
    "AlarmName", "MetricName", "Namespace", "Statistic", "Dimensions", "Period", "EvaluationPeriods",
    "ComparisonOperator", "TreatMissingData", "AlarmDescription", "ActionsEnabled", "AlarmActions",
)  # fmt: skip


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    needs_cli()
    with running() as world:
        account = open_account(world, tmp_path_factory.mktemp("aws") / "work", "diabetes")
        account.workspace.edit(SPEC, "target_rps: 100}", "target_rps: 100}  # as agreed")
        world.client("logs").create_log_group(logGroupName=GROUP)
        account.mw("import", *WORDS, LOGS, GROUP)
        account.mw("up", *WORDS, "--yes")
        yield account


def at_the_console(world):
    """Another limit, a shorter retention, a tag, another threshold, and no scaling policy."""
    scaling, logs, watch = (world.client(name) for name in ("application-autoscaling", "logs", "cloudwatch"))
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
    place = {key: target[key] for key in ("ServiceNamespace", "ResourceId", "ScalableDimension")}
    scaling.register_scalable_target(**place, MinCapacity=2, MaxCapacity=9)
    (policy,) = scaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]
    scaling.delete_scaling_policy(**place, PolicyName=policy["PolicyName"])
    (group,) = logs.describe_log_groups()["logGroups"]
    logs.put_retention_policy(logGroupName=group["logGroupName"], retentionInDays=7)
    logs.tag_resource(resourceArn=group["arn"].removesuffix(":*"), tags={"extra": "hand"})
    (alarm,) = watch.describe_alarms()["MetricAlarms"]
    watch.put_metric_alarm(**{key: alarm[key] for key in ALARM_KEYS if key in alarm}, Threshold=99)


def accept(account, *names, code):
    words = (word for name in names for word in ("--accept", name))
    return account.mw("drift", *WORDS, *words, "--json", code=code).json


def by_hand(document):
    return {
        f"{item['address']}/{item['path']}".rstrip("/"): item
        for item in document["findings"]
        if item["kind"] in BY_HAND
    }


def test_a_log_group_that_sagemaker_had_made_is_taken_over(account):
    (group,) = account.world.client("logs").describe_log_groups()["logGroups"]
    assert (group["logGroupName"], group["retentionInDays"]) == (GROUP, 30), "it was updated, not made"
    other = account.mw("import", "diabetes", "--env", "dev", LOGS, GROUP, "--json", code=4).json["diagnostics"]
    assert [item["code"] for item in other] == ["P042"] and "diabetes/prod" in other[0]["summary"]


def test_the_console_and_the_spec(account):
    spec = account.workspace.root / SPEC
    assert by_hand(account.mw("drift", *WORDS, "--json").json) == {}, "what AWS adds by itself does not count"

    at_the_console(account.world)
    backend = {path: path.read_bytes() for path in (account.workspace.root / "backend").rglob("*") if path.is_file()}
    found = by_hand(account.mw("drift", *WORDS, "--json", code=6).json)
    assert backend == {path: path.read_bytes() for path in backend}
    assert sorted(found) == [
        POLICY, f"{TARGET}/maxCapacity", f"{LOGS}/retentionInDays", f"{LOGS}/tags.extra", f"{ALARM}/threshold",
    ]  # fmt: skip
    limit = found[f"{TARGET}/maxCapacity"]
    assert (limit["recorded"], limit["found"], limit["source"]) == (4, 9, "serving.progression-api.scale.max")
    line = next(n for n, text in enumerate(spec.read_text().splitlines(), 1) if "# as agreed" in text)
    assert limit["location"] == f"{SPEC}:{line}:30" and "--accept" in limit["remedy"]
    assert "--accept" not in found[f"{ALARM}/threshold"]["remedy"]

    before = spec.read_bytes()
    computed, gone = accept(account, f"{ALARM}/threshold", POLICY, code=2)["diagnostics"]
    assert (computed["code"], gone["code"]) == ("O012", "O012")
    assert "computed from `serving.progression-api`" in computed["summary"] and "it is gone" in gone["summary"]
    (shared,) = accept(account, f"{LOGS}/tags.extra", code=2)["diagnostics"]
    assert shared["code"] == "O012" and "its line says more than that" in shared["summary"]
    assert spec.read_bytes() == before

    names = (f"{TARGET}/maxCapacity", f"{LOGS}/retentionInDays")
    kept = accept(account, *names, code=6)
    assert [(item["path"], item["value"], item["file"]) for item in kept["accepted"]] == [
        ("environments.prod.serving.progression-api.scale.max", 9, SPEC),
        ("environments.prod.platform.log_retention_days", 7, SPEC),
    ]
    assert spec.read_bytes() == before.replace(b"max: 4,", b"max: 9,") + b"    platform:\n      log_retention_days: 7\n"
    assert sorted(by_hand(kept)) == [POLICY, f"{ALARM}/threshold"]

    done = account.mw("up", *WORDS, "--yes", "--json")
    assert "reading" not in done.err, "only what is done is told"
    restored = done.json
    changes = {item["address"]: item for item in restored["changes"]}
    assert sorted(changes) == [POLICY, LOGS, ALARM], "what was kept stays as it is; the tag goes"
    assert "deleted by hand" in changes[POLICY]["reason"] and "changed by hand" in changes[ALARM]["reason"]
    assert account.mw("drift", *WORDS, "--json").json["findings"] == []
