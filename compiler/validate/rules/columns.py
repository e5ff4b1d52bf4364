"""The declared columns against the data file, and the types of columns on their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from compiler.source.diagnostic import Diagnostic
from compiler.source.nearest import nearest, suggest
from compiler.validate.draft import Draft, at_key, at_value, models_with_data, sound_datasets
from compiler.validate.words import shorten

_MANY = 20
"""From here on it is not single columns that are wrong."""


def missing_columns(draft: Draft) -> Iterator[Diagnostic]:
    """V032: a declared column stands in the data file's header. Targets have their own rule."""
    targets = {(model.dataset, model.target) for _, model, _ in models_with_data(draft)}
    for name, dataset in sound_datasets(draft):
        data = draft.context.files.data.get(name)
        header = frozenset(data.header if data else ())
        missing = [column for column in dataset.columns if column not in header and (name, column) not in targets]
        if data is None or not header or not missing:
            continue
        if len(missing) > _MANY:
            yield _other_file(draft, name, data.path, len(missing), len(dataset.columns))
            continue
        free = [column for column in data.header if column not in dataset.columns]
        for column in missing:
            path = ("datasets", name, "columns", column)
            hint = suggest(column, free) or "every column of the file is declared already"
            yield at_key(draft.context, "V032", path, f"column `{shorten(column)}` is not in `{data.path}`", hint)


def misnamed(draft: Draft, dataset: str) -> frozenset[str]:
    """Columns of the data that a declared one was meant to be, whose name is wrong: V032 tells it where it is declared.

    Whatever else speaks of such a column is right.
    """
    declared, data = draft.datasets.get(dataset), draft.context.files.data.get(dataset)
    if declared is None or data is None:
        return frozenset()
    free = [column for column in data.header if column not in declared.columns]
    wrong = [column for column in declared.columns if column not in data.header][:_MANY]
    return frozenset(match for column in wrong if (match := nearest(column, free)))


def _other_file(draft: Draft, name: str, file: str, missing: int, declared: int) -> Diagnostic:
    summary = f"{missing} of the {declared} columns of dataset `{name}` are not in `{file}`"
    hint = "is it the right file, with a header of column names in its first line?"
    return at_value(draft.context, "V032", ("datasets", name, "source"), summary, hint)


def categories(draft: Draft) -> Iterator[Diagnostic]:
    """V039: `values` belong to category columns, differ as texts, and are two at least."""
    for name, dataset in sound_datasets(draft):
        for column, spec in dataset.columns.items():
            path = ("datasets", name, "columns", column, "values")
            texts = Counter(str(value).lower() if isinstance(value, bool) else str(value) for value in spec.values)
            repeated = next((text for text, count in texts.items() if count > 1), None)
            if spec.values and spec.type != "category":
                summary = f"`values` are for category columns; `{shorten(column)}` is of type `{spec.type}`"
                yield at_key(draft.context, "V039", path, summary, "write `type: category`, or remove `values`")
            elif repeated is not None:
                yield at_value(
                    draft.context, "V039", path, f"`{shorten(repeated)}` stands twice in the values", "list each once"
                )
            elif len(texts) == 1:
                summary = f"column `{shorten(column)}` has only one category"
                yield at_value(draft.context, "V039", path, summary, "list every category, or leave the column out")


def missing_markers(draft: Draft) -> Iterator[Diagnostic]:
    """V045: a category is not also a marker for missing values."""
    for name, dataset in sound_datasets(draft):
        for column, spec in dataset.columns.items():
            for index, value in enumerate(spec.values):
                if value in dataset.missing:
                    path = ("datasets", name, "columns", column, "values", index)
                    summary = f"category `{shorten(str(value))}` also marks missing values in dataset `{name}`"
                    hint = f"list the markers without it: `missing: {_markers(dataset.missing, value)}`"
                    yield at_value(draft.context, "V045", path, summary, hint)


def _markers(missing: tuple[str, ...], taken: object) -> str:
    return "[" + ", ".join(f'"{marker}"' for marker in missing if marker != taken) + "]"
