"""The target `aws`: SageMaker training jobs and endpoints, with all that they need around them."""

from __future__ import annotations

from compiler.model.target import AccessRules, Previews, Pricing, Target, Versions
from compiler.targets.aws.access.grants import aws_grants
from compiler.targets.aws.access.trust import github_trust
from compiler.targets.aws.adoption import ADOPTION
from compiler.targets.aws.attempts import ANEW, ONCE
from compiler.targets.aws.capabilities import CAPABILITIES
from compiler.targets.aws.costs import aws_costs
from compiler.targets.aws.costs_before import aws_before
from compiler.targets.aws.drift import DRIFT, MAY_REVERT
from compiler.targets.aws.images import image_sklearn
from compiler.targets.aws.lower import lower_aws
from compiler.targets.aws.model_registry import approved, empty, registries, serve
from compiler.targets.aws.previews import end_jobs, left_of_stack, preview_tags
from compiler.targets.aws.renderings import aws_renderings
from compiler.targets.aws.runtime_files import shipped

TARGET = Target(
    "aws",
    lower_aws,
    aws_renderings,
    CAPABILITIES,
    image_sklearn,
    shipped,
    DRIFT,
    ADOPTION,
    MAY_REVERT,
    ONCE,
    ANEW,
    Pricing(aws_costs, aws_before),
    AccessRules(aws_grants, github_trust),
    Versions("sagemaker.ModelPackageGroup", registries, approved, serve, empty),
    Previews(preview_tags, end_jobs, left_of_stack),
)
