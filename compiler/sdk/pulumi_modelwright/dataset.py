"""`modelwright.Dataset`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from pulumi_modelwright.types import Check, Column


class Dataset(pulumi.CustomResource):
    """A table in a CSV file. Its columns and checks hold, or the deployment stops before anything is trained on it."""

    source: pulumi.Output[str]
    """The file, relative to the workspace."""
    digest: pulumi.Output[str]
    """`sha256:<hex>` of the file."""
    columns: pulumi.Output[Sequence[Mapping[str, Any]]]
    """Name, type and categories of each column."""
    missing: pulumi.Output[Sequence[str]]
    """The texts that stand for a missing value."""
    checks: pulumi.Output[Sequence[Mapping[str, Any]]]
    """The bounds that the data keeps."""
    location: pulumi.Output[str]
    """Where the checked data is, relative to the workspace."""
    rows: pulumi.Output[int]
    """How many rows it has."""
    profile: pulumi.Output[Mapping[str, Any]]
    """`rows`, and under `missing` by column the share of missing values, from 0 to 1."""
    checked: pulumi.Output[Sequence[Mapping[str, Any]]]
    """For each check `text`, the measured `value` and whether it `passed`."""

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        source: pulumi.Input[str],
        digest: pulumi.Input[str],
        columns: pulumi.Input[Sequence[pulumi.Input[Column]]],
        missing: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        checks: pulumi.Input[Sequence[pulumi.Input[Check]]] | None = None,
    ) -> None:
        """Declare a dataset.

        :param source: the CSV file, relative to the workspace
        :param digest: `sha256:<hex>` of the file as it is meant
        :param columns: the columns in the file's order
        :param missing: texts that stand for a missing value; none by default
        :param checks: bounds that the data must keep; none by default
        """
        arguments: dict[str, pulumi.Input[Any]] = {
            "source": source,
            "digest": digest,
            "columns": columns,
            "missing": missing,
            "checks": checks,
        }
        outputs = dict.fromkeys(("location", "rows", "profile", "checked"))
        super().__init__("modelwright:index:Dataset", resource_name, {**arguments, **outputs}, opts)
