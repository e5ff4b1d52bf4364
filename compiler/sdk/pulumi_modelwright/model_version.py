"""`modelwright.ModelVersion`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi


class ModelVersion(pulumi.CustomResource):
    """A trained model under a number in the registry. The newest version of a model is its champion."""

    model: pulumi.Output[str]
    """The name of the model."""
    artifact: pulumi.Output[str]
    """`sha256:<hex>` of the trained model in the store."""
    metrics: pulumi.Output[Mapping[str, float]]
    """What was measured, by name of the metric."""
    gates: pulumi.Output[Sequence[Mapping[str, Any]]]
    """How the gates came out."""
    version: pulumi.Output[int]
    """The number, counting from 1; the same artifact keeps its number."""

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        model: pulumi.Input[str],
        artifact: pulumi.Input[str],
        metrics: pulumi.Input[Mapping[str, pulumi.Input[float]]],
        gates: pulumi.Input[Sequence[pulumi.Input[Mapping[str, Any]]]],
    ) -> None:
        """Declare a model version.

        :param model: the name of the model
        :param artifact: the trained model, usually `TrainingRun.artifact`; another one makes a new version
        :param metrics: what was measured, usually `TrainingRun.metrics`
        :param gates: how the gates came out, usually `TrainingRun.gates`
        """
        arguments: dict[str, pulumi.Input[Any]] = {
            "model": model,
            "artifact": artifact,
            "metrics": metrics,
            "gates": gates,
        }
        super().__init__("modelwright:index:ModelVersion", resource_name, {**arguments, "version": None}, opts)
