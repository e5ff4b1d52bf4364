"""A program's request for a resource, decoded: what the engine acts upon, nothing of the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from compiler.engines.embedded import paths
from compiler.engines.embedded.context import Context
from compiler.model.stack import Stack
from compiler.provider.marshal import Received, from_struct
from compiler.provider.protocol import Props
from compiler.source import urns
from compiler.source.address import Address

if TYPE_CHECKING:
    from pulumi.runtime.proto.alias_pb2 import Alias
    from pulumi.runtime.proto.resource_pb2 import RegisterResourceRequest

OTHER_ENGINE = "leave the option out, or run this environment with `engine: pulumi`"


@dataclass(frozen=True, slots=True)
class Registration:
    """One resource as the program wants it.

    `candidates` are the URNs under which it may stand in the state, its own first; `secrets` the places of secret
    inputs; `line` the program line that asked for it, 0 when unknown; `replace_first` is None when the program leaves
    the order of a replacement to the provider.
    """

    urn: str
    type: str
    name: str
    custom: bool
    inputs: Props
    candidates: tuple[str, ...]
    parent: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    provider: str = ""
    version: str = ""
    protect: bool = False
    retain: bool = False
    ignored: tuple[paths.Path, ...] = ()
    replaced_on: tuple[paths.Path, ...] = ()
    replace_first: bool | None = None
    secrets: tuple[paths.Path, ...] = ()
    line: int = 0

    @property
    def address(self) -> Address:
        """What plans and errors print."""
        return Address.from_token(self.type, self.name)


def decode(context: Context, request: RegisterResourceRequest) -> Registration:
    """Raises `Refused`: P011 for options that only the Pulumi engine honours, P007 for a file that cannot be read."""
    _refuse_unsupported(context, request)
    stack = context.stack
    received = _received(context, request)
    urn = urns.make(stack.environment, stack.project, request.parent, request.type, request.name)
    listed = {key: tuple(sorted(value.urns)) for key, value in sorted(request.propertyDependencies.items())}
    return Registration(
        urn=urn,
        type=request.type,
        name=request.name,
        custom=request.custom,
        inputs=received.values,
        candidates=_candidates(stack, urn, request),
        parent=request.parent,
        dependencies=tuple(sorted(request.dependencies)),
        property_dependencies={key: value for key, value in listed.items() if value},
        provider=request.provider,
        version=request.version,
        protect=request.protect,
        retain=request.retainOnDelete,
        ignored=_parsed(request.ignoreChanges),
        replaced_on=_parsed(request.replaceOnChanges),
        replace_first=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        secrets=(*received.secrets, *_parsed(request.additionalSecretOutputs)),
        line=request.sourcePosition.line,
    )


def _received(context: Context, request: RegisterResourceRequest) -> Received:
    try:
        return from_struct(request.object, context.stack.program)
    except OSError as error:
        address = Address.from_token(request.type, request.name)
        summary = f"a file of `{address}` cannot be read: {error.strerror or error}"
        name = PurePath(str(error.filename)).name if error.filename else ""
        hint = f"`{name}` must be where the program reads it; compile again" if name else "compile again"
        raise context.refused("P007", summary, address, hint=hint) from error


def _refuse_unsupported(context: Context, request: RegisterResourceRequest) -> None:
    unsupported = {
        "import_": bool(request.importId),
        "remote component": request.remote,
        "transforms": bool(request.transforms),
    }
    for option, used in unsupported.items():
        if used:
            address = Address.from_token(request.type, request.name)
            raise context.refused(
                "P011",
                f"`{address}` uses `{option}`, which the embedded engine does not do",
                address,
                hint=OTHER_ENGINE,
            )


def _parsed(texts: Iterable[str]) -> tuple[paths.Path, ...]:
    return tuple(paths.parse(text) for text in texts)


def _candidates(stack: Stack, urn: str, request: RegisterResourceRequest) -> tuple[str, ...]:
    """The URN and those of its aliases, without repetition."""
    specified = [alias.urn or _from_spec(stack, request, alias) for alias in request.aliases]
    return tuple(dict.fromkeys((urn, *request.aliasURNs, *specified)))


def _from_spec(stack: Stack, request: RegisterResourceRequest, alias: Alias) -> str:
    spec = alias.spec
    parent = "" if spec.noParent else spec.parentUrn or request.parent
    return urns.make(
        spec.stack or stack.environment,
        spec.project or stack.project,
        parent,
        spec.type or request.type,
        spec.name or request.name,
    )
