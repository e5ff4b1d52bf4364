"""Which actions of IAM an operation of boto3 takes, where that is not its own name.

https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

from __future__ import annotations

_OTHERS: dict[tuple[str, str], tuple[str, ...]] = {
    ("s3", "HeadBucket"): ("s3:ListBucket",),
    ("s3", "HeadObject"): ("s3:GetObject",),
    ("s3", "ListObjectsV2"): ("s3:ListBucket",),
    ("s3", "ListObjectVersions"): ("s3:ListBucketVersions",),
    ("s3", "DeleteObjects"): ("s3:DeleteObject", "s3:DeleteObjectVersion"),
    ("s3", "GetBucketEncryption"): ("s3:GetEncryptionConfiguration",),
    ("s3", "PutBucketEncryption"): ("s3:PutEncryptionConfiguration",),
    ("s3", "DeleteBucketEncryption"): ("s3:PutEncryptionConfiguration",),
    ("s3", "GetPublicAccessBlock"): ("s3:GetBucketPublicAccessBlock",),
    ("s3", "PutPublicAccessBlock"): ("s3:PutBucketPublicAccessBlock",),
    ("s3", "DeletePublicAccessBlock"): ("s3:PutBucketPublicAccessBlock",),
    # Nobody has to be allowed to ask who they are.
    ("sts", "GetCallerIdentity"): (),
    ("budgets", "CreateBudget"): ("budgets:ModifyBudget",),
    ("budgets", "CreateNotification"): ("budgets:ModifyBudget",),
    ("budgets", "DeleteBudget"): ("budgets:ModifyBudget",),
    ("budgets", "DescribeBudget"): ("budgets:ViewBudget",),
}


def actions_of(service: str, operation: str) -> tuple[str, ...]:
    """All that are needed for it."""
    return _OTHERS.get((service, operation), (f"{service}:{operation}",))
