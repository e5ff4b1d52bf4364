"""Consent is for resources by name, and for nothing else."""

import pytest

from compiler.model.consent import NONE, Consent
from compiler.model.manifest import InputSource, Manifest, ResourceSource
from compiler.model.plan import Action, PropertyChange, Step
from compiler.operations.consent import agreed, consent_for, consent_notes
from compiler.source.address import Address
from compiler.source.diagnostic import Refused, Severity
from compiler.source.location import Location

BUCKET, ENDPOINT, POLICY = (
    Address("s3.Bucket", "artifacts"),
    Address("sagemaker.Endpoint", "churn-api"),
    Address("s3.BucketPolicy", "artifacts"),
)
RENAMED = (PropertyChange("tags", 1, 2), PropertyChange("name", "a", "b", replaces=True))
STEPS = (
    Step(BUCKET, "aws:s3/bucket:Bucket", Action.DELETE, guarded=True),
    Step(ENDPOINT, "aws:sagemaker/endpoint:Endpoint", Action.REPLACE, RENAMED, guarded=True),
    Step(POLICY, "aws:s3/bucketPolicy:BucketPolicy", Action.DELETE),
)
LINE = Location("churn/modelwright.yaml", 9, 5)
MANIFEST = Manifest(
    "churn",
    "prod",
    "0",
    {},
    {str(ENDPOINT): ResourceSource(("serving", "churn-api"), LINE, {"name": InputSource(("project",), LINE)})},
)


@pytest.mark.parametrize(
    ("names", "addresses"),
    [
        ((), set()),
        (("s3.Bucket.artifacts",), {BUCKET}),
        (("churn-api", "s3.Bucket.artifacts"), {BUCKET, ENDPOINT}),
        (("artifacts",), {BUCKET, POLICY}),
    ],
)
def test_names_are_addresses_or_logical_names(names, addresses):
    assert consent_for(names, STEPS) == Consent(frozenset(addresses))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("s3.Bucket.artefacts", "did you mean `s3.Bucket.artifacts`?"),
        ("churn_api", "did you mean `churn-api`?"),
        ("zzz", "`modelwright plan` and `modelwright status` list what there is"),
    ],
)
def test_a_name_of_nobody_is_refused(name, hint):
    with pytest.raises(Refused) as refused:
        consent_for((name, "artifacts"), STEPS)
    (found,) = refused.value.diagnostics
    assert (found.code, found.hint) == ("P030", hint)


def test_what_may_not_go_is_named_with_its_line_and_the_flag():
    with pytest.raises(Refused) as refused:
        agreed(consent_for(("artifacts",), STEPS), STEPS, MANIFEST)
    (found,) = refused.value.diagnostics
    assert (found.code, found.location) == ("P009", LINE)
    assert "sagemaker.Endpoint.churn-api" in found.summary and "replace" in found.summary
    assert "`--allow-destroy sagemaker.Endpoint.churn-api`" in found.hint
    (note,) = consent_notes(consent_for(("artifacts",), STEPS), STEPS, MANIFEST)
    assert (note.code, note.severity, note.hint) == ("P009", Severity.NOTE, found.hint)


def test_only_what_lacks_consent_is_asked_for():
    asked = []

    def ask(step):
        asked.append(step.address)
        return step.address == BUCKET

    assert agreed(consent_for(("churn-api",), STEPS), STEPS, None, ask) == Consent(frozenset({BUCKET, ENDPOINT}))
    assert asked == [BUCKET]
    with pytest.raises(Refused, match="churn-api"):
        agreed(NONE, STEPS, None, ask)
