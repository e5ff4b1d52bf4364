"""The stable name of a resource: what plans, errors and manifests print."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """`type` is `Dataset` for our own kinds and `sagemaker.Model` for a cloud's; `name` is the logical name."""

    type: str
    name: str

    def __str__(self) -> str:
        return f"{self.type}.{self.name}"

    @classmethod
    def from_token(cls, token: str, name: str) -> Address:
        """From a Pulumi type token: `aws:sagemaker/model:Model` and `x` make `sagemaker.Model.x`."""
        package, _, rest = token.partition(":")
        module, _, kind = rest.rpartition(":")
        module = module.split("/")[0]
        return cls(kind if package == "modelwright" or module in ("", "index") else f"{module}.{kind}", name)

    @classmethod
    def from_urn(cls, urn: str) -> Address:
        """From `urn:pulumi:<stack>::<project>::[<parent>$]<token>::<name>`."""
        _, _, types, name = urn.split("::", 3)
        return cls.from_token(types.rpartition("$")[2], name)
