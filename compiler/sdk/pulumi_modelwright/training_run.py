"""`modelwright.TrainingRun`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from pulumi_modelwright.literals import literals


class TrainingRun(pulumi.CustomResource):
    """A model trained on a dataset, measured on held-out rows, and held against its gates.

    A run that was made before is not made again. Every change makes a new run.
    """

    dataset: pulumi.Output[str]
    """Where the data is."""
    dataset_digest: pulumi.Output[str]
    """`sha256:<hex>` of the data."""
    definition: pulumi.Output[Mapping[str, Any]]
    """The job definition."""
    runtime: pulumi.Output[Mapping[str, str]]
    """Versions of Python and of the libraries that trained, by name."""
    fingerprint: pulumi.Output[str]
    """`sha256:<hex>` of everything that decides the result."""
    artifact: pulumi.Output[str]
    """`sha256:<hex>` of the trained model in the store."""
    metrics: pulumi.Output[Mapping[str, float]]
    """What was measured, by name of the metric."""
    gates: pulumi.Output[Sequence[Mapping[str, Any]]]
    """For each gate its `text`, the measured `value`, the `threshold` and whether it `passed`."""
    seconds: pulumi.Output[float]
    """How long the training took."""
    reused: pulumi.Output[bool]
    """Whether a stored run was taken."""

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        dataset: pulumi.Input[str],
        dataset_digest: pulumi.Input[str],
        definition: pulumi.Input[Mapping[str, Any]],
        secrets: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None = None,
    ) -> None:
        """Declare a training run.

        :param dataset: where the data is, usually `Dataset.location`
        :param dataset_digest: what the data is, usually `Dataset.digest`
        :param definition: the job definition: columns, estimator, parameters, split, metrics and gates
        :param secrets: values of the environment variables that the definition names as secret; a new value alone
            does not train again
        """
        arguments: dict[str, pulumi.Input[Any]] = {
            "dataset": dataset,
            "dataset_digest": dataset_digest,
            "definition": definition,
            "literals": _literals(definition),
        }
        if secrets is not None:
            arguments["secrets"] = pulumi.Output.secret(secrets)
        outputs = dict.fromkeys(("runtime", "fingerprint", "artifact", "metrics", "gates", "seconds", "reused"))
        super().__init__("modelwright:index:TrainingRun", resource_name, {**arguments, **outputs}, opts)


def _literals(definition: Any) -> Any:
    if not isinstance(definition, Mapping):
        return pulumi.Output.from_input(definition).apply(_literals)
    return literals(definition.get("params"), "/definition/params") or None
