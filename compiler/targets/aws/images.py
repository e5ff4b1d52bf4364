"""Container images: the address of one's own image taken apart, and which instance types the prebuilt one runs on."""

from __future__ import annotations

import re

from compiler.model.graph import Join, Ref
from compiler.targets.aws.registries import SKLEARN_REPOSITORY, SKLEARN_TAG, partition

_ECR = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/"
    r"(?P<repository>[a-z0-9][a-z0-9._/-]*)(?::[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})"
)
# AWS's scikit-learn image is built for x86-64 without GPU.
_CPU_FAMILIES = frozenset(
    {"m4", "m5", "m5d", "m6i", "m7i", "m8i", "c4", "c5", "c5d", "c5n", "c6i", "c7i", "c8i"}
    | {"r5", "r5d", "r6i", "r7i", "r8i", "t2", "t3"}
)
_INSTANCE = re.compile(r"ml\.(?P<family>[a-z0-9-]+)\.[a-z0-9-]+")


# With local disks; all GPU and accelerator families have them. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html
_NVME = re.compile(r"(m5|m6|m7|c5|c6|c7|r5|r6|r7)[a-z]*d[a-z]*|g\d.*|p[345].*|inf\d.*|trn\d.*")


def image_sklearn() -> str:
    """The scikit-learn of AWS's prebuilt image, `1.9.0`; an image of one's own is expected to have the same."""
    version, build, _ = SKLEARN_TAG.split("-", 2)
    return f"{version}.{build}"


def is_ecr_image(image: str) -> bool:
    """True for `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>`, or with a digest for a tag."""
    return _ECR.fullmatch(image) is not None


def repository_arn(image: str | None, region: str, registry: Ref) -> Join | str:
    """The ARN of the repository that a workload must be able to pull from: of the user's image (a checked address), or
    AWS's in the account `registry`.
    """
    match = _ECR.fullmatch(image) if image else None
    if match is None:
        return Join((f"arn:{partition(region)}:ecr:{region}:", registry, f":repository/{SKLEARN_REPOSITORY}"))
    home = match["region"]
    return f"arn:{partition(home)}:ecr:{home}:{match['account']}:repository/{match['repository']}"


def runs_prebuilt(instance: str) -> bool:
    """True when AWS's scikit-learn image can run on this instance type."""
    match = _INSTANCE.fullmatch(instance)
    return match is not None and match["family"] in _CPU_FAMILIES


def has_nvme(instance: str) -> bool:
    """True when the instance type has local disks, which take no key of the user's."""
    match = _INSTANCE.fullmatch(instance)
    return match is not None and _NVME.fullmatch(match["family"]) is not None
