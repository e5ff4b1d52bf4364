"""Policy documents: who may take a role, and the least that each workload needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compiler.model.graph import Join, Ref
from compiler.model.rendering import Code

Document = dict[str, object]
Text = str | Ref | Join | Code
_KEY = Code("KMS_KEY")
# What fits behind `"Resource": ` in a program; in a list it has a line to itself.
_LINE = 53


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stack is: what every ARN of it is made of. `repository` is the image's, as an ARN; `encrypted` tells
    that its objects and disks have the program's `KMS_KEY`, `private` that its containers run in a VPC.
    """

    partition: str
    region: str
    account: Ref
    bucket: Ref
    repository: Text
    encrypted: bool = False
    private: bool = False

    def arn(self, service: str, rest: str) -> Join:
        """The ARN of something in this account and region."""
        return Join((f"arn:{self.partition}:{service}:{self.region}:", self.account, f":{rest}"))

    def objects(self, prefix: str) -> Join:
        """The ARN of all objects below a prefix of the bucket."""
        return Join((self.bucket, f"/{prefix}*"))


def document(*statements: Document) -> Document:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(
    sid: str, actions: Sequence[str], resources: Sequence[Text] | Text, **condition: Mapping[str, object]
) -> Document:
    """A statement that allows actions on resources."""
    action = actions[0] if len(actions) == 1 else list(actions)
    resource = resources if isinstance(resources, str | Ref | Join | Code) else _one_or_more(list(resources))
    statement: Document = {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


def _one_or_more(resources: Sequence[Text]) -> Sequence[Text] | Text:
    return resources[0] if len(resources) == 1 else resources


def trust_sagemaker(place: Place) -> Document:
    """SageMaker may take the role, on behalf of this account only."""
    return trust(place, "sagemaker.amazonaws.com")


def trust(place: Place, service: str) -> Document:
    """A service may take the role, on behalf of this account only."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": place.account}},
        }
    )


def told_by(place: Place, topic: Text, services: Sequence[str]) -> Document:
    """These services may publish to a topic, on behalf of this account only."""
    return document(
        {
            "Sid": "Publish",
            "Effect": "Allow",
            "Principal": {"Service": list(services)},
            "Action": "sns:Publish",
            "Resource": topic,
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
    place: Place,
    inputs: Sequence[str],
    output: str,
    external: External | None,
    secrets: Sequence[str] = (),
    checkpoints: str | None = None,
) -> Document:
    """Read the inputs, read and write the model's own prefix, write logs and metrics, pull the image.

    `secrets` are names of parameters. Those with the account's own key for Parameter Store need no right to decrypt.
    """
    written = [output, checkpoints] if checkpoints else [output]
    prefixes = [*inputs, *written]
    reads: list[Text] = [place.objects(prefix) for prefix in prefixes]
    listed = {"s3:prefix": [f"{prefix}*" for prefix in prefixes]}
    statements = [allow("ListInputs", ["s3:ListBucket"], place.bucket, StringLike=listed)]
    if external:
        reads.append(f"{external.bucket}/{external.prefix}*")
        outside = {"s3:prefix": [f"{external.prefix}*"]}
        statements.append(allow("ListData", ["s3:ListBucket"], external.bucket, StringLike=outside))
    if secrets:
        names = [place.arn("ssm", f"parameter{name}") for name in secrets]
        statements.append(allow("ReadSecrets", ["ssm:GetParameter"], names))
    return document(
        *statements,
        allow("ReadInputs", ["s3:GetObject"], reads),
        allow("WriteModel", ["s3:PutObject"], [place.objects(prefix) for prefix in written]),
        _logs(place, "/aws/sagemaker/TrainingJobs"),
        _metrics("/aws/sagemaker/TrainingJobs"),
        *_pull(place),
        *_encrypted(place),
        *_networked(place),
    )


@dataclass(frozen=True, slots=True)
class Queued:
    """Where the requests and answers of an asynchronous endpoint stand, and the topics that it tells."""

    requests: str
    answers: str
    topics: tuple[Ref, ...]


def hosting(
    place: Place,
    artifacts: Sequence[str] | External | None,
    endpoint: str,
    queued: Queued | None = None,
    captured: str | None = None,
) -> Document:
    """Read the models where it is in S3, write logs and metrics, watch the endpoint's alarms, pull the image; where
    requests are queued, read them, write answers and tell of them; below `captured` write what is captured.

    Pulumi names the alarms: by `names.pattern` they begin with the endpoint's name.
    """
    more: list[Document] = []
    if queued:
        more.append(allow("ReadRequests", ["s3:GetObject"], place.objects(queued.requests)))
        more.append(allow("WriteAnswers", ["s3:PutObject"], place.objects(queued.answers)))
        if queued.topics:
            more.append(allow("TellOfAnswers", ["sns:Publish"], queued.topics))
    if captured:
        more.append(allow("WriteCaptured", ["s3:PutObject"], place.objects(captured)))
    return document(
        *_reads(place, artifacts),
        *more,
        _logs(place, f"/aws/sagemaker/Endpoints/{endpoint}"),
        _metrics("/aws/sagemaker/Endpoints"),
        allow("WatchAlarms", ["cloudwatch:DescribeAlarms"], place.arn("cloudwatch", f"alarm:{endpoint}-*")),
        *_pull(place),
        *_encrypted(place),
        *_networked(place),
    )


def _reads(place: Place, artifacts: Sequence[str] | External | None) -> tuple[Document, ...]:
    """Prefixes of the bucket, a folder elsewhere, which is listed, or nothing."""
    match artifacts:
        case External(bucket, prefix):
            listed = {"s3:prefix": [f"{prefix}*"]}
            return (
                allow("ListModel", ["s3:ListBucket"], bucket, StringLike=listed),
                allow("ReadModel", ["s3:GetObject"], f"{bucket}/{prefix}*"),
            )
        case None:
            return ()
        case _:
            return (allow("ReadModel", ["s3:GetObject"], [place.objects(prefix) for prefix in artifacts]),)


def transforming(place: Place, artifacts: str, source: External, target: External | str) -> Document:
    """Read the model and what is to be scored, write the answers, below a prefix of the bucket or elsewhere."""
    scored = place.objects(target) if isinstance(target, str) else f"{target.bucket}/{target.prefix}*"
    listed = {"s3:prefix": [f"{source.prefix}*"]}
    return document(
        allow("ReadModel", ["s3:GetObject"], place.objects(artifacts)),
        allow("ListData", ["s3:ListBucket"], source.bucket, StringLike=listed),
        allow("ReadData", ["s3:GetObject"], f"{source.bucket}/{source.prefix}*"),
        allow("WriteAnswers", ["s3:PutObject"], scored),
        _logs(place, "/aws/sagemaker/TransformJobs"),
        _metrics("/aws/sagemaker/TransformJobs"),
        *_pull(place),
        *_encrypted(place),
        *_networked(place),
    )


def _logs(place: Place, group: str) -> Document:
    actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    return allow("WriteLogs", actions, place.arn("logs", f"log-group:{group}*"))


def _metrics(namespace: str) -> Document:
    # Neither this action nor ecr:GetAuthorizationToken knows resources: only `*` works.
    return allow("WriteMetrics", ["cloudwatch:PutMetricData"], "*", StringEquals={"cloudwatch:namespace": namespace})


def _pull(place: Place) -> tuple[Document, ...]:
    actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    pull = allow("PullImage", actions, place.repository)
    if isinstance(place.repository, str) and len(place.repository) > _LINE:
        pull["Resource"] = [place.repository]
    return (allow("LogInToRegistry", ["ecr:GetAuthorizationToken"], "*"), pull)


def _encrypted(place: Place) -> tuple[Document, ...]:
    """Objects are read and written with the key; SageMaker lends it to the disks of its instances."""
    if not place.encrypted:
        return ()
    lent = {"kms:GrantIsForAWSResource": "true"}
    return (
        allow("UseKey", ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], _KEY),
        allow("LendKey", ["kms:CreateGrant"], _KEY, Bool=lent),
    )


def _networked(place: Place) -> tuple[Document, ...]:
    """SageMaker puts an interface into the VPC for each container. AWS's documents say not to scope these.

    https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
    """
    if not place.private:
        return ()
    actions = (
        "ec2:CreateNetworkInterface",
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DeleteNetworkInterfacePermission",
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    )
    return (allow("JoinNetwork", actions, "*"),)
