"""Lowering of one model's training: its definition and code as uploads, its role, and the job."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from compiler.model.graph import Join, Ref
from compiler.model.job import Job, definition
from compiler.source.address import Address
from compiler.source.canonical import digest
from compiler.source.location import ConfigPath
from compiler.targets.aws.access.policies import External, training, trust_sagemaker
from compiler.targets.aws.attempts import ONCE
from compiler.targets.aws.images import has_nvme
from compiler.targets.aws.names import physical
from compiler.targets.aws.nodes.access import AccessNode, Role, RolePolicy
from compiler.targets.aws.nodes.storage import Upload
from compiler.targets.aws.nodes.training import Channel, Spot, TrainingJob
from compiler.targets.aws.registries import partition
from compiler.targets.aws.roles import lower_role
from compiler.targets.aws.settings import BUCKET_NAME, CHANNELS, WORKSPACE, Settings
from compiler.targets.aws.storage import dataset_upload, folder_of, runtime_upload, short
from compiler.targets.job import build_job, definition_inputs, job_secrets

# Beyond the job's own limit: waiting for capacity, starting, uploading the artifact.
_MARGIN_MINUTES = 30
_FINGERPRINT = 10
# The runtime ends a job that takes too long, and that fails; SageMaker's own limit ends as `Stopped`, which passes.
_GRACE_SECONDS = 300


def job_address(model: str) -> Address:
    """The training job of a model."""
    return Address("sagemaker.TrainingJob", model)


def artifacts_prefix(model: str) -> str:
    """Where SageMaker writes what the jobs of a model make, below the bucket."""
    return f"models/{model}/"


def checkpoints_prefix(model: str) -> str:
    """Where a job on spot capacity keeps what it has so far, below the bucket."""
    return f"checkpoints/{model}/"


def lower_training(settings: Settings, name: str) -> Iterator[Upload | AccessNode | TrainingJob]:
    """Uploads, role, policy and job of one model."""
    # Former names are for champions, which jobs in SageMaker do not meet yet; naming them would train again.
    job = replace(build_job(settings.resolved, name), formerly=())
    prefix = f"jobs/{name}/{short(digest(definition(job)))}/"
    uploads = tuple(_uploads(settings, name, job, prefix))
    yield from uploads
    role, policy = _access(settings, name)
    yield from (role, policy)
    yield _job(settings, name, job, uploads, policy)


def _uploads(settings: Settings, name: str, job: Job, prefix: str) -> Iterator[Upload]:
    origin = settings.tagged(("models", name), definition_inputs(settings.resolved, name, "source"))
    address = Address("s3.BucketObjectv2", f"{name}-definition")
    yield Upload(address, origin, BUCKET_NAME, f"{prefix}definition/definition.json", f"jobs/{name}.json")
    if job.entrypoint:
        path = str(job.entrypoint["path"])
        address = Address("s3.BucketObjectv2", f"{name}-entrypoint")
        at: ConfigPath = ("models", name, "entrypoint")
        origin = settings.tagged(at, {"source": at, **definition_inputs(settings.resolved, name, "key")})
        key = f"{prefix}code/{PurePosixPath(path).name}"
        yield Upload(address, origin, BUCKET_NAME, key, f"{WORKSPACE}/{path}")


def _access(settings: Settings, name: str) -> tuple[Role, RolePolicy]:
    project, dataset = settings.resolved.project, settings.resolved.project.models[name].dataset
    allowed = settings.origin(("models", name), policy=("platform", "region"))
    address = Address("iam.Role", f"{name}-training")
    inputs = [f"jobs/{name}/", "runtime/"]
    external = None
    if dataset in settings.resolved.files.data:
        inputs.insert(0, f"data/{dataset}/")
    else:
        bucket, _, key = project.datasets[dataset].source.removeprefix("s3://").partition("/")
        external = External(f"arn:{partition(settings.region)}:s3:::{bucket}", key)
    secrets = sorted({secret.name for secret in job_secrets(settings.resolved, name).values()})
    parameters = [f"{secrets_path(settings)}{secret}" for secret in secrets]
    checkpoints = checkpoints_prefix(name) if project.models[name].train.spot else None
    policy = training(settings.place, inputs, artifacts_prefix(name), external, parameters, checkpoints)
    described = f"Trains model {name} of project {project.project}"
    role = lower_role(settings, address.name, ("models", name), described, trust_sagemaker(settings.place))
    return role, RolePolicy(Address("iam.RolePolicy", f"{name}-training"), allowed, Ref(address, "name"), policy)


def _job(settings: Settings, name: str, job: Job, uploads: tuple[Upload, ...], policy: RolePolicy) -> TrainingJob:
    project = settings.resolved.project
    model = project.models[name]
    compute = project.platform.compute[model.train.compute]
    at: ConfigPath = ("models", name)
    seconds, fingerprint = model.train.timeout, _fingerprint(settings, name, job)
    waits = model.train.spot_wait if model.train.spot else 0
    return TrainingJob(
        address=job_address(name),
        origin=settings.tagged(at, _inputs(settings, name)),
        name=f"{physical(project.project, settings.resolved.environment, name)}-{fingerprint}-",
        attempt=f"{ONCE[0].setting}-{name}",
        role=Ref(Address("iam.Role", f"{name}-training"), "arn"),
        image=settings.image,
        entrypoint=("python3", "-m", "modelwright_sagemaker.train"),
        environment=_environment(settings, name, job),
        channels=(
            Channel("data", _data(settings, model.dataset)),
            # `definition`, and `code` where there is an entry point: the folders that the uploads stand in.
            *(Channel(PurePosixPath(upload.key).parent.name, folder_of(upload)) for upload in uploads),
            Channel("runtime", folder_of(runtime_upload(settings))),
        ),
        output=Join(("s3://", BUCKET_NAME, f"/{artifacts_prefix(name).rstrip('/')}")),
        instance=compute.instance,
        volume=compute.volume_gb,
        max_runtime=seconds + _GRACE_SECONDS,
        timeout=f"{(seconds + waits) // 60 + _MARGIN_MINUTES}m",
        spot=_spot(settings, name, fingerprint),
        # The disks of instances that keep their data on NVMe are encrypted by the hardware, and take no key.
        kms_key=project.platform.kms_key,
        disk_key=None if has_nvme(compute.instance) else project.platform.kms_key,
        network=settings.network,
        isolation=project.platform.network.isolation,
        after=(policy.address,),
        definition=f"jobs/{name}.json",
        job=job,
    )


def _spot(settings: Settings, name: str, fingerprint: str) -> Spot | None:
    """Checkpoints of one fingerprint only: another training must not go on from them."""
    train = settings.resolved.project.models[name].train
    if not train.spot:
        return None
    folder = Join(("s3://", BUCKET_NAME, f"/{checkpoints_prefix(name)}{fingerprint}/"))
    return Spot(train.timeout + _GRACE_SECONDS + train.spot_wait, folder)


def secrets_path(settings: Settings) -> str:
    """Where the secrets of a stack stand in Parameter Store; people put them there."""
    return f"/modelwright/{settings.resolved.project.project}/{settings.resolved.environment}/"


def _environment(settings: Settings, name: str, job: Job) -> dict[str, object]:
    """Plain variables as they are; of secrets only where the job finds them, because jobs show their environment."""
    own: dict[str, object] = {
        "PYTHONPATH": f"{CHANNELS}/runtime/runtime.zip",
    }
    if not settings.resolved.project.platform.network.isolation:
        own["MODELWRIGHT_CHAMPION"] = Join(("s3://", BUCKET_NAME, f"/{artifacts_prefix(name)}champion.json"))
    if job_secrets(settings.resolved, name):
        own["MODELWRIGHT_SECRETS"] = f"{settings.region}:{secrets_path(settings)}"
    return {**own, **{key: value for key, value in job.env.items() if isinstance(value, str)}}


def _inputs(settings: Settings, name: str) -> dict[str, ConfigPath]:
    """The name stands for all that SageMaker takes only in a new job."""
    model = settings.resolved.project.models[name]
    compute: ConfigPath = ("platform", "compute", model.train.compute)
    fingerprint = definition_inputs(settings.resolved, name, "trainingJobName")
    variables: dict[str, ConfigPath] = {"environment": ("models", name, "train", "env")} if model.train.env else {}
    return (
        fingerprint
        | variables
        | {
            "trainingJobName.dataset.source": ("datasets", model.dataset, "source"),
            "trainingJobName.region": ("platform", "region"),
            "trainingJobName.image": ("platform", "image"),
            "resourceConfig.instanceType": (*compute, "instance"),
            "resourceConfig.volumeSizeInGb": (*compute, "volume_gb"),
            "stoppingCondition": ("models", name, "train", "timeout"),
            "timeouts.create": ("models", name, "train", "timeout"),
            "enableManagedSpotTraining": ("models", name, "train", "spot"),
            "checkpointConfig": ("models", name, "train", "spot"),
            "vpcConfig": ("platform", "network"),
            "enableNetworkIsolation": ("platform", "network", "isolation"),
            "outputDataConfig": ("platform", "kms_key"),
            "resourceConfig.volumeKmsKeyId": ("platform", "kms_key"),
            "trainingJobName.network": ("platform", "network"),
            "trainingJobName.kms_key": ("platform", "kms_key"),
            "trainingJobName.spot": ("models", name, "train", "spot"),
        }
    )


def _data(settings: Settings, dataset: str) -> Join | str:
    if dataset not in settings.resolved.files.data:
        return settings.resolved.project.datasets[dataset].source
    return folder_of(dataset_upload(settings, dataset))


def _fingerprint(settings: Settings, name: str, job: Job) -> str:
    """Of everything that SageMaker takes only in a new job, so that a name never stands for two of them."""
    project, files = settings.resolved.project, settings.resolved.files
    data = files.data.get(job.dataset["name"])
    compute = project.platform.compute[project.models[name].train.compute]
    content = {
        "definition": definition(job),
        "data": data.digest if data else project.datasets[project.models[name].dataset].source,
        "runtime": settings.runtime_digest,
        "image": project.platform.image,
        "compute": [compute.instance, compute.volume_gb],
        "region": settings.region,
        **_setting(settings, name),
    }
    return digest(content).removeprefix("sha256:")[:_FINGERPRINT]


def _setting(settings: Settings, name: str) -> dict[str, object]:
    """What else a job keeps for good, where the spec says something about it."""
    train, platform = settings.resolved.project.models[name].train, settings.resolved.project.platform
    said = {
        "spot": train.spot_wait if train.spot else None,
        "kms_key": platform.kms_key,
        "network": [*platform.network.subnets, *platform.network.security_groups],
        "isolation": platform.network.isolation,
    }
    return {key: value for key, value in said.items() if value}
