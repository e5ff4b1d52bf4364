"""The transformers under `preprocess:` what they are, which columns they take, and their parameters."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.spec.dataset import Dataset
from compiler.model.spec.model import Model, Transformer
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.source.nearest import nearest, suggest
from compiler.validate.catalogue.reader import Estimator, find, transformers
from compiler.validate.draft import Context, Draft, at_value, models_with_data, sound_models
from compiler.validate.estimators import elsewhere, trains_with
from compiler.validate.resolve import chosen_features
from compiler.validate.rules.params import check_params
from compiler.validate.words import shorten

UNSUITED = {
    "sklearn.cluster.BisectingKMeans": "cannot be stored without pickle, so no model with it can be served",
    "sklearn.cluster.Birch": "cannot be stored without pickle, so no model with it can be served",
    "sklearn.cluster.FeatureAgglomeration": "cannot be stored without pickle, so no model with it can be served",
    "sklearn.preprocessing.SplineTransformer": "cannot be stored without pickle, so no model with it can be served",
    "sklearn.random_projection.SparseRandomProjection": "cannot be stored without pickle, so no model can be served",
    "sklearn.cross_decomposition.PLSSVD": "is for targets of several columns",
    "sklearn.feature_extraction.DictVectorizer": "takes mappings, not columns of numbers",
    "sklearn.feature_extraction.FeatureHasher": "takes mappings, not columns of numbers",
    "sklearn.feature_extraction.image.PatchExtractor": "takes images, not columns of numbers",
    "sklearn.feature_extraction.text.CountVectorizer": "takes texts, not columns of numbers",
    "sklearn.feature_extraction.text.HashingVectorizer": "takes texts, not columns of numbers",
    "sklearn.feature_extraction.text.TfidfVectorizer": "takes texts, not columns of numbers",
    "sklearn.preprocessing.KernelCenterer": "takes a square matrix of kernel values, not columns",
    "sklearn.preprocessing.LabelBinarizer": "is for targets, not for columns",
    "sklearn.preprocessing.LabelEncoder": "is for targets, not for columns",
    "sklearn.preprocessing.MultiLabelBinarizer": "is for targets, not for columns",
}
"""Transformers that cannot be used, and why; a test trains and stores with every other one."""


def known(draft: Draft) -> Iterator[Diagnostic]:
    """V133: it is a transformer that columns of numbers go into; V052 and the others of parameters for its own."""
    for _, path, entry in _entries(draft):
        found = find(entry.transformer, draft.context.sklearn)
        if finding := _refusal(draft.context, (*path, "transformer"), entry.transformer, found):
            yield finding
        elif found is not None:
            yield from check_params(draft.context, (*path, "params"), found, entry.params)


def columns(draft: Draft) -> Iterator[Diagnostic]:
    """V132: its columns are features of numbers. V135: two transformers share all of their columns, or none."""
    for name, model, dataset in models_with_data(draft):
        features = chosen_features(model, dataset)
        for index, entry in enumerate(model.preprocess.transformers):
            path: ConfigPath = ("models", name, "preprocess", "transformers", index, "columns")
            for at, column in enumerate(() if isinstance(entry.columns, str) else entry.columns):
                if reason := _no_number(column, features, dataset):
                    hint = suggest(column, [other for other in features if not _no_number(other, features, dataset)])
                    yield at_value(draft.context, "V132", (*path, at), f"`{shorten(column)}` {reason}", hint)
            if entry.columns == "numeric" and not _left_over(model, features, dataset):
                yield at_value(
                    draft.context, "V132", path, "no column of numbers is left over for `numeric`", "remove it"
                )
            if (other := _overlapping(model, index)) is not None:
                summary = f"transformers {other + 1} and {index + 1} share some of their columns, but not all"
                hint = "list the same columns in both to have them follow each other"
                yield at_value(draft.context, "V135", path, summary, hint)


def _entries(draft: Draft) -> Iterator[tuple[str, ConfigPath, Transformer]]:
    for name, model in sound_models(draft):
        for index, entry in enumerate(model.preprocess.transformers):
            yield name, ("models", name, "preprocess", "transformers", index), entry


def _refusal(context: Context, path: ConfigPath, written: str, found: Estimator | None) -> Diagnostic | None:
    said, version = shorten(written), context.sklearn
    if found is None and (there := elsewhere(written, version, lambda other: other.transforms)):
        summary = f"`{said}` is not in scikit-learn {version}, {trains_with(context)}"
        return at_value(context, "V112", path, summary, there)
    if found is None:
        return at_value(context, "V133", path, f"unknown transformer `{said}`", _hint(written, version))
    if reason := UNSUITED.get(written) or _reason(found):
        return at_value(context, "V133", path, f"`{said}` {reason}", "such as `sklearn.preprocessing.PowerTransformer`")
    return None


def _reason(found: Estimator) -> str:
    if found.required:
        return f"needs `{found.required[0]}`, which cannot be written in YAML"
    if not found.transforms:
        return "does not change columns of new rows"
    return f"is a {found.kind}, which predicts" if found.kind in ("classifier", "regressor") else ""


def _hint(written: str, version: str) -> str:
    by_class = {path.rpartition(".")[2]: path for path in transformers(version)}
    match = nearest(written.rpartition(".")[2], by_class)
    return f"did you mean `{by_class[match]}`?" if match else "name one of scikit-learn's, by its full path"


def _no_number(column: str, features: tuple[str, ...], dataset: Dataset) -> str:
    declared = dataset.columns.get(column)
    if declared is None or column not in features:
        return "is not a feature of the model"
    return "holds categories, which `category.encode` makes numbers of" if declared.type == "category" else ""


def _left_over(model: Model, features: tuple[str, ...], dataset: Dataset) -> bool:
    entries = model.preprocess.transformers
    named = {column for entry in entries if not isinstance(entry.columns, str) for column in entry.columns}
    return any(feature not in named and not _no_number(feature, features, dataset) for feature in features)


def _overlapping(model: Model, index: int) -> int | None:
    """The first earlier transformer that shares some, but not all columns; groups take what is left over."""
    entries = model.preprocess.transformers
    mine = entries[index].columns
    for at, other in enumerate(entries[:index]):
        both = not isinstance(mine, str) and not isinstance(other.columns, str)
        if both and set(mine) & set(other.columns) and set(mine) != set(other.columns):
            return at
    return None
