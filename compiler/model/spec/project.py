"""The root of a composed spec: a project in one environment, with the platform that it runs on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from compiler.model.spec.base import Duration, Flag, Int, Name, Number, Spec, Text
from compiler.model.spec.dataset import Dataset
from compiler.model.spec.model import Model
from compiler.model.spec.move import Move
from compiler.model.spec.serving import Serving
from compiler.model.spec.waiver import Waiver

_BACKEND = r"^(file|s3|gs|azblob|https?)://."
_SECRETS = r"^(passphrase|(awskms|azurekeyvault|gcpkms|hashivault)://.+)$"


class Compute(Spec):
    """A profile of `conf/compute/`: `cpus` limits local work; `instance` and `volume_gb` are the cloud's."""

    cpus: Annotated[Int, Field(ge=1, le=192)]
    instance: Text
    serving_instance: Text
    volume_gb: Annotated[Int, Field(ge=1, le=16384)]


class Network(Spec):
    """The subnets and security groups of a VPC that jobs and endpoints run in; with `isolation` containers have no
    network at all.
    """

    subnets: tuple[Text, ...] = ()
    security_groups: tuple[Text, ...] = ()
    isolation: Flag = False


class Previews(Spec):
    """Of the previews that inherit from an environment: how long they stand after their last update."""

    expires: Duration = 259200


class Alerts(Spec):
    """Who is told by mail when an alarm goes off or a budget is used up."""

    emails: tuple[Annotated[Text, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")], ...] = ()


class Platform(Spec):
    """What `conf/` says about the environment; a spec may override any of it under `platform:`.

    `backend` and `secrets_provider` are where the Pulumi engine keeps state and secrets, as Pulumi names them; None is
    the user's login, and a passphrase.
    `kms_key` encrypts data, disks and models in place of the cloud's own keys.
    `permissions_boundary` is the policy that no role of the stack may do more than.
    `dashboard` draws what the project's endpoints do.
    `protect` keeps the cloud from deleting data and endpoints, until it is set to false and deployed once.
    """

    target: Text
    engine: Literal["embedded", "pulumi"]
    backend: Annotated[Text, Field(pattern=_BACKEND)] | None = None
    secrets_provider: Annotated[Text, Field(pattern=_SECRETS)] | None = None
    region: Text | None
    log_retention_days: Annotated[Int, Field(ge=1)]
    image: Text | None
    kms_key: Text | None = None
    permissions_boundary: Text | None = None
    alerts: Alerts = Field(default_factory=dict, validate_default=True)
    dashboard: Flag = False
    network: Network = Field(default_factory=dict, validate_default=True)
    tags: dict[Text, Text]
    previews: Previews = Field(default_factory=dict, validate_default=True)
    protect: Flag = True
    compute: dict[Text, Compute]


class Budget(Spec):
    """What the environment may cost in a month; `monthly` is an amount of `currency`."""

    monthly: Annotated[Number, Field(gt=0)]
    currency: Text = "USD"


NO_DATA = "no-data"
"""In the context of a validation: the project trains nothing, and needs no dataset."""


def _some(datasets: dict[str, Dataset], info: ValidationInfo) -> dict[str, Dataset]:
    if not datasets and not (info.context or {}).get(NO_DATA):
        raise PydanticCustomError("too_short", "there are no datasets")
    return datasets


class Project(Spec):
    """One project in one environment; every default is filled in. `models` are those that it trains."""

    project: Name
    owner: Text
    description: Text | None = None
    budget: Budget | None = None
    platform: Platform
    datasets: Annotated[dict[Name, Dataset], AfterValidator(_some), Field(json_schema_extra={"minProperties": 1})]
    models: dict[Name, Model] = Field(default_factory=dict)
    serving: dict[Name, Serving] = Field(default_factory=dict)
    waive: tuple[Waiver, ...] = ()
    moved: tuple[Move, ...] = ()
