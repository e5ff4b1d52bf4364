"""Resolved spec -> what the lowering functions of this target share: place, image, tags, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from compiler.model.graph import Origin, Ref
from compiler.model.resolved import Resolved
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.access.policies import Place
from compiler.targets.aws.images import repository_arn
from compiler.targets.aws.nodes.network import Network
from compiler.targets.aws.registries import partition
from compiler.targets.job import locate

ACCOUNT = Address("aws.CallerIdentity", "current")
IMAGE = Address("sagemaker.PrebuiltImage", "scikit-learn")
BUCKET = Address("s3.Bucket", "artifacts")
RUNTIME = Address("s3.BucketObjectv2", "runtime")
BUCKET_NAME = Ref(BUCKET, "bucket")

CHANNELS = "/opt/ml/input/data"
# Our own WSGI module: nothing is installed when an instance starts, and bad requests are 4xx.
SERVED = {"PYTHONPATH": "/opt/ml/model/code", "SAGEMAKER_SERVING_MODULE": "modelwright_sagemaker.serve:app"}
# The root of the workspace, seen from the folder of a stack.
WORKSPACE = "../../.."


@dataclass(frozen=True, slots=True)
class Settings:
    """One project on AWS; `region` is known to be valid."""

    resolved: Resolved
    region: str
    runtime_key: str
    runtime_digest: str

    @property
    def place(self) -> Place:
        """What ARNs are made of."""
        repository = repository_arn(self.resolved.project.platform.image, self.region, Ref(IMAGE, "registry_id"))
        account = Ref(ACCOUNT, "account_id")
        platform = self.resolved.project.platform
        return Place(
            partition(self.region),
            self.region,
            account,
            Ref(BUCKET, "arn"),
            repository,
            platform.kms_key is not None,
            bool(platform.network.subnets),
        )

    @property
    def image(self) -> Ref | str:
        """The user's own image, or AWS's."""
        return self.resolved.project.platform.image or Ref(IMAGE, "registry_path")

    @property
    def network(self) -> Network | None:
        """The private network that containers run in."""
        network = self.resolved.project.platform.network
        return Network(network.subnets, network.security_groups) if network.subnets else None

    @property
    def tags(self) -> Mapping[str, str]:
        """On every resource that takes tags; `stack` is what costs can be told apart by."""
        project = self.resolved.project
        own = {"project": project.project, "owner": project.owner, "environment": self.resolved.environment}
        own["stack"] = f"{project.project}-{self.resolved.environment}"
        return dict(sorted({**project.platform.tags, **own}.items()))

    def origin(self, path: ConfigPath, **inputs: ConfigPath) -> Origin:
        """The origin of a resource that comes from `path`; `inputs` by the resource's own (wire) property names."""
        return Origin(locate(self.resolved, path), path, inputs)

    def tagged(self, path: ConfigPath, inputs: Mapping[str, ConfigPath] = MappingProxyType({})) -> Origin:
        """The same for a resource that has the tags of the stack."""
        tags = {"tags": ("platform", "tags"), "tags.owner": ("owner",), "tags.project": ("project",)}
        return Origin(locate(self.resolved, path), path, {**tags, **inputs})
