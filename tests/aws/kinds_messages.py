"""Topics, who subscribes to them, dashboards and budgets."""

from __future__ import annotations

from compiler.provider.protocol import Props
from tests.aws.cloud import ACCOUNT, Cloud, gone, retagged, standing, tag_list, tag_map
from tests.aws.kind import Kind, never

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


def _subscribe(cloud: Cloud, inputs: Props) -> str:
    wanted = {"TopicArn": inputs["topic"], "Protocol": inputs["protocol"], "Endpoint": inputs["endpoint"]}
    return str(cloud.client("sns").subscribe(**wanted, ReturnSubscriptionArn=True)["SubscriptionArn"])


def _read_subscription(cloud: Cloud, arn: str, _state: Props) -> Props | None:
    answer = gone(lambda: cloud.client("sns").get_subscription_attributes(SubscriptionArn=arn), "does not exist")
    if answer is None:
        return None
    told = answer["Attributes"]
    return {"topic": told["TopicArn"], "protocol": told["Protocol"], "endpoint": told["Endpoint"], "arn": arn}


def _unsubscribe(cloud: Cloud, arn: str, _state: Props) -> None:
    gone(lambda: cloud.client("sns").unsubscribe(SubscriptionArn=arn), "does not exist")


def _put_dashboard(cloud: Cloud, inputs: Props) -> str:
    name = str(inputs["dashboardName"])
    cloud.client("cloudwatch").put_dashboard(DashboardName=name, DashboardBody=inputs["dashboardBody"])
    return name


def _read_dashboard(cloud: Cloud, name: str, _state: Props) -> Props | None:
    answer = gone(lambda: cloud.client("cloudwatch").get_dashboard(DashboardName=name), "ResourceNotFound")
    if answer is None:
        return None
    return {
        "dashboardName": name,
        "dashboardBody": answer["DashboardBody"],
        "dashboardArn": answer["DashboardArn"],
    }


def _update_dashboard(cloud: Cloud, _name: str, _old: Props, new: Props) -> None:
    _put_dashboard(cloud, new)


def _delete_dashboard(cloud: Cloud, name: str, _state: Props) -> None:
    gone(lambda: cloud.client("cloudwatch").delete_dashboards(DashboardNames=[name]), "ResourceNotFound")


def _create_budget(cloud: Cloud, inputs: Props) -> str:
    """The provider makes the budget first, then its notifications one by one."""
    budgets, name = cloud.client("budgets"), str(inputs["name"])
    wanted = {
        "BudgetName": name,
        "BudgetType": inputs["budgetType"],
        "TimeUnit": inputs["timeUnit"],
        "BudgetLimit": {"Amount": inputs["limitAmount"], "Unit": inputs["limitUnit"]},
        "CostFilters": {item["name"]: item["values"] for item in inputs.get("costFilters", ())},
    }
    budgets.create_budget(AccountId=ACCOUNT, Budget=wanted)
    with standing(f"{ACCOUNT}:{name}", f"creating Budget ({name}) notifications"):
        for item in inputs.get("notifications", ()):
            budgets.create_notification(
                AccountId=ACCOUNT,
                BudgetName=name,
                Notification={
                    "NotificationType": item["notificationType"],
                    "ComparisonOperator": item["comparisonOperator"],
                    "Threshold": item["threshold"],
                    "ThresholdType": item["thresholdType"],
                },
                Subscribers=[
                    {"SubscriptionType": "SNS", "Address": arn} for arn in item.get("subscriberSnsTopicArns", ())
                ],
            )
    return f"{ACCOUNT}:{name}"


def _read_budget(cloud: Cloud, id: str, _state: Props) -> Props | None:
    budgets, name = cloud.client("budgets"), id.partition(":")[2]
    answer = gone(lambda: budgets.describe_budget(AccountId=ACCOUNT, BudgetName=name), "Unable to")
    if answer is None:
        return None
    budget = answer["Budget"]
    filters = budget.get("CostFilters") or {}
    return {
        "name": name,
        "accountId": ACCOUNT,
        "arn": f"arn:aws:budgets::{ACCOUNT}:budget/{name}",
        "budgetType": budget["BudgetType"],
        "timeUnit": budget["TimeUnit"],
        "limitAmount": budget["BudgetLimit"]["Amount"],
        "limitUnit": budget["BudgetLimit"]["Unit"],
        "costFilters": [{"name": key, "values": values} for key, values in filters.items()],
    }


def _delete_budget(cloud: Cloud, id: str, _state: Props) -> None:
    budgets, name = cloud.client("budgets"), id.partition(":")[2]
    gone(lambda: budgets.delete_budget(AccountId=ACCOUNT, BudgetName=name), "Unable to")


def _update_budget(cloud: Cloud, id: str, old: Props, new: Props) -> None:
    """moto lacks UpdateBudget: made anew under the same name."""
    _delete_budget(cloud, id, old)
    _create_budget(cloud, new)


KINDS = {
    "aws:sns/topic:Topic": Kind(_create, _read, _update, _delete),
    "aws:sns/topicSubscription:TopicSubscription": Kind(
        _subscribe,
        _read_subscription,
        never,
        _unsubscribe,
        ("confirmationTimeoutInMinutes", "endpointAutoConfirms", "rawMessageDelivery"),
    ),
    "aws:cloudwatch/dashboard:Dashboard": Kind(_put_dashboard, _read_dashboard, _update_dashboard, _delete_dashboard),
    # moto keeps neither the subscribers nor the tags of a budget.
    "aws:budgets/budget:Budget": Kind(
        _create_budget, _read_budget, _update_budget, _delete_budget, ("notifications", "tags", "timePeriodEnd")
    ),
}
