"""Account and subject -> the trust policy of a role that workflows of GitHub take with a token of their own.

Conditions by GitHub's reference of OpenID Connect: the audience is AWS's own, the subject is written out.
"""

from __future__ import annotations

from compiler.model.graph import Graph
from compiler.targets.aws.access.exceptions import GITHUB
from compiler.targets.aws.registries import partition


def github_trust(graph: Graph, account: str, subject: str) -> dict[str, object]:
    """The document for `aws iam create-role --assume-role-policy-document`."""
    provider = f"arn:{partition(graph.config['aws:region'])}:iam::{account}:oidc-provider/{GITHUB}"
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com", f"{GITHUB}:sub": subject}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
