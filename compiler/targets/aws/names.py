"""Names of cloud resources: how they are made, how long and of which letters they may be.

Where nothing forces a fixed name, Pulumi makes one by `pattern`, with a random end, so that a replacement can stand
beside what it replaces. All names hold the environment's name, whatever the Pulumi stack is called: a stack folder is
one environment, and AWS refuses the fixed names (endpoint, log group, training job) to a second stack of it.
"""

from __future__ import annotations

_RANDOM = 8

# https://docs.aws.amazon.com/sagemaker/latest/APIReference and the services' own references.
_LIMITS = {
    "s3.Bucket": 63,
    "iam.Role": 64,
    "iam.RolePolicy": 128,
    "sagemaker.Model": 63,
    "sagemaker.EndpointConfiguration": 63,
    "appautoscaling.Policy": 256,
    "budgets.Budget": 100,
    "sns.Topic": 80,
    "scheduler.Schedule": 64,
    "cloudwatch.EventRule": 64,
}
NAME_LIMIT = 63
"""Of training jobs, endpoints and model package groups."""


def physical(project: str, environment: str, name: str) -> str:
    """`<project>-<environment>-<name>`: lower case, letters, digits and single hyphens, as all three parts are."""
    return f"{project}-{environment}-{name}"


def pattern(project: str, environment: str) -> str:
    """How Pulumi makes names: `${name}` is the logical one."""
    return f"{physical(project, environment, '${name}')}-${{hex({_RANDOM - 1})}}"


def too_long(type: str, project: str, environment: str, name: str) -> int:
    """How many characters a name made by Pulumi for this type would be above what AWS takes; 0 when it fits."""
    limit = _LIMITS.get(type)
    return max(0, len(physical(project, environment, name)) + _RANDOM - limit) if limit else 0
