"""What moto 5.2 lacks or lets pass, added to its server, so that boto3 sees one AWS. `GAPS` lists all of it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, FakeDeleteMarker, s3_backends
from moto.sagemaker.exceptions import ResourceInUseException, ValidationError
from moto.sagemaker.models import FakeEndpoint
from moto.sagemaker.responses import SageMakerResponse


@dataclass(slots=True)
class Fates:
    """How the next ones end: a reason for a failed training or a new endpoint, `rollback` or `silent` for an update.

    `deployments` keeps what moto forgets of endpoints, `scaling_tags` of scalable targets; by ARN or name.
    """

    trainings: deque[str] = field(default_factory=deque)
    endpoints: deque[str] = field(default_factory=deque)
    updates: deque[str] = field(default_factory=deque)
    deployments: dict[str, Any] = field(default_factory=dict)
    scaling_tags: dict[str, dict[str, str]] = field(default_factory=dict)
    coming: dict[tuple[str, str], deque[dict[str, Any]]] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget everything, as for a new account."""
        for part in (self.trainings, self.endpoints, self.updates, self.deployments, self.scaling_tags, self.coming):
            part.clear()


FATES = Fates()


def _next(queue: deque[str]) -> str:
    return queue.popleft() if queue else ""


def _steps(kind: str, name: str, thing: Any) -> None:
    """One sight of a thing moves it on to its next state."""
    if steps := FATES.coming.get((kind, name)):
        for attribute, value in steps.popleft().items():
            setattr(thing, attribute, value)


def create_training_job(self: Any, original: Callable[[Any], Any]) -> Any:
    """A name that is taken is refused; the job runs for a while and ends as ordered."""
    name = self._get_param("TrainingJobName")
    jobs = self.sagemaker_backend.training_jobs
    if name in jobs:
        raise ResourceInUseException(
            "Training job names must be unique within an AWS account and region, "
            f"and a training job with this name already exists ({jobs[name].arn})"
        )
    answer = original(self)
    jobs[name].environment = self._get_param("Environment")
    jobs[name].algorithm_specification.pop("MetricDefinitions")
    reason = _next(FATES.trainings)
    if not reason:
        _write_artifact(self.sagemaker_backend.account_id, jobs[name].model_artifacts["S3ModelArtifacts"])
    end = (
        {"training_job_status": "Failed", "failure_reason": reason} if reason else {"training_job_status": "Completed"}
    )
    jobs[name].training_job_status = "InProgress"
    FATES.coming["training", name] = deque([{}, end])
    return answer


def _write_artifact(account: str, uri: str) -> None:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    s3_backends[account]["aws"].put_object(bucket, key, b"a model")


def describe_training_job(self: Any, original: Callable[[Any], Any]) -> Any:
    name = self._get_param("TrainingJobName")
    job = self.sagemaker_backend.training_jobs.get(name)
    if job is None:
        raise ValidationError("Requested resource not found.")
    _steps("training", name, job)
    return original(self)


def stop_training_job(self: Any) -> Any:
    name = self._get_param("TrainingJobName")
    self.sagemaker_backend.training_jobs[name].training_job_status = "Stopped"
    FATES.coming.pop(("training", name), None)
    return EmptyResult()


def delete_training_job(self: Any) -> Any:
    name = self._get_param("TrainingJobName")
    job = self.sagemaker_backend.training_jobs.get(name)
    if job is None:
        raise ValidationError("Requested resource not found.")
    if job.training_job_status in ("InProgress", "Stopping"):
        raise ValidationError(f"Cannot delete a training job in {job.training_job_status} state")
    del self.sagemaker_backend.training_jobs[name]
    return EmptyResult()


def update_model_package(self: Any, original: Callable[[Any], Any]) -> Any:
    """What is not named stays."""
    package = self.sagemaker_backend.model_packages[self._get_param("ModelPackageArn")]
    before = package.customer_metadata_properties
    answer = original(self)
    package.customer_metadata_properties = package.customer_metadata_properties or before
    return answer


def delete_model_package(self: Any) -> Any:
    arn = self._get_param("ModelPackageName")
    if self.sagemaker_backend.model_packages.pop(arn, None) is None:
        raise ValidationError(f"ModelPackage {arn} does not exist.")
    return EmptyResult()


def delete_model_package_group(self: Any) -> Any:
    """Refused as long as there are versions."""
    name = self._get_param("ModelPackageGroupName")
    backend = self.sagemaker_backend
    if name not in backend.model_package_groups:
        raise ValidationError(f"ModelPackageGroup {name} does not exist.")
    if any(item.model_package_group_name == name for item in backend.model_packages.values()):
        raise ValidationError(f"Model Package Group {name} cannot be deleted because it still has Model Packages")
    del backend.model_package_groups[name]
    return EmptyResult()


