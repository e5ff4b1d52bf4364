"""Lowering of the artifacts bucket, of what the project looks up, and of the uploads: datasets and the runtime."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from compiler.model.graph import Join, Ref
from compiler.source.address import Address
from compiler.source.location import ConfigPath
from compiler.targets.aws.access.policies import tls_only
from compiler.targets.aws.nodes.storage import (
    Bucket,
    BucketEncryption,
    BucketPolicy,
    BucketPublicAccessBlock,
    BucketVersioning,
    CallerIdentity,
    PrebuiltImage,
    StorageNode,
    Upload,
)
from compiler.targets.aws.registries import SKLEARN_REPOSITORY, SKLEARN_TAG
from compiler.targets.aws.runtime_files import ARCHIVE
from compiler.targets.aws.settings import ACCOUNT, BUCKET, BUCKET_NAME, IMAGE, RUNTIME, WORKSPACE, Settings


def lower_storage(settings: Settings) -> Iterator[StorageNode]:
    """Account, bucket with its settings and one upload for each dataset that is a local file; image and runtime where
    something is trained.
    """
    yield CallerIdentity(ACCOUNT, settings.origin(("project",)))
    trains = bool(settings.resolved.project.models)
    if trains and settings.resolved.project.platform.image is None:
        origin = settings.origin(("platform", "region"))
        yield PrebuiltImage(IMAGE, origin, SKLEARN_REPOSITORY, SKLEARN_TAG, settings.region)
    if _keeps_something(settings):
        yield from _bucket(settings)
    if trains:
        yield runtime_upload(settings)
    for name in settings.resolved.files.data:
        yield dataset_upload(settings, name)


def _keeps_something(settings: Settings) -> bool:
    """Endpoints of models from elsewhere, that answer at once and of which nothing is captured, keep nothing."""
    project = settings.resolved.project
    if project.models or project.datasets or project.platform.kms_key or not project.serving:
        return True
    captured = (serving.monitor is not None and serving.monitor.capture for serving in project.serving.values())
    return any(captured) or any(serving.mode != "realtime" for serving in project.serving.values())


def _bucket(settings: Settings) -> Iterator[StorageNode]:
    guarded: ConfigPath = ("platform", "protect")
    origin = settings.origin(("project",))
    protect = settings.resolved.project.platform.protect
    bucket = settings.tagged(("project",), {"forceDestroy": guarded, "protect": guarded})
    yield Bucket(BUCKET, bucket, protect=protect, force_destroy=not protect, tags=settings.tags)
    yield BucketVersioning(Address("s3.BucketVersioning", BUCKET.name), origin, BUCKET_NAME)
    yield BucketEncryption(
        address=Address("s3.BucketServerSideEncryptionConfiguration", BUCKET.name),
        origin=settings.origin(("project",), rules=("platform", "kms_key")),
        bucket=BUCKET_NAME,
        kms_key=settings.resolved.project.platform.kms_key,
    )
    yield BucketPublicAccessBlock(Address("s3.BucketPublicAccessBlock", BUCKET.name), origin, BUCKET_NAME)
    yield BucketPolicy(
        address=Address("s3.BucketPolicy", BUCKET.name),
        origin=origin,
        bucket=BUCKET_NAME,
        policy=tls_only(settings.place),
        after=(Address("s3.BucketPublicAccessBlock", BUCKET.name),),
    )


def short(digest: str) -> str:
    """Enough of a `sha256:…` digest to tell contents apart in a name."""
    return digest.removeprefix("sha256:")[:16]


def runtime_upload(settings: Settings) -> Upload:
    """The code that runs inside SageMaker."""
    return Upload(RUNTIME, settings.tagged(("project",)), BUCKET_NAME, settings.runtime_key, ARCHIVE)


def dataset_upload(settings: Settings, name: str) -> Upload:
    """A local dataset; the ending of its name keeps it apart from other uploads."""
    file = settings.resolved.files.data[name]
    return Upload(
        address=Address("s3.BucketObjectv2", f"{name}-data"),
        origin=settings.tagged(("datasets", name), {"source": ("datasets", name, "source")}),
        bucket=BUCKET_NAME,
        key=f"data/{name}/{short(file.digest)}/{PurePosixPath(file.path).name}",
        source=f"{WORKSPACE}/{file.path}",
    )


def folder_of(upload: Upload) -> Join:
    """`s3://` address of the folder that an upload stands in. It is made from the upload, so that it waits for it."""
    return Join(("s3://", Ref(upload.address, "bucket"), f"/{PurePosixPath(upload.key).parent}/"))
