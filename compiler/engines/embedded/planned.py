"""A provider for packages whose resources are planned but never made here: clouds, which the Pulumi engine serves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from compiler.engines.embedded import paths
from compiler.provider.protocol import Adopted, Created, Difference, InputFailure, Props, Scope
from compiler.source.diagnostic import Refused, refuse
from compiler.source.nearest import suggest

Function = Callable[[Mapping[str, object]], Props]


@dataclass(frozen=True, slots=True)
class PlannedProvider:
    """`package` such as `aws`; `functions` answers provider functions by token, without asking anybody."""

    package: str
    functions: Mapping[str, Function] = field(default_factory=dict)

    def resource(self, token: str) -> PlannedResource:
        """Every type of the package is taken; the program's own SDK knows which exist."""
        return PlannedResource(self.package, token)

    def invoke(self, token: str, arguments: Mapping[str, object]) -> Props:
        """Raises `Refused` (P015) for a function that is not in the table."""
        function = self.functions.get(token)
        if function is None:
            raise refuse(
                "P015",
                f"`{token}` cannot be answered without the cloud",
                hint=suggest(token, self.functions) or "plan this environment with `engine: pulumi`",
            )
        return function(arguments)


@dataclass(frozen=True, slots=True)
class PlannedResource:
    """Check and compare as written; what only the cloud knows stays unknown."""

    package: str
    token: str

    def check(self, scope: Scope, inputs: Props) -> tuple[Props, tuple[InputFailure, ...]]:
        """Takes everything."""
        return inputs, ()

    def diff(self, scope: Scope, id: str, old_inputs: Props, outputs: Props, inputs: Props) -> Difference:
        """By structure alone; whether a change replaces is not known here."""
        return Difference(tuple(paths.compare(old_inputs, inputs)))

    def preview(self, inputs: Props) -> Props:
        """The inputs; every other output stays unknown."""
        return dict(inputs)

    def create(self, scope: Scope, inputs: Props) -> Created:
        """Always refuses."""
        raise self._refusal()

    def read(self, scope: Scope, id: str, outputs: Props) -> Props | None:
        """Always refuses."""
        raise self._refusal()

    def adopt(self, scope: Scope, id: str) -> Adopted | None:
        """Always refuses."""
        raise self._refusal()

    def update(self, scope: Scope, id: str, outputs: Props, inputs: Props) -> Props:
        """Always refuses."""
        raise self._refusal()

    def delete(self, scope: Scope, id: str, outputs: Props) -> None:
        """Always refuses."""
        raise self._refusal()

    def _refusal(self) -> Refused:
        return refuse(
            "P010",
            f"`{self.token}` is only planned by the embedded engine, never made",
            hint=f"resources of `{self.package}` are made with `engine: pulumi`",
        )
