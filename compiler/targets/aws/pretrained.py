"""Lowering of a model that was trained elsewhere: what serves it, and what its role may read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from compiler.model.graph import Ref, Secret
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.access.policies import External, Place
from compiler.targets.aws.engines import AMI, engine_image, engine_variables, has_engines, own_variables
from compiler.targets.aws.fit import known_gpus
from compiler.targets.aws.images import repository_arn
from compiler.targets.aws.nodes.hosting import Engine, Model
from compiler.targets.aws.registries import partition
from compiler.targets.aws.settings import IMAGE, Settings

if TYPE_CHECKING:
    from compiler.model.spec.pretrained import Pretrained


def served_pretrained(settings: Settings, name: str) -> Pretrained | None:
    """The model of a serving target, where it was trained elsewhere."""
    return settings.resolved.pretrained.get(settings.resolved.project.serving[name].model)


def lower_pretrained(settings: Settings, name: str, model: Pretrained, role: Address, policy: Address) -> Model:
    """What serves, with `role`: the engine, and the folder with the model unless the engine fetches it itself."""
    project = settings.resolved.project
    at = ("models", project.serving[name].model)
    carried: dict[str, ConfigPath] = {
        "primaryContainer": at,
        "primaryContainer.image": (*at, "runtime", "image" if model.runtime.image else "container"),
        "primaryContainer.modelDataSource": (*at, "source", "s3"),
        "primaryContainer.environment": (*at, "runtime"),
        "vpcConfig": ("platform", "network"),
        "enableNetworkIsolation": ("platform", "network", "isolation"),
    }
    told = engine_variables(at[1], model, _parallel(settings, name, model)) | own_variables(model)
    carried |= {f"primaryContainer.environment.{key}": (*at, *item.field) for key, item in told.items()}
    secrets = [key for key, item in told.items() if isinstance(item.value, Secret)]
    carried |= {f"secrets.{key}": (*at, *told[key].field) for key in secrets}
    return Model(
        address=Address("sagemaker.Model", name),
        origin=settings.tagged(("serving", name), carried),
        role=Ref(role, "arn"),
        image=engine_image(model.runtime, settings.region),
        artifact=None,
        approved=None,
        environment={key: item.value for key, item in told.items()},
        network=settings.network,
        isolation=project.platform.network.isolation,
        after=(policy,),
        folder=model.source.s3,
    )


def lower_engine(settings: Settings, name: str, model: Pretrained) -> Engine:
    """What instances start with; one without a known driver starts with SageMaker's own choice."""
    startup = model.runtime.startup
    ami = AMI if has_engines(_instance(settings, name)) else None
    return Engine(ami, startup, startup if model.source.s3 else None)


def engine_place(settings: Settings, model: Pretrained) -> Place:
    """Where the stack is, with the image of the engine."""
    image = engine_image(model.runtime, settings.region)
    return replace(settings.place, repository=repository_arn(image, settings.region, Ref(IMAGE, "registry_id")))


def folder_read(settings: Settings, model: Pretrained) -> External | None:
    """The folder that the role must read."""
    if model.source.s3 is None:
        return None
    bucket, _, prefix = model.source.s3.removeprefix("s3://").partition("/")
    return External(f"arn:{partition(settings.region)}:s3:::{bucket}", prefix)


def _instance(settings: Settings, name: str) -> str:
    project = settings.resolved.project
    return project.platform.compute[project.serving[name].compute].serving_instance


def _parallel(settings: Settings, name: str, model: Pretrained) -> int:
    gpus = known_gpus().get(_instance(settings, name))
    return model.runtime.tensor_parallel or (gpus.count if gpus else 1)
