"""What a difference between the record of an AWS resource and what is there means.

What AWS and its provider fill in and move by themselves is listed as the provider's reads tell it.
"""

from __future__ import annotations

from compiler.model.drift import DriftKind, DriftRule

_NOISE, _EXPECTED, _CHANGED = DriftKind.NOISE, DriftKind.EXPECTED, DriftKind.CHANGED
_SCALED = "autoscaling moves it"
_SHIFTED = "a rollout moves it"
_OBJECT = "each write of the object makes a new one"

DRIFT = (
    DriftRule("*", "tagsAll", _NOISE, "follows `tags`"),
    DriftRule("*", "arn", _NOISE, "AWS gives it"),
    # Terraform's provider reads none of these four; whoever shows an endpoint as AWS describes it does.
    DriftRule("sagemaker.Endpoint", "productionVariants[*].currentInstanceCount", _EXPECTED, _SCALED),
    DriftRule("sagemaker.Endpoint", "productionVariants[*].desiredInstanceCount", _EXPECTED, _SCALED),
    DriftRule("sagemaker.Endpoint", "productionVariants[*].currentWeight", _EXPECTED, _SHIFTED),
    DriftRule("sagemaker.Endpoint", "productionVariants[*].desiredWeight", _EXPECTED, _SHIFTED),
    DriftRule("sagemaker.Endpoint", "endpointConfigName", _CHANGED, "by hand, or alarms rolled the endpoint back"),
    DriftRule("appautoscaling.Policy", "alarmArns", _EXPECTED, "autoscaling makes its own alarms"),
    DriftRule("appautoscaling.Target", "roleArn", _NOISE, "autoscaling uses its service-linked role"),
    DriftRule("iam.Role", "inlinePolicies", _NOISE, "policies of a role are resources of their own"),
    DriftRule("iam.Role", "managedPolicyArns", _NOISE, "policies of a role are resources of their own"),
    DriftRule("iam.Role", "uniqueId", _NOISE, "AWS gives it"),
    DriftRule("s3.Bucket", "serverSideEncryptionConfiguration", _NOISE, "encryption is a resource of its own"),
    DriftRule("s3.Bucket", "versioning", _NOISE, "versioning is a resource of its own"),
    DriftRule("s3.Bucket", "policy", _NOISE, "the bucket's policy is a resource of its own"),
    DriftRule("s3.Bucket", "lifecycleRules", _NOISE, "lifecycle rules are a resource of their own"),
    DriftRule("s3.Bucket", "grants", _NOISE, "AWS tells the owner's own grant"),
    DriftRule("s3.BucketObjectv2", "versionId", _NOISE, _OBJECT),
    DriftRule("s3.BucketObjectv2", "etag", _CHANGED, "the object's content is another one"),
)
"""The first rule that fits decides; what none fits is somebody's doing where the program wrote it."""

MAY_REVERT = {"sagemaker.Endpoint": "endpointConfigName"}
"""When alarms roll an update back before the provider looks, it finds the endpoint in service, and calls it success."""
