"""Nodes of the artifacts bucket and what is uploaded to it, and what is looked up about account and image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.graph import Origin, Ref
from compiler.source.address import Address


@dataclass(frozen=True, slots=True)
class CallerIdentity:
    """Looked up: the account that the stack is deployed to."""

    address: Address
    origin: Origin


@dataclass(frozen=True, slots=True)
class PrebuiltImage:
    """Looked up: AWS's own image in a region."""

    address: Address
    origin: Origin
    repository: str
    tag: str
    region: str


@dataclass(frozen=True, slots=True)
class Bucket:
    """Data, code and trained models. `protect` refuses deletion; `force_destroy` lets it go with its content."""

    address: Address
    origin: Origin
    protect: bool
    force_destroy: bool
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BucketEncryption:
    """With a key of the user's, or with the cloud's own."""

    address: Address
    origin: Origin
    bucket: Ref
    kms_key: str | None


@dataclass(frozen=True, slots=True)
class BucketVersioning:
    """What was overwritten or deleted in the bucket is still there."""

    address: Address
    origin: Origin
    bucket: Ref


@dataclass(frozen=True, slots=True)
class BucketPublicAccessBlock:
    """Refuses what would make the bucket public, whoever sets it."""

    address: Address
    origin: Origin
    bucket: Ref
    block_public_acls: bool = True
    block_public_policy: bool = True
    ignore_public_acls: bool = True
    restrict_public_buckets: bool = True


@dataclass(frozen=True, slots=True)
class BucketPolicy:
    """Who may not use the bucket; after `after`, which would else reject it for a moment."""

    address: Address
    origin: Origin
    bucket: Ref
    policy: Mapping[str, object]
    after: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file under a key that carries its content's digest; `source` is seen from the stack's folder."""

    address: Address
    origin: Origin
    bucket: Ref
    key: str
    source: str


StorageNode = (
    CallerIdentity
    | PrebuiltImage
    | Bucket
    | BucketEncryption
    | BucketVersioning
    | BucketPublicAccessBlock
    | BucketPolicy
    | Upload
)
