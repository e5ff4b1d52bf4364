"""How what stands in AWS gets into a stack and its spec."""

from __future__ import annotations

from compiler.model.target import Adoption


def _token(type_: str) -> str:
    """`sagemaker.Endpoint` is `aws:sagemaker/endpoint:Endpoint`, as everywhere in pulumi-aws."""
    module, _, kind = type_.rpartition(".")
    return f"aws:{module}/{kind[:1].lower()}{kind[1:]}:{kind}"


# What an endpoint needs around it is made new; what else a program has is taken over once the spec has its entry.
ADOPTION = Adoption(_token, {"sagemaker.Endpoint": "serving"})
