"""Policy documents: who may take a role, and the least that each workload needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compiler.model.graph import Join, Ref

Document = dict[str, object]
Text = str | Ref | Join


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stack is: what every ARN of it is made of. `repository` is the image's, as an ARN."""

    partition: str
    region: str
    account: Ref
    bucket: Ref
    repository: Text

    def arn(self, service: str, rest: str) -> Join:
        """The ARN of something in this account and region."""
        return Join((f"arn:{self.partition}:{service}:{self.region}:", self.account, f":{rest}"))

    def objects(self, prefix: str) -> Join:
        """The ARN of all objects below a prefix of the bucket."""
        return Join((self.bucket, f"/{prefix}*"))


def document(*statements: Document) -> Document:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _allow(
    sid: str, actions: Sequence[str], resources: Sequence[Text] | Text, **condition: Mapping[str, object]
) -> Document:
    action = actions[0] if len(actions) == 1 else list(actions)
    resource = resources if isinstance(resources, str | Ref | Join) else list(resources)
    statement: Document = {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


def trust_sagemaker(place: Place) -> Document:
    """SageMaker may take the role, on behalf of this account only."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": place.account}},
        }
    )


def tls_only(place: Place) -> Document:
    """Nobody may reach the bucket without TLS."""
    return document(
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [place.bucket, place.objects("")],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    )


@dataclass(frozen=True, slots=True)
class External:
    """Data outside the stack's own bucket: the bucket's ARN and the key's prefix."""

    bucket: str
    prefix: str


def training(
    place: Place, inputs: Sequence[str], output: str, external: External | None, secrets: Sequence[str] = ()
) -> Document:
    """Read the inputs, read and write the model's own prefix, write logs and metrics, pull the image.

    `secrets` are names of parameters. Those with the account's own key for Parameter Store need no right to decrypt.
    """
    prefixes = [*inputs, output]
    reads: list[Text] = [place.objects(prefix) for prefix in prefixes]
    listed = {"s3:prefix": [f"{prefix}*" for prefix in prefixes]}
    statements = [_allow("ListInputs", ["s3:ListBucket"], place.bucket, StringLike=listed)]
    if external:
        reads.append(f"{external.bucket}/{external.prefix}*")
        outside = {"s3:prefix": [f"{external.prefix}*"]}
        statements.append(_allow("ListData", ["s3:ListBucket"], external.bucket, StringLike=outside))
    if secrets:
        names = [place.arn("ssm", f"parameter{name}") for name in secrets]
        statements.append(_allow("ReadSecrets", ["ssm:GetParameter"], names))
    return document(
        *statements,
        _allow("ReadInputs", ["s3:GetObject"], reads),
        _allow("WriteModel", ["s3:PutObject"], place.objects(output)),
        _logs(place, "/aws/sagemaker/TrainingJobs"),
        _metrics("/aws/sagemaker/TrainingJobs"),
        *_pull(place),
    )


def hosting(place: Place, artifacts: str, endpoint: str) -> Document:
    """Read the model, write logs and metrics, watch the endpoint's alarms, pull the image.

    Pulumi names the alarms: by `names.pattern` they begin with the endpoint's name.
    """
    return document(
        _allow("ReadModel", ["s3:GetObject"], place.objects(artifacts)),
        _logs(place, f"/aws/sagemaker/Endpoints/{endpoint}"),
        _metrics("/aws/sagemaker/Endpoints"),
        _allow("WatchAlarms", ["cloudwatch:DescribeAlarms"], place.arn("cloudwatch", f"alarm:{endpoint}-*")),
        *_pull(place),
    )


def _logs(place: Place, group: str) -> Document:
    actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    return _allow("WriteLogs", actions, place.arn("logs", f"log-group:{group}*"))


def _metrics(namespace: str) -> Document:
    # Neither this action nor ecr:GetAuthorizationToken knows resources: only `*` works.
    return _allow("WriteMetrics", ["cloudwatch:PutMetricData"], "*", StringEquals={"cloudwatch:namespace": namespace})


def _pull(place: Place) -> tuple[Document, ...]:
    actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    return (
        _allow("LogInToRegistry", ["ecr:GetAuthorizationToken"], "*"),
        _allow("PullImage", actions, place.repository),
    )
