"""Secrets of a job from Parameter Store: a job definition goes in, environment variables come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def secrets_of(definition: Mapping[str, Any], place: str) -> dict[str, str]:
    """The values of the variables that the definition names as secret; `place` is `<region>:<path of the parameters>`.

    Raises RuntimeError with the parameter's name for one that cannot be read.
    """
    region, _, path = place.partition(":")
    wanted = {name: value["secret"] for name, value in definition.get("env", {}).items() if isinstance(value, dict)}
    client = _client(region) if wanted else None
    return {name: _value(client, f"{path}{secret}") for name, secret in wanted.items()}


def _value(client: Any, name: str) -> str:
    try:
        return client.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    except Exception as error:
        raise RuntimeError(f"the secret in parameter `{name}` cannot be read: {error}") from None


def _client(region: str) -> Any:
    import boto3

    return boto3.client("ssm", region_name=region)
