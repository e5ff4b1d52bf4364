"""The estimator of a model: that there is one, that it predicts, and that it fits the target."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.metrics import Task
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.source.nearest import nearest, suggest
from compiler.validate.catalogue.reader import Estimator, predictors
from compiler.validate.draft import Context, Draft, at_key, at_value, models_with_data, sound_models
from compiler.validate.estimators import elsewhere, estimator_of, trains_with
from compiler.validate.task import task_of
from compiler.validate.words import shorten

_BUILD = "build it in Python instead: `entrypoint: train.py:build`"


def chosen(draft: Draft) -> Iterator[Diagnostic]:
    """V050: exactly one of `estimator` and `entrypoint`."""
    for name, model in sound_models(draft):
        path = ("models", name, "estimator")
        if model.estimator and model.entrypoint:
            summary = f"model `{name}` has both `estimator` and `entrypoint`"
            yield at_key(draft.context, "V050", path, summary, "keep one of them")
        elif not model.estimator and not model.entrypoint and ("models", name, "entrypoint") not in draft.doubts:
            hint = "add `estimator: sklearn.…` or `entrypoint: train.py:build`"
            yield at_key(draft.context, "V050", path, f"model `{name}` has neither `estimator` nor `entrypoint`", hint)


def known(draft: Draft) -> Iterator[Diagnostic]:
    """V051: the estimator is in the catalogue. V055: it can be written without Python. V056: it predicts."""
    for name, model in sound_models(draft):
        if not model.estimator:
            continue
        path, written = ("models", name, "estimator"), shorten(model.estimator)
        estimator = estimator_of(model, draft.context.sklearn)
        if estimator is None:
            yield _unknown(draft.context, path, model.estimator)
        elif estimator.kind not in ("classifier", "regressor"):
            yield at_value(draft.context, "V056", path, f"`{written}` {_no_prediction(estimator)}", _advice(estimator))
        elif reason := _out_of_reach(estimator):
            yield at_value(draft.context, "V055", path, f"`{written}` {reason}", _BUILD)


def fits_target(draft: Draft) -> Iterator[Diagnostic]:
    """V038: classifiers predict classes, regressors numbers."""
    for name, model, dataset in models_with_data(draft):
        estimator, task = estimator_of(model, draft.context.sklearn), task_of(model, dataset)
        if estimator is None or task is None or estimator.kind not in ("classifier", "regressor"):
            continue
        if (estimator.kind == "regressor") != (task is Task.REGRESSION):
            kind = dataset.columns[model.target].type
            short = estimator.path.rpartition(".")[2]
            summary = f"`{short}` is a {estimator.kind}, but target `{shorten(model.target)}` is of type `{kind}`"
            yield at_value(
                draft.context,
                "V038",
                ("models", name, "estimator"),
                summary,
                _other(estimator, model.target, draft.context.sklearn),
            )


def negative_features(draft: Draft) -> Iterator[Diagnostic]:
    """V058: scaling must not make features negative when the estimator takes none."""
    for name, model in sound_models(draft):
        estimator, scale = estimator_of(model, draft.context.sklearn), model.preprocess.numeric.scale
        if estimator and estimator.positive and scale in ("standard", "robust"):
            short = estimator.path.rpartition(".")[2]
            summary = f"`{short}` takes no negative features, and `scale: {scale}` makes some"
            hint = "write `preprocess: {numeric: {scale: minmax}}`"
            yield at_value(draft.context, "V058", ("models", name, "estimator"), summary, hint)


def _unknown(context: Context, path: ConfigPath, written: str) -> Diagnostic:
    if there := elsewhere(written, context.sklearn, lambda _: True):
        summary = f"`{shorten(written)}` is not in scikit-learn {context.sklearn}, {trains_with(context)}"
        return at_value(context, "V112", path, summary, there)
    return at_value(context, "V051", path, f"unknown estimator `{shorten(written)}`", _hint(written, context.sklearn))


def _no_prediction(estimator: Estimator) -> str:
    match estimator.kind:
        case "outlier":
            return "finds outliers without a target to learn, and a model here has one"
        case "cluster":
            return "finds groups without a target to learn, and a model here has one"
        case "transformer":
            return "changes columns; it predicts nothing"
        case _:
            return "is not a classifier or a regressor"


def _advice(estimator: Estimator) -> str:
    if estimator.kind == "outlier":
        return "label known outliers in a column and learn it with a classifier"
    if estimator.kind == "transformer":
        return "apply it to columns: `preprocess: {transformers: [{columns: numeric, transformer: sklearn.…}]}`"
    return _BUILD


def _out_of_reach(estimator: Estimator) -> str:
    if estimator.required:
        return f"needs `{estimator.required[0]}`, which cannot be written in YAML"
    if estimator.several:
        return "predicts several targets at once; a model here has one"
    return "takes a single column; models here have several" if estimator.flat else ""


def _hint(written: str, version: str) -> str:
    """The full path of the nearest class, by its last name first: people forget modules more often than classes."""
    package, dot, _ = written.partition(".")
    if dot and not nearest(package, ("sklearn", "scikit-learn")):
        return f"only estimators of scikit-learn can be named; {_BUILD}"
    paths = predictors(version)
    by_class = {path.rpartition(".")[2]: path for path in paths}
    if match := nearest(written.rpartition(".")[2], by_class):
        return f"did you mean `{by_class[match]}`?"
    if not written.startswith("sklearn."):
        return f"name one of scikit-learn's, such as `sklearn.ensemble.RandomForestClassifier`, or {_BUILD}"
    return suggest(written, paths)


def _other(estimator: Estimator, target: str, version: str) -> str:
    if estimator.kind == "classifier":
        swapped = estimator.path.replace("Classifier", "Regressor")
        advice = (
            f"use `{swapped}`" if swapped in predictors(version) and swapped != estimator.path else "use a regressor"
        )
        return f"{advice}, or declare `{shorten(target)}` as `{{type: category, values: […]}}`"
    swapped = estimator.path.replace("Regressor", "Classifier")
    return f"use `{swapped}`" if swapped in predictors(version) and swapped != estimator.path else "use a classifier"
