"""What deploying each type of resource takes: actions that look, actions that change, and what they are on.

Sources: the calls that the Terraform provider makes for each type (the stand-in of the tests makes the same ones), and
the Service Authorization Reference, https://docs.aws.amazon.com/service-authorization/latest/reference/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_TAGS = ("sagemaker:AddTags", "sagemaker:DeleteTags")


@dataclass(frozen=True, slots=True)
class Need:
    """`looks` and `changes` are actions on `resources`: ARNs without `arn:<partition>:`, with the fields `region`,
    `account` and `prefix`, with which all names of a stack begin. `anywhere` are looks, and
    `anywhere_changes` changes, that know no resources.
    """

    looks: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    anywhere_changes: tuple[str, ...] = ()


def _sagemaker(kind: str, folder: str, *changes: str, also: tuple[str, ...] = ()) -> Need:
    """A named thing of SageMaker, whose ARN is in small letters; its tags are read and set one by one."""
    named = (f"sagemaker:{{region}}:{{account}}:{folder}/{{prefix}}-*", *also)
    actions = (*(f"sagemaker:{change}" for change in changes), *_TAGS)
    return Need((f"sagemaker:Describe{kind}", "sagemaker:ListTags"), actions, named)


_BUCKET = "s3:::{prefix}-artifacts-*"
_SCALING = "application-autoscaling:{region}:{account}:scalable-target/*"
_SCALED = ("sagemaker:{region}:{account}:endpoint/{prefix}-*", "sagemaker:{region}:{account}:endpoint-config/*")

NEEDS: Mapping[str, Need] = {
    "s3.Bucket": Need(
        (
            "s3:GetAccelerateConfiguration", "s3:GetBucketAcl", "s3:GetBucketCORS", "s3:GetBucketLocation",
            "s3:GetBucketLogging", "s3:GetBucketObjectLockConfiguration", "s3:GetBucketPolicy",
            "s3:GetBucketRequestPayment", "s3:GetBucketTagging", "s3:GetBucketVersioning", "s3:GetBucketWebsite",
            "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration",
            "s3:ListBucket",
        ),
        ("s3:CreateBucket", "s3:DeleteBucket", "s3:ListBucketVersions", "s3:PutBucketTagging"),
        (_BUCKET,),
    ),
    "s3.BucketVersioning": Need(("s3:GetBucketVersioning",), ("s3:PutBucketVersioning",), (_BUCKET,)),
    "s3.BucketServerSideEncryptionConfiguration": Need(
        ("s3:GetEncryptionConfiguration",), ("s3:PutEncryptionConfiguration",), (_BUCKET,)
    ),
    "s3.BucketPublicAccessBlock": Need(
        ("s3:GetBucketPublicAccessBlock",), ("s3:PutBucketPublicAccessBlock",), (_BUCKET,)
    ),
    "s3.BucketPolicy": Need(("s3:GetBucketPolicy",), ("s3:DeleteBucketPolicy", "s3:PutBucketPolicy"), (_BUCKET,)),
    "s3.BucketObjectv2": Need(
        ("s3:GetObject", "s3:GetObjectTagging"),
        ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject", "s3:PutObjectTagging"),
        (f"{_BUCKET}/*",),
    ),
    "iam.Role": Need(
        (
            "iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies",
            "iam:ListRoleTags",
        ),
        (
            "iam:CreateRole", "iam:DeleteRole", "iam:PutRolePermissionsBoundary", "iam:TagRole", "iam:UntagRole",
            "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription",
        ),
        ("iam::{account}:role/{prefix}-*",),
    ),
    "iam.RolePolicy": Need(
        ("iam:GetRolePolicy",), ("iam:DeleteRolePolicy", "iam:PutRolePolicy"), ("iam::{account}:role/{prefix}-*",)
    ),
    "sagemaker.TrainingJob": _sagemaker(
        "TrainingJob", "training-job", "CreateTrainingJob", "DeleteTrainingJob", "StopTrainingJob", "UpdateTrainingJob"
    ),
    "sagemaker.Model": _sagemaker("Model", "model", "CreateModel", "DeleteModel"),
    "sagemaker.EndpointConfiguration": _sagemaker(
        "EndpointConfig", "endpoint-config", "CreateEndpointConfig", "DeleteEndpointConfig"
    ),
    # Creating and updating an endpoint is asked for on its configuration, too.
    "sagemaker.Endpoint": _sagemaker(
        "Endpoint", "endpoint", "CreateEndpoint", "DeleteEndpoint", "UpdateEndpoint",
        also=("sagemaker:{region}:{account}:endpoint-config/{prefix}-*",),
    ),
    # The versions are read for the newest approved one, and go before their group can.
    "sagemaker.ModelPackageGroup": Need(
        ("sagemaker:DescribeModelPackage", "sagemaker:DescribeModelPackageGroup", "sagemaker:ListTags"),
        (
            "sagemaker:CreateModelPackageGroup", "sagemaker:DeleteModelPackage", "sagemaker:DeleteModelPackageGroup",
            *_TAGS,
        ),
        (
            "sagemaker:{region}:{account}:model-package-group/{prefix}-*",
            "sagemaker:{region}:{account}:model-package/{prefix}-*",
        ),
        ("sagemaker:ListModelPackages",),
    ),
    "sagemaker.Pipeline": _sagemaker("Pipeline", "pipeline", "CreatePipeline", "DeletePipeline", "UpdatePipeline"),
    "scheduler.Schedule": Need(
        ("scheduler:GetSchedule",),
        ("scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:UpdateSchedule"),
        ("scheduler:{region}:{account}:schedule/default/{prefix}-*",),
    ),
    "cloudwatch.EventRule": Need(
        ("events:DescribeRule", "events:ListTagsForResource"),
        ("events:DeleteRule", "events:PutRule", "events:TagResource", "events:UntagResource"),
        ("events:{region}:{account}:rule/{prefix}-*",),
    ),
    "cloudwatch.EventTarget": Need(
        ("events:ListTargetsByRule",),
        ("events:PutTargets", "events:RemoveTargets"),
        ("events:{region}:{account}:rule/{prefix}-*",),
    ),
    "cloudwatch.LogGroup": Need(
        ("logs:ListTagsForResource",),
        (
            "logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:DeleteRetentionPolicy", "logs:PutRetentionPolicy",
            "logs:TagResource", "logs:UntagResource",
        ),
        ("logs:{region}:{account}:log-group:/aws/sagemaker/Endpoints/{prefix}-*",),
        ("logs:DescribeLogGroups",),
    ),
    "cloudwatch.MetricAlarm": Need(
        ("cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"),
        ("cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource"),
        ("cloudwatch:{region}:{account}:alarm:{prefix}-*",),
    ),
    "cloudwatch.Dashboard": Need(
        ("cloudwatch:GetDashboard",),
        ("cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"),
        ("cloudwatch::{account}:dashboard/{prefix}",),
    ),
    "appautoscaling.Target": Need(
        ("application-autoscaling:ListTagsForResource",),
        (
            "application-autoscaling:DeregisterScalableTarget", "application-autoscaling:RegisterScalableTarget",
            "application-autoscaling:TagResource", "application-autoscaling:UntagResource",
        ),
        (_SCALING,),
        ("application-autoscaling:DescribeScalableTargets",),
    ),
    "appautoscaling.Policy": Need(
        (),
        ("application-autoscaling:DeleteScalingPolicy", "application-autoscaling:PutScalingPolicy"),
        (_SCALING,),
        ("application-autoscaling:DescribeScalingPolicies",),
    ),
    "sns.Topic": Need(
        ("sns:GetTopicAttributes", "sns:ListTagsForResource"),
        ("sns:CreateTopic", "sns:DeleteTopic", "sns:SetTopicAttributes", "sns:TagResource", "sns:UntagResource"),
        ("sns:{region}:{account}:{prefix}-*",),
    ),
    "sns.TopicSubscription": Need(
        (), ("sns:Subscribe",), ("sns:{region}:{account}:{prefix}-*",),
        ("sns:GetSubscriptionAttributes",), ("sns:Unsubscribe",),
    ),
    "budgets.Budget": Need(
        ("budgets:ListTagsForResource", "budgets:ViewBudget"),
        ("budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource"),
        ("budgets::{account}:budget/{prefix}-*",),
    ),
}  # fmt: skip
FREE = frozenset({"aws.CallerIdentity", "sagemaker.PrebuiltImage"})
"""Looked up without any right."""

SCALED = Need(
    ("sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"),
    ("sagemaker:UpdateEndpointWeightsAndCapacities",),
    _SCALED,
)
"""What registering the instances of an endpoint asks for, besides: SageMaker looks at a copy of the configuration."""
SCALING_ALARMS = Need((), ("cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"), (
    "cloudwatch:{region}:{account}:alarm:TargetTracking-endpoint/{prefix}-*",
))  # fmt: skip
"""Target tracking makes its alarms in the name of who asks for it."""

ENDING: Mapping[str, Need] = {
    "FindPreviews": Need((), (
        "iam:ListRoles", "sagemaker:ListEndpointConfigs", "sagemaker:ListModels", "sagemaker:ListPipelines",
        "sagemaker:ListProcessingJobs", "sagemaker:ListTrainingJobs", "sagemaker:ListTransformJobs", "tag:GetResources",
    )),
    "EndJobs": Need(
        (),
        ("sagemaker:StopProcessingJob", "sagemaker:StopTrainingJob", "sagemaker:StopTransformJob"),
        tuple(f"sagemaker:{{region}}:{{account}}:{kind}/{{prefix}}-*"
              for kind in ("processing-job", "training-job", "transform-job")),
    ),
    "EndPipelines": Need(
        (),
        ("sagemaker:ListPipelineExecutions", "sagemaker:StopPipelineExecution"),
        tuple(f"sagemaker:{{region}}:{{account}}:pipeline/{{prefix}}-*{rest}" for rest in ("", "/execution/*")),
    ),
}  # fmt: skip
"""What finding previews and ending their jobs takes beside destroying their resources; the first knows no resources."""