def create_model_package_group(self: Any, original: Callable[[Any], Any]) -> Any:
    name = self._get_param("ModelPackageGroupName")
    if name in self.sagemaker_backend.model_package_groups:
        raise ValidationError(f"Model Package Group already exists: {name}")
    return original(self)


def create_model(self: Any, original: Callable[[Any], Any]) -> Any:
    name = self._get_param("ModelName")
    if name in self.sagemaker_backend._models:
        raise ValidationError(f'Cannot create already existing model "{self.sagemaker_backend._models[name].arn}".')
    return original(self)


def create_endpoint_config(self: Any, original: Callable[[Any], Any]) -> Any:
    name = self._get_param("EndpointConfigName")
    if name in self.sagemaker_backend.endpoint_configs:
        arn = self.sagemaker_backend.endpoint_configs[name].endpoint_config_arn
        raise ValidationError(f'Cannot create already existing endpoint configuration "{arn}".')
    answer = original(self)
    self.sagemaker_backend.endpoint_configs[name].shadow_production_variants = self._get_param(
        "ShadowProductionVariants"
    )
    return answer


def create_endpoint(self: Any, original: Callable[[Any], Any]) -> Any:
    """A name that is taken is refused; it is Creating for a while and ends as ordered."""
    name = self._get_param("EndpointName")
    endpoints = self.sagemaker_backend.endpoints
    if name in endpoints:
        raise ValidationError(f'Cannot create already existing endpoint "{endpoints[name].arn}".')
    answer = original(self)
    reason = _next(FATES.endpoints)
    end = {"endpoint_status": "Failed", "failure_reason": reason} if reason else {"endpoint_status": "InService"}
    endpoints[name].endpoint_status = "Creating"
    FATES.coming["endpoint", name] = deque([{}, end])
    FATES.deployments[name] = self._get_param("DeploymentConfig")
    return answer


def update_endpoint(self: Any) -> Any:
    """Moves to the new configuration, or rolls back as ordered: seen by whoever looks, or silently."""
    name, config = self._get_param("EndpointName"), self._get_param("EndpointConfigName")
    backend = self.sagemaker_backend
    endpoint = backend.endpoints.get(name)
    if endpoint is None:
        raise ValidationError(f'Could not find endpoint "{name}".')
    if endpoint.endpoint_status not in ("InService", "Failed"):
        raise ValidationError(f'Cannot update in-progress endpoint "{endpoint.arn}".')
    if config not in backend.endpoint_configs:
        raise ValidationError(f'Could not find endpoint configuration "{config}".')
    variants = backend.describe_endpoint_config(config)["ProductionVariants"]
    made = FakeEndpoint(backend.account_id, backend.region_name, name, config, variants, {}, [])
    done = {"endpoint_config_name": config, "production_variants": made.production_variants}
    fate = _next(FATES.updates)
    endpoint.endpoint_status = "Updating"
    FATES.coming["endpoint", name] = deque(
        {
            "": [{}, {**done, "endpoint_status": "InService"}],
            "silent": [{}, {"endpoint_status": "InService"}],
            "rollback": [{}, {"endpoint_status": "RollingBack"}, {}, {"endpoint_status": "InService"}],
        }[fate]
    )
    if self._get_param("DeploymentConfig"):
        FATES.deployments[name] = self._get_param("DeploymentConfig")
    return ActionResult({"EndpointArn": endpoint.arn})


def describe_endpoint(self: Any, original: Callable[[Any], Any]) -> Any:
    name = self._get_param("EndpointName")
    if name in self.sagemaker_backend.endpoints:
        _steps("endpoint", name, self.sagemaker_backend.endpoints[name])
    answer = original(self)
    return ActionResult({**answer._result, "LastDeploymentConfig": FATES.deployments.get(name)})


def delete_endpoint(self: Any, original: Callable[[Any], Any]) -> Any:
    name = self._get_param("EndpointName")
    endpoint = self.sagemaker_backend.endpoints.get(name)
    if endpoint is not None and endpoint.endpoint_status in ("Creating", "Updating"):
        raise ValidationError(f'Cannot delete in-progress endpoint "{endpoint.arn}".')
    FATES.coming.pop(("endpoint", name), None)
    return original(self)


def tag_resource(self: Any) -> str:
    FATES.scaling_tags.setdefault(self._get_param("ResourceARN"), {}).update(self._get_param("Tags"))
    return "{}"


def untag_resource(self: Any) -> str:
    tags = FATES.scaling_tags.get(self._get_param("ResourceARN"), {})
    for key in self._get_param("TagKeys"):
        tags.pop(key, None)
    return "{}"


def list_tags_for_resource(self: Any) -> str:
    return json.dumps({"Tags": FATES.scaling_tags.get(self._get_param("ResourceARN"), {})})


