"""The column that a model predicts."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.source.diagnostic import Diagnostic
from compiler.source.nearest import suggest
from compiler.validate.draft import Draft, at_value, models_with_data
from compiler.validate.rules.columns import misnamed
from compiler.validate.words import shorten


def exists(draft: Draft) -> Iterator[Diagnostic]:
    """V030: the target is a declared column. V031: it is in the data."""
    for name, model, dataset in models_with_data(draft):
        data = draft.context.files.data.get(model.dataset)
        header = data.header if data else ()
        path, target = ("models", name, "target"), shorten(model.target)
        if model.target not in dataset.columns:
            if model.target in misnamed(draft, model.dataset):
                continue
            if model.target in header:
                hint = f"it is in the data: add it to `datasets.{model.dataset}.columns`, such as `{target}: boolean`"
            else:
                hint = suggest(model.target, dataset.columns)
            summary = f"target `{target}` is not a column of dataset `{model.dataset}`"
            yield at_value(draft.context, "V030", path, summary, hint)
        elif data and header and model.target not in header:
            summary = f"target `{target}` is not in the data file `{data.path}`"
            yield at_value(draft.context, "V031", path, summary, suggest(model.target, header))


def predictable(draft: Draft) -> Iterator[Diagnostic]:
    """V037: the target's type can be predicted, and its categories are known."""
    for name, model, dataset in models_with_data(draft):
        column = dataset.columns.get(model.target)
        if column is None:
            continue
        path, target = ("models", name, "target"), shorten(model.target)
        if column.type in ("text", "date", "identifier"):
            summary = f"target `{target}` is of type `{column.type}`, which cannot be predicted"
            hint = "predict a boolean, category, integer or number column"
            yield at_value(draft.context, "V037", path, summary, hint)
        elif column.type == "category" and not column.values:
            summary = f"the categories of target `{target}` are not listed"
            hint = f"write `{target}: {{type: category, values: [a, b]}}` below `datasets.{model.dataset}.columns`"
            yield at_value(draft.context, "V037", path, summary, hint)
