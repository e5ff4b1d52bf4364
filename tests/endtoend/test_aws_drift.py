"""What somebody does at the console of AWS: told with its line, kept in the spec or undone; the cloud: `tests/aws`."""

from __future__ import annotations

import pytest

from tests.aws.account import open_account
from tests.aws.world import running
from tests.pulumi_cli import needs_cli

pytestmark = pytest.mark.xdist_group("aws")

SPEC, WORDS = "diabetes/modelwright.yaml", ("diabetes", "--env", "prod")
TARGET, LOGS = "appautoscaling.Target.progression-api", "cloudwatch.LogGroup.progression-api"
ALARM, POLICY = "cloudwatch.MetricAlarm.progression-api-errors", "appautoscaling.Policy.progression-api"
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


def by_hand(document):
    return {
        f"{item['address']}/{item['path']}".rstrip("/"): item
        for item in document["findings"]
        if item["kind"] in BY_HAND
    }


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
    for name, why in (
        (f"{ALARM}/threshold", "is computed from `serving.progression-api`"),
        (f"{LOGS}/tags.extra", "its line says more than that"),
        (POLICY, "it is gone"),
    ):
        refused = account.mw("drift", *WORDS, "--accept", name, "--json", code=2).json["diagnostics"]
        assert [item["code"] for item in refused] == ["O012"] and why in refused[0]["summary"], refused
        assert spec.read_bytes() == before

    names = (f"{TARGET}/maxCapacity", f"{LOGS}/retentionInDays")
    kept = account.mw("drift", *WORDS, *(word for name in names for word in ("--accept", name)), "--json", code=6).json
    assert [(item["path"], item["value"], item["file"]) for item in kept["accepted"]] == [
        ("environments.prod.serving.progression-api.scale.max", 9, SPEC),
        ("environments.prod.platform.log_retention_days", 7, SPEC),
    ]
    assert spec.read_bytes() == before.replace(b"max: 4,", b"max: 9,") + b"    platform:\n      log_retention_days: 7\n"
    assert sorted(by_hand(kept)) == [POLICY, f"{ALARM}/threshold"]

    restored = account.mw("up", *WORDS, "--yes", "--json").json
    changes = {item["address"]: item for item in restored["changes"]}
    assert sorted(changes) == [POLICY, LOGS, ALARM], "what was kept stays as it is; the tag goes"
    assert "deleted by hand" in changes[POLICY]["reason"] and "changed by hand" in changes[ALARM]["reason"]
    assert account.mw("drift", *WORDS, "--json").json["findings"] == []
    account.mw("plan", *WORDS, "--expect-no-changes")
