"""Mistakes in policies, one an entry: the node, what is done to its document or fields, and what is said of it."""

from __future__ import annotations

import copy
import dataclasses

from compiler.model.graph import Join, Ref
from compiler.source.address import Address

BUCKET = Ref(Address("s3.Bucket", "artifacts"), "arn")
ACCOUNT = Ref(Address("aws.CallerIdentity", "current"), "account_id")


def policy(sid, **changes):
    """Set keys of one statement; None removes them."""

    def change(document):
        statement = document["Statement"][0] if sid is None else by_sid(document, sid)
        for key, value in changes.items():
            if value is None:
                statement.pop(key, None)
            else:
                statement[key] = value

    return change


def by_sid(document, sid):
    return next(item for item in document["Statement"] if item.get("Sid") == sid)


def more(**statement):
    """One statement more, which allows."""
    return lambda document: document["Statement"].append({"Sid": "More", "Effect": "Allow", **statement})


def without(sid):
    return lambda document: document["Statement"].remove(by_sid(document, sid))


def version(value):
    return lambda document: document.update(Version=value)


def planted(graph, address, change):
    """The graph with one document changed, or with fields of a node in place of its own (a mapping)."""
    nodes = []
    for node in graph.nodes:
        if str(node.address) != address:
            nodes.append(node)
        elif isinstance(change, dict):
            nodes.append(dataclasses.replace(node, **change))
        elif change is not GONE:
            field = "trust" if hasattr(node, "trust") else "policy"
            document = copy.deepcopy(getattr(node, field))
            change(document)
            nodes.append(dataclasses.replace(node, **{field: document}))
    return dataclasses.replace(graph, nodes=tuple(nodes))


GONE = object()
TRAINING, HOSTING, PIPELINE = (
    "iam.RolePolicy.churn-training",
    "iam.RolePolicy.churn-api-endpoint",
    "iam.RolePolicy.churn-pipeline",
)
TRUST, SCHEDULER = "iam.Role.churn-training", "iam.Role.churn-schedule"
BLOCK, TLS = "s3.BucketPublicAccessBlock.artifacts", "s3.BucketPolicy.artifacts"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/ffffffff-0000-4000-8000-000000000000"
SERVICE = {"Service": "sagemaker.amazonaws.com"}
THIS_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
TRUSTED = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": SERVICE, "Condition": THIS_ACCOUNT}

