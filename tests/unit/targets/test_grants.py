"""What deploying a stack takes: every type has its needs, and a policy holds to the stack's own names."""

import json
from pathlib import Path
from typing import get_args

import pytest
from targets_sample import on_aws

from compiler import targets
from compiler.lower import lower
from compiler.model.access import PREVIEWING, Role, github_subject
from compiler.reports.access import policy
from compiler.targets.aws.access.grants import aws_grants
from compiler.targets.aws.access.permissions import FREE, NEEDS
from compiler.targets.aws.access.rules import PEOPLE, faults
from compiler.targets.aws.access.rules_others import web_identity_faults
from compiler.targets.aws.access.trust import github_trust
from compiler.targets.aws.renderings import _KINDS

ACCOUNT = "123456789012"
CASES = Path(__file__).parents[2] / "golden" / "lower"
PLAIN = [
    path.parent.name
    for path in sorted(CASES.glob("aws*/case.json"))
    if not {"remote", "moved"} & set(path.read_text().split('"')) and "secret" not in path.read_text()
]
NO_RESOURCES = {
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:DescribeScalingPolicies",
    "iam:ListRoles",
    "logs:DescribeLogGroups",
    "sagemaker:ListModelPackages",
    "sagemaker:ListEndpointConfigs",
    "sagemaker:ListModels",
    "sagemaker:ListPipelines",
    "sagemaker:ListProcessingJobs",
    "sagemaker:ListTrainingJobs",
    "sagemaker:ListTransformJobs",
    "sns:GetSubscriptionAttributes",
    "sns:Unsubscribe",
    "tag:GetResources",
}
"""Actions for which only `*` works, by the Service Authorization Reference."""


def test_every_type_has_its_needs():
    assert set(NEEDS) | FREE == set(_KINDS) and not set(NEEDS) & FREE


def graph(name):
    case = json.loads((CASES / name / "case.json").read_text())
    return lower(on_aws(case["environment"], **case["changes"]), targets.get("aws")).value


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("name", PLAIN)
def test_policies_are_no_wider_than_the_stack(name, role):
    made = graph(name)
    document = policy(aws_grants(made, ACCOUNT, role))
    prefix = f"{made.project}-{'pr-*' if role in PREVIEWING else made.environment}"
    for statement in document["Statement"]:
        assert not any("*" in action for action in statement["Action"])
        if statement["Resource"] == ["*"]:
            assert set(statement["Action"]) <= NO_RESOURCES
            continue
        if statement["Sid"] == "ScalingRole":
            assert statement["Condition"]["StringEquals"]["iam:AWSServiceName"].startswith("sagemaker.")
            continue
        own = all(prefix in arn or "scalable-target" in arn for arn in statement["Resource"])
        assert own or statement["Sid"] == "ScaledEndpoints", statement
        if "iam:PassRole" in statement["Action"]:
            service = "scheduler" if statement["Sid"] == "PassRolesToScheduler" else "sagemaker"
            assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": f"{service}.amazonaws.com"}}
    sids = [statement["Sid"] for statement in document["Statement"]]
    assert len(sids) == len(set(sids)) and all(sid.isalnum() for sid in sids)


def test_roles_are_made_within_the_boundary_only():
    """Whatever makes a role able asks for the boundary, and nothing takes it away."""
    boundary = {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/ml-workloads"}}
    able = {"iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"}
    for role in ("deployer", "previewer"):
        grants = aws_grants(graph("aws-private"), ACCOUNT, role)
        asked = {action: grant.condition for grant in grants for action in grant.actions if action in able}
        assert asked == dict.fromkeys(able, boundary)
        assert not [grant for grant in grants if "iam:DeleteRolePermissionsBoundary" in grant.actions]
        free = aws_grants(graph("aws-prod"), ACCOUNT, role)
        assert able <= {action for grant in free for action in grant.actions if not grant.condition}


def test_a_planner_changes_nothing():
    looks = ("Describe", "Get", "List", "View")
    for grant in aws_grants(graph("aws-watched"), ACCOUNT, "planner"):
        for action in grant.actions:
            assert action.partition(":")[2].startswith(looks), action


def test_a_reaper_makes_nothing_and_hands_on_no_role():
    looks = ("Describe", "Get", "List", "View")
    takes = ("Delete", "Deregister", "Remove", "Stop", "Unsubscribe", "ModifyBudget")
    # Settings of a bucket are taken back by setting them.
    takes += ("PutBucketPublicAccessBlock", "PutBucketVersioning", "PutEncryptionConfiguration")
    for grant in aws_grants(graph("aws-watched"), ACCOUNT, "reaper"):
        for action in grant.actions:
            assert action.partition(":")[2].startswith((*looks, *takes)), action


def test_each_statement_names_its_lines():
    for grant in aws_grants(graph("aws-prod"), ACCOUNT, "deployer"):
        assert grant.locations or grant.sid == "LookAround"


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("name", PLAIN)
def test_printed_policies_are_held_to_the_rules_of_compiled_ones(name, role):
    assert list(faults(policy(aws_grants(graph(name), ACCOUNT, role)), PEOPLE)) == []


def trusted(role):
    return github_trust(graph(PLAIN[0]), ACCOUNT, github_subject("acme/models", "prod", role))


def test_workflows_of_one_repository_and_environment_take_a_role():
    (statement,) = trusted("planner")["Statement"]
    issuer = "token.actions.githubusercontent.com"
    assert statement["Principal"] == {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"}
    subject = "repo:acme/models:environment:prod-plan"
    assert statement["Condition"] == {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": subject}}
    assert [fault for role in get_args(Role) for fault in web_identity_faults(trusted(role))] == []


def spoilt(statement, key, value):
    conditions = statement["Condition"].setdefault("StringEquals", {})
    if key in ("aud", "sub"):
        conditions.pop(f"token.actions.githubusercontent.com:{key}")
        conditions.update({f"token.actions.githubusercontent.com:{key}": value} if value else {})
    else:
        statement[key] = value


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("sub", "repo:acme/models:*", "stands for more subjects"),
        ("sub", None, "every repository could come"),
        ("aud", None, "made for somebody else"),
        ("aud", "https://github.com/acme", "made for somebody else"),
        ("Principal", {"Federated": "arn:aws:iam::123456789012:oidc-provider/gitlab.com"}, "somebody else"),
        ("Principal", {"AWS": "*"}, "somebody else"),
        ("Action", "sts:AssumeRole", "it is about"),
        ("Condition", {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}}, "every repository"),
    ],
)
def test_trust_that_is_too_wide_is_found(key, value, said):
    document = trusted("deployer")
    spoilt(document["Statement"][0], key, value)
    assert any(said in str(fault) for fault in web_identity_faults(document))
