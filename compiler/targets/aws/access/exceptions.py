"""What policies may hold although a rule is against it, each with the reason; and which services may take a role.

Sources: the Service Authorization Reference, https://docs.aws.amazon.com/service-authorization/latest/reference/ (the
tests look there, too), and https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html.
"""

from __future__ import annotations

from collections.abc import Mapping

_NO_RESOURCES = "the action knows no resources"
_NETWORK = "AWS's documents on SageMaker in a VPC say not to scope it: interfaces have no names before they are there"

EVERYWHERE: Mapping[str, str] = {
    "application-autoscaling:DescribeScalableTargets": _NO_RESOURCES,
    "application-autoscaling:DescribeScalingPolicies": _NO_RESOURCES,
    "cloudwatch:PutMetricData": f"{_NO_RESOURCES}; a condition holds it to one namespace",
    "ec2:CreateNetworkInterface": _NETWORK,
    "ec2:CreateNetworkInterfacePermission": _NETWORK,
    "ec2:DeleteNetworkInterface": _NETWORK,
    "ec2:DeleteNetworkInterfacePermission": _NETWORK,
    "ec2:DescribeDhcpOptions": _NO_RESOURCES,
    "ec2:DescribeNetworkInterfaces": _NO_RESOURCES,
    "ec2:DescribeSecurityGroups": _NO_RESOURCES,
    "ec2:DescribeSubnets": _NO_RESOURCES,
    "ec2:DescribeVpcs": _NO_RESOURCES,
    "ecr:GetAuthorizationToken": _NO_RESOURCES,
    "iam:ListRoles": _NO_RESOURCES,
    "logs:DescribeLogGroups": "it is asked for on all groups of a region: the answer is filtered by a prefix",
    "sns:GetSubscriptionAttributes": _NO_RESOURCES,
    "sns:Unsubscribe": f"{_NO_RESOURCES}; the id of a subscription is random",
    "sagemaker:ListEndpointConfigs": _NO_RESOURCES,
    "sagemaker:ListModels": _NO_RESOURCES,
    "sagemaker:ListModelPackages": "it lists before there is a version whose name could be asked for",
    "sagemaker:ListPipelines": _NO_RESOURCES,
    "sagemaker:ListProcessingJobs": _NO_RESOURCES,
    "sagemaker:ListTrainingJobs": _NO_RESOURCES,
    "sagemaker:ListTransformJobs": _NO_RESOURCES,
    "tag:GetResources": _NO_RESOURCES,
}
"""Actions that may stand with the resource `*`."""

WIDE: Mapping[str, str] = {
    "application-autoscaling:scalable-target/*": "scalable targets have no names of their own, only random ones",
    "sagemaker:endpoint-config/*": "autoscaling looks at a copy of the configuration that SageMaker names",
}
"""Resources of a service and a type, without a name."""

CONDITIONS: Mapping[str, tuple[str, str]] = {
    "cloudwatch:PutMetricData": ("StringEquals", "cloudwatch:namespace"),
    "iam:CreateServiceLinkedRole": ("StringEquals", "iam:AWSServiceName"),
    "iam:PassRole": ("StringEquals", "iam:PassedToService"),
    "kms:CreateGrant": ("Bool", "kms:GrantIsForAWSResource"),
}
"""Actions that are asked for under a condition only."""

TRUSTED: Mapping[str, str] = {
    "sagemaker.amazonaws.com": "aws:SourceAccount",
    "scheduler.amazonaws.com": "aws:SourceAccount",
}
"""Services that may take a role of a stack, and the condition by which each tells for whom."""

PUBLISHERS: Mapping[str, str] = {
    "budgets.amazonaws.com": "aws:SourceAccount",
    "cloudwatch.amazonaws.com": "aws:SourceAccount",
    "events.amazonaws.com": "aws:SourceAccount",
}
"""Services that may publish to a topic, likewise."""

GITHUB = "token.actions.githubusercontent.com"
"""Who says which workflow of GitHub a token was made for."""