POLICIES = [
    (TRAINING, policy("ReadInputs", Action="s3:*"), "`s3:*` stands for more actions than one"),
    (TRAINING, policy("ReadInputs", Action=["s3:Get*"]), "`s3:Get*` stands for more"),
    (TRAINING, policy("ReadInputs", Action="*"), "`*` stands for more"),
    (TRAINING, policy("ReadInputs", Action="s3.GetObject"), "`s3.GetObject` is no action"),
    (
        TRAINING,
        policy("ReadInputs", Action=None, NotAction="s3:PutObject"),
        "`NotAction` allows what nobody has listed",
    ),
    (TRAINING, policy("ReadInputs", Resource=None, NotResource=BUCKET), "`NotResource` allows"),
    (TRAINING, policy("ReadInputs", Resource="*"), "`s3:GetObject` is allowed on `*`"),
    (TRAINING, policy("WriteModel", Resource=[BUCKET, "*"]), "`s3:PutObject` is allowed on `*`"),
    (TRAINING, policy("WriteModel", Resource=Join((BUCKET, "/*"))), "is all of it"),
    (TRAINING, policy("ReadInputs", Resource="arn:aws:s3:::*"), "names no resource, only a kind"),
    (TRAINING, policy("ReadInputs", Resource="data/customers.csv"), "is no ARN"),
    (
        TRAINING,
        policy("WriteLogs", Resource="arn:aws:logs:*:123456789012:log-group:/aws/sagemaker/*"),
        "leaves the region open",
    ),
    (TRAINING, policy("WriteLogs", Resource=Join(("arn:aws:logs:eu-west-1:", ACCOUNT, ":log-group:*"))), "only a kind"),
    (TRAINING, policy("WriteMetrics", Condition=None), "lacks the condition `cloudwatch:namespace`"),
    (TRAINING, policy("LendKey", Condition=None), "lacks the condition `kms:GrantIsForAWSResource`"),
    (TRAINING, policy("LendKey", Condition={"Bool": {"kms:GrantIsForAWSResource": "false"}}), "for everybody"),
    (TRAINING, more(Action="kms:Decrypt", Resource="*"), "`kms:Decrypt` is allowed on `*`"),
    (
        TRAINING,
        more(Action="iam:PutRolePolicy", Resource=Ref(Address("iam.Role", "churn-training"), "arn")),
        "change who may do what",
    ),
    (
        TRAINING,
        more(Action="sts:AssumeRole", Resource="arn:aws:iam::123456789012:role/admin"),
        "change who may do what",
    ),
    (TRAINING, more(Action="s3:GetObject", Resource=BUCKET, Principal="*"), "not by a principal"),
    (TRAINING, policy("ReadInputs", Effect="allow"), "its effect is `allow`"),
    (TRAINING, policy("ReadInputs", Sid="WriteModel"), "has the same `Sid`"),
    (TRAINING, version("2008-10-17"), "is not in version 2012-10-17"),
    (TRAINING, lambda document: document.update(Statement=[]), "has no statement"),
    (
        HOSTING,
        policy("WatchAlarms", Resource="arn:aws:cloudwatch:eu-west-1:*:alarm:churn-prod-churn-api-*"),
        "leaves the account open",
    ),
    (HOSTING, policy("WatchAlarms", Resource="arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*"), "only a kind"),
    (HOSTING, policy("PullImage", Resource="*"), "`ecr:BatchGetImage` is allowed on `*`"),
    (PIPELINE, policy("PassTrainingRole", Condition=None), "lacks the condition `iam:PassedToService`"),
    (
        PIPELINE,
        policy("PassTrainingRole", Resource="arn:aws:iam::123456789012:role/churn-prod-*"),
        "for more roles than one",
    ),
    (PIPELINE, policy("PassTrainingRole", Resource="*"), "`iam:PassRole` is allowed on `*`"),
    (
        PIPELINE,
        policy("PassTrainingRole", Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}),
        "`ec2.amazonaws.com`, which runs nothing",
    ),
    (
        PIPELINE,
        policy("PassTrainingRole", Condition={"StringLike": {"iam:PassedToService": "*"}}),
        "lacks the condition",
    ),
    (PIPELINE, policy("PassTrainingRole", Action=["iam:PassRole", "iam:GetRole"]), "stands with other actions"),
    (PIPELINE, policy("Train", Resource="arn:aws:sagemaker:eu-west-1:123456789012:training-job/*"), "only a kind"),
    (TRUST, policy(None, Principal={"Service": "ec2.amazonaws.com"}), "`ec2.amazonaws.com` has nothing to do with it"),
    (TRUST, policy(None, Principal="*"), "`*` is no service of AWS"),
    (TRUST, policy(None, Principal={"AWS": "arn:aws:iam::210987654321:root"}), "is no service of AWS"),
    (
        TRUST,
        policy(None, Principal={"Service": ["sagemaker.amazonaws.com", "lambda.amazonaws.com"]}),
        "more than one principal",
    ),
    (TRUST, policy(None, Condition=None), "may come for any account"),
    (TRUST, policy(None, Condition={"StringLike": {"aws:SourceAccount": "*"}}), "may come for any account"),
    (TRUST, policy(None, Condition={"StringEquals": {"aws:SourceAccount": ["1", "2"]}}), "more accounts than one"),
    (TRUST, policy(None, Action="sts:*"), "not `sts:AssumeRole`"),
    (TRUST, lambda document: document["Statement"].append(TRUSTED), "is trusted to more than one"),
    (SCHEDULER, policy(None, Condition=None), "`scheduler.amazonaws.com` may come for any account"),
    ("sns.Topic.alerts", policy("Publish", Principal="*"), "`*` is no service of AWS"),
    ("sns.Topic.alerts", policy("Publish", Action=["sns:Publish", "sns:Subscribe"]), "not `sns:Publish` alone"),
    ("sns.Topic.alerts", policy("Publish", Condition=None), "may come for any account"),
    ("sns.Topic.alerts", policy("Publish", Resource="*"), "is not about one topic"),
    (TLS, policy("TlsOnly", Effect="Allow"), "opens the bucket to everybody"),
    (
        TLS,
        policy("TlsOnly", Condition={"Bool": {"aws:SecureTransport": "true"}}),
        "nothing refuses requests without TLS",
    ),
    (TLS, policy("TlsOnly", Resource=BUCKET), "nothing refuses requests without TLS"),
    (TLS, policy("TlsOnly", Action="s3:GetObject"), "nothing refuses requests without TLS"),
    (
        TLS,
        more(Action="s3:GetObject", Resource=Join((BUCKET, "/public/*")), Principal={"AWS": "*"}),
        "opens the bucket",
    ),
]
"""Of policies."""

SETTINGS = [
    (BLOCK, {"block_public_acls": False}, "`block_public_acls` is false"),
    (BLOCK, {"block_public_policy": False}, "`block_public_policy` is false"),
    (BLOCK, {"ignore_public_acls": False}, "`ignore_public_acls` is false"),
    (BLOCK, {"restrict_public_buckets": False}, "`restrict_public_buckets` is false"),
    ("sagemaker.TrainingJob.churn", {"kms_key": KEY}, "not encrypted with the key"),
    ("sagemaker.TrainingJob.churn", {"kms_key": None}, "not encrypted with the key"),
]
"""Of what protects data."""

MISSING = [
    (BLOCK, "has no block of public access"),
    ("s3.BucketServerSideEncryptionConfiguration.artifacts", "has no encryption"),
    (TLS, "has no policy that refuses requests without TLS"),
]
"""Settings that a bucket does not have: told at the bucket."""
