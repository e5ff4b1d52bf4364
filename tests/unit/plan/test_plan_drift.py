"""Each kind of difference, by the target's rules and by what holds everywhere."""

from __future__ import annotations

import json

import pytest

from compiler import targets
from compiler.model.drift import DriftKind, DriftRule, Observed
from compiler.model.manifest import InputSource, Manifest, ResourceSource
from compiler.model.plan import Action, PropertyChange, Step
from compiler.plan import classify
from compiler.source.address import Address
from compiler.source.location import Location

BUCKET = Address("s3.Bucket", "artifacts")
SPEC = "churn/modelwright.yaml"
RULES = (DriftRule("s3.Bucket", "rules[*].seen", DriftKind.EXPECTED, "it moves"),)
MANIFEST = Manifest(
    "churn",
    "prod",
    "1",
    {},
    {
        str(BUCKET): ResourceSource(
            ("project",),
            Location(SPEC, 1, 10),
            {
                "tags": InputSource(("platform", "tags"), Location("conf/config.yaml", 13, 9)),
                "tags.owner": InputSource(("owner",), Location(SPEC, 2, 8)),
                "file": InputSource(("datasets", "d", "source"), Location(SPEC, 5, 3), content="data/d.csv"),
            },
            {"role": "iam.Role.training"},
        )
    },
)


def observed(*changes, inputs=None, action=Action.READ, address=BUCKET):
    return Observed(Step(address, "aws:s3/bucket:Bucket", action, changes), inputs or {})


def only(seen, rules=RULES):
    (finding,) = classify([seen], MANIFEST, rules).findings
    return finding


def test_a_change_by_hand_has_its_line_and_what_to_do():
    found = only(observed(PropertyChange("tags.owner", "ml", "me"), inputs={"tags": {"owner": "ml"}}))
    assert (found.kind, found.by_hand, found.recorded, found.found) == (DriftKind.CHANGED, True, "ml", "me")
    assert (str(found.location), found.source) == (f"{SPEC}:2:8", ("owner",))
    assert found.remedy == "`modelwright up` restores it, `--accept s3.Bucket.artifacts/tags.owner` keeps it"


def test_what_was_added_to_a_written_map_is_a_change_by_hand():
    found = only(observed(PropertyChange("tags.extra", None, "x"), inputs={"tags": {"owner": "ml"}}))
    assert (found.kind, found.source) == (DriftKind.CHANGED, ("platform", "tags", "extra"))


def test_what_follows_from_a_resource_or_a_file_cannot_be_kept():
    followed = only(observed(PropertyChange("role", "a", "b"), inputs={"role": "a"}))
    assert (followed.source, followed.remedy) == ((), "`modelwright up` restores it")
    file = only(observed(PropertyChange("file", "a", "b"), inputs={"file": "a"}))
    assert file.remedy == "`modelwright up` takes `data/d.csv` as it is now"


@pytest.mark.parametrize(
    ("change", "inputs", "reason"),
    [
        (PropertyChange("arn", "a", "b"), {}, "the provider sets it, not the program"),
        (PropertyChange("acl", None, ""), {"acl": None}, "a default that the provider adds"),
        (PropertyChange("port", 4000, 4001), {"port": 0}, "left to the provider"),
        (
            PropertyChange("policy", '{"a": ["x", "y"], "b": "z"}', '{"b":["z"],"a":["y","x"]}'),
            {"policy": "…"},
            "the same document, written otherwise",
        ),
    ],
)
def test_noise_of_any_provider(change, inputs, reason):
    found = only(observed(change, inputs=inputs))
    assert (found.kind, found.reason, found.remedy) == (DriftKind.NOISE, reason, "nothing")


def test_a_list_in_another_order_is_noise_and_another_item_is_not():
    inputs = {"subnets": ["a", "b"]}
    swapped = observed(PropertyChange("subnets[0]", "a", "b"), PropertyChange("subnets[1]", "b", "a"), inputs=inputs)
    assert {item.kind for item in classify([swapped], MANIFEST, ()).findings} == {DriftKind.NOISE}
    other = observed(PropertyChange("subnets[0]", "a", "c"), PropertyChange("subnets[1]", "b", "a"), inputs=inputs)
    assert {item.kind for item in classify([other], MANIFEST, ()).findings} == {DriftKind.CHANGED}


def test_a_document_that_says_something_else_is_no_noise():
    change = PropertyChange("policy", '{"a": 1}', '{"a": 2}')
    assert only(observed(change, inputs={"policy": "…"})).kind is DriftKind.CHANGED
    broken = PropertyChange("policy", '{"a": 1}', '{"a": ')
    assert only(observed(broken, inputs={"policy": "…"})).kind is DriftKind.CHANGED


def test_rules_of_the_target_come_first():
    found = only(observed(PropertyChange("rules[3].seen", 1, 2), inputs={"rules": [1]}))
    assert (found.kind, found.reason) == (DriftKind.EXPECTED, "it moves")


def test_what_is_gone():
    found = only(observed(action=Action.DELETE))
    assert (found.kind, found.path, found.remedy) == (DriftKind.DELETED, "", "`modelwright up` makes it again")
    unknown = only(observed(action=Action.DELETE, address=Address("s3.Bucket", "old")))
    assert (unknown.remedy, unknown.location) == ("`modelwright up` forgets it", None)
    expected = only(observed(action=Action.DELETE), (DriftRule("s3.Bucket", "", DriftKind.EXPECTED, "it expires"),))
    assert (expected.by_hand, expected.remedy) == (False, "nothing")


def test_secrets_are_masked():
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"s3cr3t"'}
    found = only(observed(PropertyChange("tags.a", secret, "[secret]"), inputs={"tags": {"a": 1}}))
    assert "s3cr3t" not in json.dumps([found.recorded, found.found])


def test_rules_of_the_targets_name_types_that_they_know():
    for name in targets.names():
        target = targets.get(name)
        assert target is not None and target.drift
        assert all(rule.reason for rule in target.drift)
        assert len({(rule.type, rule.path) for rule in target.drift}) == len(target.drift)


@pytest.mark.parametrize(
    ("type_", "path", "kind"),
    [
        ("sagemaker.Endpoint", "productionVariants[0].currentInstanceCount", DriftKind.EXPECTED),
        ("sagemaker.Endpoint", "productionVariants[1].desiredWeight", DriftKind.EXPECTED),
        ("appautoscaling.Policy", "alarmArns[0]", DriftKind.EXPECTED),
        ("sagemaker.Endpoint", "endpointConfigName", DriftKind.CHANGED),
        ("appautoscaling.Target", "maxCapacity", DriftKind.CHANGED),
        ("s3.Bucket", "tagsAll.owner", DriftKind.NOISE),
        ("s3.Bucket", "tags.owner", DriftKind.CHANGED),
    ],
)
def test_what_aws_moves_by_itself(type_, path, kind):
    top = path.partition(".")[0].partition("[")[0]
    seen = observed(PropertyChange(path, 1, 2), inputs={top: {"owner": 1}}, address=Address(type_, "a"))
    assert only(seen, targets.get("aws").drift).kind is kind
