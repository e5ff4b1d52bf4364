"""What an account refuses, what it keeps secret, and what of it is taken over by id; the cloud: `tests/aws`."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from compiler.targets.aws.container.parameters import secrets_of
from tests.aws.account import open_account
from tests.aws.world import REGION, running
from tests.pulumi_cli import needs_cli
from tests.torture.workshop import SPEC, workspace

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("aws-account")]

WORDS = ("churn", "--env", "prod")
SECRET, PARAMETER = 'hf/+Zq"8 ü&=%', "/modelwright/churn/prod/HF_TOKEN"
ENV = '    train: {env: {LOG_LEVEL: debug, HF_TOKEN: "${secret:HF_TOKEN}"}}\nserving:\n'
ENDPOINT, PING = "churn-prod-churn-api", "it did not pass the ping health check"
ADOPTED = {"s3.Bucket.artifacts": "s3/bucket:Bucket", "iam.Role.churn-training": "iam/role:Role"}


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    needs_cli()
    with running() as world:
        account = open_account(world, tmp_path_factory.mktemp("aws") / "work")
        workspace(account.workspace.root, SPEC.replace("serving:\n", ENV))
        world.client("ssm").put_parameter(Name=PARAMETER, Value=SECRET, Type="SecureString")
        yield account


def refused(account):
    (item,) = account.mw("up", *WORDS, "--yes", "--json", code=4).json["diagnostics"]
    assert (item["code"], item["line"]) == ("P022", 17), "`churn-api:` in the spec"
    return item["summary"], item["hint"]


def test_what_the_account_refuses_is_told_with_what_to_do(account):
    world = account.world
    world.orders.fail("CreateEndpoint", "ResourceLimitExceeded", "'ml.m5.large for endpoint usage' is 0 Instances")
    summary, hint = refused(account)
    assert "'ml.m5.large for endpoint usage' is 0 Instances" in summary and "Service Quotas" in hint
    world.fates.endpoints.append(PING)
    summary, hint = refused(account)
    assert PING in summary and "`modelwright up` makes it anew" in hint
    sagemaker = world.client("sagemaker")
    assert sagemaker.describe_endpoint(EndpointName=ENDPOINT)["EndpointStatus"] == "Failed"
    (planned,) = _changed(account.mw("plan", *WORDS, "--json"))
    assert (planned["address"], planned["action"]) == ("sagemaker.Endpoint.churn-api", "replace")
    assert planned["reason"] == "its creation failed, and nothing mends it"
    (done,) = _changed(account.mw("up", *WORDS, "--yes", "--json"))
    assert (done["address"], done["action"]) == ("sagemaker.Endpoint.churn-api", "replace")
    assert sagemaker.describe_endpoint(EndpointName=ENDPOINT)["EndpointStatus"] == "InService"
    assert account.listed() == account.recorded("churn", "prod")
    assert _changed(account.mw("plan", *WORDS, "--json")) == []


def _changed(ran):
    return [item for item in ran.json["changes"] if item["action"] != "same"]


def test_a_secret_reaches_the_job_by_its_name_only(account, monkeypatch):
    root, (job,) = account.workspace.root, account.listed()["aws:sagemaker/trainingJob:TrainingJob"]
    sagemaker = account.world.client("sagemaker")
    environment = sagemaker.describe_training_job(TrainingJobName=job)["Environment"]
    assert environment["LOG_LEVEL"] == "debug" and "HF_TOKEN" not in environment
    assert environment["MODELWRIGHT_SECRETS"] == f"{REGION}:{PARAMETER.removesuffix('HF_TOKEN')}"
    account.mw("compile", *WORDS)
    definition = root / "stacks" / "churn" / "prod" / "jobs" / "churn.json"
    monkeypatch.setenv("AWS_ENDPOINT_URL", account.world.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    taken = secrets_of(json.loads(definition.read_bytes()), environment["MODELWRIGHT_SECRETS"])
    assert taken == {"HF_TOKEN": SECRET}, "the container reads it where the job's environment says"
    iam = account.world.client("iam")
    roles = [item["RoleName"] for item in iam.list_roles()["Roles"] if "training" in item["RoleName"]]
    names = [(role, name) for role in roles for name in iam.list_role_policies(RoleName=role)["PolicyNames"]]
    ((role, name),) = names
    statements = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]["Statement"]
    (reading,) = [item for item in statements if "ssm:GetParameter" in item["Action"]]
    assert str(reading["Resource"]).count(":parameter") == 1 and f":parameter{PARAMETER}" in str(reading["Resource"])

    told = [account.mw(*words, *WORDS, "--json") for words in (["plan"], ["status"], ["outputs"])]
    written = [path.read_bytes() for path in root.rglob("*") if path.is_file()]
    heard = "".join(run.out + run.err for run in told) + json.dumps(environment)
    forms = (SECRET, json.dumps(SECRET)[1:-1], quote(SECRET, safe=""), base64.b64encode(SECRET.encode()).decode())
    assert [form for form in forms if form in heard or any(form.encode() in data for data in written)] == []


def test_a_lost_state_is_taken_over_by_id(account):
    state = account.workspace.root / "backend" / ".pulumi" / "stacks" / "churn" / "prod.json"
    stood = account.listed()
    for path in state.parent.glob("prod.json*"):
        path.unlink()
    ids = {address: next(iter(stood[f"aws:{token}"])) for address, token in ADOPTED.items() if "Bucket" in address}
    (ids["iam.Role.churn-training"],) = [role for role in stood["aws:iam/role:Role"] if "training" in role]
    ids["sagemaker.Endpoint.churn-api"] = ENDPOINT
    for address, id in ids.items():
        account.mw("import", *WORDS, address, id)
    kept = account.recorded("churn", "prod")
    assert {id for found in kept.values() for id in found} == set(ids.values())
    assert account.listed() == stood, "nothing that runs was touched"
    changes = account.mw("plan", *WORDS, "--json").json["changes"]
    created = {item["address"] for item in changes if item["action"] == "create"}
    assert not created & set(ids) and "sagemaker.Model.churn-api" in created
