"""`modelwright.Endpoint`."""

from __future__ import annotations

from typing import Any

import pulumi


class Endpoint(pulumi.CustomResource):
    """A server on this machine that answers predictions with one version of a model.

    Another version takes over without the server being stopped.
    """

    model: pulumi.Output[str]
    """The name of the model."""
    version: pulumi.Output[int]
    """The version that answers."""
    artifact: pulumi.Output[str]
    """`sha256:<hex>` of the trained model that answers."""
    port: pulumi.Output[int]
    """The port that it listens on."""
    mode: pulumi.Output[str]
    """How it serves."""
    url: pulumi.Output[str]
    """Where it answers, such as `http://127.0.0.1:8080`."""
    pid: pulumi.Output[int]
    """The number of its process."""

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        model: pulumi.Input[str],
        version: pulumi.Input[int],
        artifact: pulumi.Input[str],
        port: pulumi.Input[int] | None = None,
        mode: pulumi.Input[str] | None = None,
    ) -> None:
        """Declare an endpoint.

        :param model: the name of the model
        :param version: the version that is to answer, usually `ModelVersion.version`
        :param artifact: the trained model of that version
        :param port: where to listen; 0, the default, takes a free port and keeps it
        :param mode: how to serve; only `realtime`, the default, on this machine
        """
        arguments: dict[str, pulumi.Input[Any]] = {
            "model": model,
            "version": version,
            "artifact": artifact,
            "port": port,
            "mode": mode,
        }
        super().__init__("modelwright:index:Endpoint", resource_name, {**arguments, "url": None, "pid": None}, opts)
