"""Provider functions of `aws` answered without an account, for plans made by the embedded engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from compiler.source.diagnostic import refuse
from compiler.source.nearest import suggest
from compiler.targets.aws.registries import SKLEARN_ACCOUNTS, SKLEARN_REPOSITORY, dns_suffix

PLANNED_ACCOUNT = "000000000000"
"""Stands in plans for the account that only credentials can tell; no real account has this number."""

Function = Callable[[Mapping[str, object]], dict[str, object]]


def get_caller_identity(arguments: Mapping[str, object]) -> dict[str, object]:
    """A made-up identity, so that a plan shows where the account number goes."""
    arn = f"arn:aws:iam::{PLANNED_ACCOUNT}:user/planned"
    return {"accountId": PLANNED_ACCOUNT, "arn": arn, "id": PLANNED_ACCOUNT, "userId": "planned"}


def get_prebuilt_ecr_image(arguments: Mapping[str, object]) -> dict[str, object]:
    """The image's address, by the same table and the same string building as the provider's; refuses like it."""
    repository, region = str(arguments.get("repositoryName")), str(arguments.get("region") or "")
    if repository != SKLEARN_REPOSITORY:
        raise refuse("G010", f"image repository `{repository}` is unknown", hint=f"known: `{SKLEARN_REPOSITORY}`")
    if region not in SKLEARN_ACCOUNTS:
        raise refuse("G010", f"region `{region}` has no prebuilt image", hint=suggest(region, SKLEARN_ACCOUNTS))
    account = SKLEARN_ACCOUNTS[region]
    suffix = str(arguments.get("dnsSuffix") or dns_suffix(region))
    tag = str(arguments.get("imageTag") or "1")
    return {
        "dnsSuffix": suffix,
        "id": account,
        "imageTag": tag,
        "region": region,
        "registryId": account,
        "registryPath": f"{account}.dkr.ecr.{region}.{suffix}/{repository}:{tag}",
        "repositoryName": repository,
    }


FUNCTIONS: Mapping[str, Function] = {
    "aws:index/getCallerIdentity:getCallerIdentity": get_caller_identity,
    "aws:sagemaker/getPrebuiltEcrImage:getPrebuiltEcrImage": get_prebuilt_ecr_image,
}
