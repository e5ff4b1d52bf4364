"""Resource names as Pulumi writes them: `urn:pulumi:<stack>::<project>::[<parent types>$]<type>::<name>`."""

from __future__ import annotations

STACK_TYPE = "pulumi:pulumi:Stack"
PROVIDER_PREFIX = "pulumi:providers:"


def make(stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """`parent` is the parent's URN or empty; the stack itself leaves no trace in its children's URNs."""
    above = qualified_type(parent) if parent else ""
    types = f"{above}${type_}" if above and above != STACK_TYPE else type_
    return f"urn:pulumi:{stack}::{project}::{types}::{name}"


def qualified_type(urn: str) -> str:
    """The type with those of all its parents, as in `a:b:Parent$a:b:Child`."""
    return _parts(urn)[2]


def type_of(urn: str) -> str:
    """The resource's own type token."""
    return qualified_type(urn).rpartition("$")[2]


def name_of(urn: str) -> str:
    """The logical name."""
    return _parts(urn)[3]


def stack_of(urn: str) -> tuple[str, str]:
    """Stack and project; two empty texts when it is no URN."""
    head, project, *_ = [*urn.split("::"), ""]
    prefix, _, stack = head.rpartition(":")
    return (stack, project) if prefix == "urn:pulumi" else ("", "")


def root(stack: str, project: str) -> str:
    """The URN of the stack resource."""
    return make(stack, project, "", STACK_TYPE, f"{project}-{stack}")


def default_provider(stack: str, project: str, package: str, version: str) -> str:
    """The URN of the provider that a resource has when the program names none."""
    name = f"default_{version.replace('.', '_').replace('-', '_').replace('+', '_')}" if version else "default"
    return make(stack, project, "", PROVIDER_PREFIX + package, name)


def package_of(type_: str) -> str:
    """`aws` of `aws:s3/bucket:Bucket`; the provided package for a provider resource."""
    if type_.startswith(PROVIDER_PREFIX):
        return type_.removeprefix(PROVIDER_PREFIX)
    return type_.partition(":")[0]


def _parts(urn: str) -> list[str]:
    return [*urn.split("::", 3), "", "", ""][:4]
