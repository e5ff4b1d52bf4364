"""What a provider of resources can do. The embedded engine calls it in process; a Pulumi plugin can serve the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from compiler.model.plan import PropertyChange

Props = dict[str, object]
"""Plain values: dict, list, str, int, float, bool, None; `UNKNOWN` where a value is not known before apply."""


class Unknown:
    """The one value that stands for what only apply can know; compare with `is`."""

    def __repr__(self) -> str:
        return "~"


UNKNOWN = Unknown()


def go_on() -> None:
    """The `pulse` of an operation that nobody can cancel."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a resource works: the workspace, its private folder, the stack, and whom to tell how it goes.

    `say` and `pulse` raise KeyboardInterrupt once the operation is cancelled; whoever waits calls `pulse` meanwhile.
    """

    root: Path
    private: Path
    project: str
    environment: str
    name: str
    say: Callable[[str], None]
    pulse: Callable[[], None] = go_on


@dataclass(frozen=True, slots=True)
class InputFailure:
    """An input that cannot be: `path` as in `PropertyChange`."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between recorded and wanted inputs; `note` says what no input shows (`process not running`)."""

    changes: tuple[PropertyChange, ...] = ()
    delete_before_replace: bool = False
    note: str = ""

    @property
    def none(self) -> bool:
        """True when nothing is to be done."""
        return not self.changes and not self.note

    @property
    def replaces(self) -> bool:
        """True when at least one change cannot be made in place."""
        return any(change.replaces for change in self.changes)


@dataclass(frozen=True, slots=True)
class Created:
    """The provider's id and all outputs of a resource."""

    id: str
    outputs: Props


@dataclass(frozen=True, slots=True)
class Adopted:
    """What is there: its id as `create` would have given it, its inputs as far as they can be told, all outputs."""

    id: str
    inputs: Props
    outputs: Props


class Resource(Protocol):
    """One kind of resource. Every method may raise `Refused`; `create` and `update` may be repeated after a crash."""

    def check(self, scope: Scope, inputs: Props) -> tuple[Props, tuple[InputFailure, ...]]:
        """Fill in defaults and say what is wrong."""
        ...

    def diff(self, scope: Scope, id: str, old_inputs: Props, outputs: Props, inputs: Props) -> Difference:
        """Compare, without changing anything; may look at what really runs."""
        ...

    def preview(self, inputs: Props) -> Props:
        """The outputs as far as they are known before creation; the rest `UNKNOWN`."""
        ...

    def create(self, scope: Scope, inputs: Props) -> Created:
        """Make it."""
        ...

    def read(self, scope: Scope, id: str, outputs: Props) -> Props | None:
        """What is really there; None when it is gone."""
        ...

    def adopt(self, scope: Scope, id: str) -> Adopted | None:
        """What is there under an id that nobody has recorded; None when nothing is."""
        ...

    def update(self, scope: Scope, id: str, outputs: Props, inputs: Props) -> Props:
        """Change it in place; the new outputs."""
        ...

    def delete(self, scope: Scope, id: str, outputs: Props) -> None:
        """Remove it; no error when it is gone already.

        With an empty `id`: an interrupted `create` is no longer wanted, and `outputs` are the inputs it was given.
        Remove what exactly that call may have left, and nothing when that cannot be told.
        """
        ...


def observed(resource: Resource, inputs: Props, outputs: Props, found: Props) -> Props:
    """The recorded inputs, those that a read of the resource tells (its `observed`) as they were found.

    Only what differs from the recorded `outputs` counts, and of that what those repeated: an input that leaves the
    choice to the provider, or that the provider writes in its own way, stays.
    """
    names = getattr(resource, "observed", frozenset())
    repeated = {name for name in names if inputs.get(name) == outputs.get(name)}
    changed = {name for name in repeated if found.get(name) != outputs.get(name)}
    kept = {key: value for key, value in inputs.items() if key not in changed}
    return {**kept, **{name: found[name] for name in sorted(changed) if found.get(name) is not None}}


class Provider(Protocol):
    """A package of resources, such as `modelwright` or `aws`."""

    def resource(self, token: str) -> Resource | None:
        """The handler of a type token; None when the package has no such type."""
        ...

    def invoke(self, token: str, arguments: Mapping[str, object]) -> Props:
        """A provider function (`aws:sagemaker/getPrebuiltEcrImage:…`). Raises `Refused` for an unknown one."""
        ...
