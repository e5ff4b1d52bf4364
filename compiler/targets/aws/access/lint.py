"""Graph -> diagnostics for policies that are wider than they may be, and for data that is less protected.

The fault lies in the target, a plugin or a patch, not in the spec; what it came from in the spec is where it is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.graph import Graph, Node, Ref
from compiler.source.diagnostic import Diagnostic
from compiler.targets.aws.access.rules import WORKLOADS, Fault, faults
from compiler.targets.aws.access.rules_others import bucket_faults, topic_faults, trust_faults
from compiler.targets.aws.nodes.access import Role, RolePolicy
from compiler.targets.aws.nodes.hosting import EndpointConfiguration
from compiler.targets.aws.nodes.storage import Bucket, BucketEncryption, BucketPolicy, BucketPublicAccessBlock
from compiler.targets.aws.nodes.watching import Topic

_FLAGS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


def lint(graph: Graph) -> Iterator[Diagnostic]:
    """G030 for policies, G031 for what protects data."""
    for node in graph.nodes:
        for fault in _faults(node):
            summary = f"the policy of `{node.address}`, statement {fault.label}: {fault.what}"
            yield _told("G030", summary, node, "a policy names its actions, its resources and who it is for")
    yield from _unprotected(graph)


def _faults(node: Node) -> Iterator[Fault]:
    match node:
        case RolePolicy():
            yield from faults(node.policy, WORKLOADS)
        case Role():
            yield from trust_faults(node.trust)
        case BucketPolicy():
            yield from bucket_faults(node.policy)
        case Topic(policy=policy) if policy is not None:
            yield from topic_faults(policy)


def _unprotected(graph: Graph) -> Iterator[Diagnostic]:
    buckets = [node for node in graph.nodes if isinstance(node, Bucket)]
    keys = {node.kms_key for node in graph.nodes if isinstance(node, BucketEncryption)}
    for bucket in buckets:
        name = Ref(bucket.address, "bucket")
        for kind in (BucketPublicAccessBlock, BucketEncryption, BucketPolicy):
            if not any(isinstance(node, kind) and node.bucket == name for node in graph.nodes):
                summary = f"`{bucket.address}` has no {_WORDS[kind]}"
                yield _told("G031", summary, bucket, "every bucket has all of its settings")
    for node in graph.nodes:
        if isinstance(node, BucketPublicAccessBlock):
            for flag in _FLAGS:
                if not getattr(node, flag):
                    summary = f"`{node.address}` leaves the bucket open: `{flag}` is false"
                    yield _told("G031", summary, node, "all four flags are true")
        # The disks of some instances take no key; what is in the bucket has to have the bucket's.
        optional = {None} if isinstance(node, EndpointConfiguration) else set[None]()
        if keys and hasattr(node, "kms_key") and node.kms_key not in keys | optional:
            summary = f"`{node.address}` is not encrypted with the key of the bucket"
            yield _told("G031", summary, node, "all that a stack keeps has the key of `platform.kms_key`")


_WORDS: dict[type, str] = {
    BucketPublicAccessBlock: "block of public access",
    BucketEncryption: "encryption",
    BucketPolicy: "policy that refuses requests without TLS",
}


def _told(code: str, summary: str, node: Node, hint: str) -> Diagnostic:
    return Diagnostic(code, summary, node.origin.location, node.origin.path, hint=hint)
