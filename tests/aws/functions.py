"""The provider's functions."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.provider.protocol import Props
from tests.aws.cloud import Cloud, Problem

SKLEARN_ACCOUNTS = {"eu-west-1": "141502667606", "us-east-1": "683313688378", "eu-central-1": "492215442770"}
"""`internal/service/sagemaker/prebuilt_ecr_image_data_source.go` of the Terraform provider."""


def invoke(cloud: Cloud, token: str, arguments: Mapping[str, object]) -> Props:
    """Raises Problem for a function that nothing here calls."""
    if token == "aws:index/getCallerIdentity:getCallerIdentity":
        found = cloud.client("sts").get_caller_identity()
        account = found["Account"]
        return {"accountId": account, "arn": found["Arn"], "id": account, "userId": found["UserId"]}
    if token == "aws:sagemaker/getPrebuiltEcrImage:getPrebuiltEcrImage":
        return _image(str(arguments["repositoryName"]), str(arguments.get("region") or cloud.region), arguments)
    raise Problem(f"no function {token}")


def _image(repository: str, region: str, arguments: Mapping[str, object]) -> Props:
    if repository != "sagemaker-scikit-learn" or region not in SKLEARN_ACCOUNTS:
        raise Problem(f"no registry ID available for region ({region}) and repository ({repository})")
    account, tag = SKLEARN_ACCOUNTS[region], str(arguments.get("imageTag") or "1")
    suffix = str(arguments.get("dnsSuffix") or "amazonaws.com")
    return {
        "dnsSuffix": suffix,
        "id": account,
        "imageTag": tag,
        "region": region,
        "registryId": account,
        "registryPath": f"{account}.dkr.ecr.{region}.{suffix}/{repository}:{tag}",
        "repositoryName": repository,
    }