def register_scalable_target(self: Any, original: Callable[[Any], Any]) -> Any:
    answer = original(self)
    backend = self.applicationautoscaling_backend
    targets = backend.targets[self._get_param("ScalableDimension")]
    arn = targets[self._get_param("ResourceId")].arn
    if tags := self._get_param("Tags"):
        FATES.scaling_tags[arn] = dict(tags)
    return answer


def deregister_scalable_target(self: Any, original: Callable[[Any], Any]) -> Any:
    """Its policies go with it."""
    backend = self.applicationautoscaling_backend
    resource, dimension = self._get_param("ResourceId"), self._get_param("ScalableDimension")
    answer = original(self)
    for key, policy in list(backend.policies.items()):
        if (policy.resource_id, policy.scalable_dimension) == (resource, dimension):
            del backend.policies[key]
    return answer


def get_permission(self: Any, original: Callable[..., Any], action: str, resource: str) -> Any:
    """Every caller counts as one with TLS."""
    statements = json.loads(self.policy or b"{}").get("Statement", ())
    return PermissionResult.NEUTRAL if all(map(_about_tls, statements)) else original(self, action, resource)


def dispose(self: Any) -> None:
    """Nothing is on disk."""


def _about_tls(statement: dict[str, Any]) -> bool:
    return statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}


@dataclass(frozen=True, slots=True)
class Gap:
    """`method` of a class of moto; `wraps`: moto has it, and this goes around it."""

    owner: Any
    method: str
    function: Callable[..., Any]
    why: str
    wraps: bool = False


_SCALING = ApplicationAutoScalingResponse
GAPS = (
    Gap(SageMakerResponse, "update_endpoint", update_endpoint, "not implemented"),
    Gap(SageMakerResponse, "stop_training_job", stop_training_job, "not implemented"),
    Gap(SageMakerResponse, "delete_training_job", delete_training_job, "not implemented"),
    Gap(
        SageMakerResponse,
        "create_training_job",
        create_training_job,
        "overwrites a job; all are Completed at once; loses Environment; writes no artifact",
        True,
    ),
    Gap(SageMakerResponse, "describe_training_job", describe_training_job, "other words than AWS; no states", True),
    Gap(SageMakerResponse, "update_model_package", update_model_package, "loses what is not named", True),
    Gap(SageMakerResponse, "delete_model_package", delete_model_package, "not implemented"),
    Gap(SageMakerResponse, "delete_model_package_group", delete_model_package_group, "not implemented"),
    Gap(SageMakerResponse, "create_model_package_group", create_model_package_group, "overwrites a group", True),
    Gap(SageMakerResponse, "create_model", create_model, "overwrites a model of the same name", True),
    Gap(
        SageMakerResponse,
        "create_endpoint_config",
        create_endpoint_config,
        "overwrites one of the same name, no shadows",
        True,
    ),
    Gap(SageMakerResponse, "create_endpoint", create_endpoint, "overwrites; no states; DeploymentConfig is lost", True),
    Gap(SageMakerResponse, "describe_endpoint", describe_endpoint, "no states; no LastDeploymentConfig", True),
    Gap(SageMakerResponse, "delete_endpoint", delete_endpoint, "deletes an endpoint that is being changed", True),
    Gap(_SCALING, "tag_resource", tag_resource, "not implemented"),
    Gap(_SCALING, "untag_resource", untag_resource, "not implemented"),
    Gap(_SCALING, "list_tags_for_resource", list_tags_for_resource, "not implemented"),
    Gap(_SCALING, "register_scalable_target", register_scalable_target, "tags are lost", True),
    Gap(FakeBucket, "get_permission", get_permission, "a denial without TLS is one for everybody", True),
    Gap(FakeDeleteMarker, "dispose", dispose, "a marker cannot be deleted"),
    Gap(_SCALING, "deregister_scalable_target", deregister_scalable_target, "its policies stay", True),
)
"""Whose method, what stands for it here, and why."""


def fill() -> None:
    """Put all of them in place, once."""
    for gap in GAPS:
        present = getattr(gap.owner, gap.method, None)
        if getattr(present, "stands_in", False):
            continue
        if gap.wraps != (present is not None):
            raise RuntimeError(f"moto's own {gap.method} has come or gone: look at GAPS again")
        method = _around(gap.function, present) if present else _plain(gap.function)
        method.stands_in = True
        setattr(gap.owner, gap.method, method)


def _around(function: Callable[..., Any], original: Callable[..., Any]) -> Any:
    def method(self: Any, *arguments: Any) -> Any:
        return function(self, original, *arguments)

    return method


def _plain(function: Callable[..., Any]) -> Any:
    def method(self: Any) -> Any:
        return function(self)

    return method
