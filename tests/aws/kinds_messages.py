"""Topics."""

from __future__ import annotations

from compiler.provider.protocol import Props
from tests.aws.cloud import Cloud, gone, retagged, tag_list, tag_map
from tests.aws.kind import Kind

_ATTRIBUTES = {"displayName": "DisplayName", "policy": "Policy", "kmsMasterKeyId": "KmsMasterKeyId"}


def _create(cloud: Cloud, inputs: Props) -> str:
    """The id is the ARN; of a name that exists, AWS gives back what exists."""
    wanted = {aws: str(inputs[key]) for key, aws in _ATTRIBUTES.items() if inputs.get(key)}
    made = cloud.client("sns").create_topic(
        Name=str(inputs["name"]), Attributes=wanted, Tags=tag_list(inputs.get("tags"))
    )
    return str(made["TopicArn"])


def _read(cloud: Cloud, arn: str, _state: Props) -> Props | None:
    sns = cloud.client("sns")
    answer = gone(lambda: sns.get_topic_attributes(TopicArn=arn), "does not exist")
    if answer is None:
        return None
    known = {key: answer["Attributes"].get(aws) for key, aws in _ATTRIBUTES.items()}
    tags = tag_map(sns.list_tags_for_resource(ResourceArn=arn)["Tags"])
    owner = answer["Attributes"].get("Owner")
    found = {key: value for key, value in known.items() if value}
    return {**found, "name": arn.rpartition(":")[2], "arn": arn, "owner": owner, "fifoTopic": False, "tags": tags}


def _update(cloud: Cloud, arn: str, old: Props, new: Props) -> None:
    sns, (put, taken) = cloud.client("sns"), retagged(old, new)
    for key, aws in _ATTRIBUTES.items():
        if old.get(key) != new.get(key):
            sns.set_topic_attributes(TopicArn=arn, AttributeName=aws, AttributeValue=str(new.get(key) or ""))
    if put:
        sns.tag_resource(ResourceArn=arn, Tags=tag_list(put))
    if taken:
        sns.untag_resource(ResourceArn=arn, TagKeys=taken)


def _delete(cloud: Cloud, arn: str, _state: Props) -> None:
    gone(lambda: cloud.client("sns").delete_topic(TopicArn=arn), "does not exist")


KINDS = {"aws:sns/topic:Topic": Kind(_create, _read, _update, _delete)}
