"""The parameters of a model's estimator against the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.location import ConfigPath
from compiler.source.nearest import nearest, suggest
from compiler.validate.catalogue.reader import Estimator
from compiler.validate.draft import Context, Draft, at_key, at_value, milder, sound_models
from compiler.validate.estimators import elsewhere, estimator_of, trains_with
from compiler.validate.parameters import expected, fits, options, writable
from compiler.validate.words import describe, shorten

_BUILD = "build the estimator in Python instead: `entrypoint: train.py:build`"


def params(draft: Draft) -> Iterator[Diagnostic]:
    """V052: the parameter exists. V053: its value fits. V054: it can be written in YAML. V066: it has a future.

    V112: another version of scikit-learn has it.
    """
    for name, model in sound_models(draft):
        estimator = estimator_of(model, draft.context.sklearn)
        if estimator is None:
            continue
        yield from check_params(draft.context, ("models", name, "params"), estimator, model.params)


def check_params(
    context: Context, path: ConfigPath, estimator: Estimator, params: Mapping[str, object]
) -> Iterator[Diagnostic]:
    """The findings of `params` for the parameters at `path`."""
    for param, value in params.items():
        yield from check_param(context, (*path, param), (*path, param), estimator, param, value)


def check_param(
    context: Context, key: ConfigPath, path: ConfigPath, estimator: Estimator, param: str, value: object
) -> Iterator[Diagnostic]:
    """The findings of `params` for one value at `path` of the parameter that is named at `key`."""
    short, kinds = estimator.path.rpartition(".")[2], estimator.params.get(param)
    if kinds is None:
        if there := elsewhere(estimator.path, context.sklearn, lambda other: param in other.params):
            summary = f"`{short}` has no parameter `{shorten(param)}` in scikit-learn {context.sklearn}"
            yield at_key(context, "V112", key, f"{summary}, {trains_with(context)}", there)
            return
        hint = suggest(param, estimator.params) if "__" not in param else _BUILD
        yield at_key(context, "V052", key, f"`{short}` has no parameter `{shorten(param)}`", hint)
        return
    if param in estimator.deprecated:
        finding = at_key(context, "V066", key, f"parameter `{param}` of `{short}` is deprecated", "leave it out")
        yield milder(finding, Severity.WARNING)
    if fits(kinds, value):
        return
    if not writable(kinds) or ("object" in kinds and _meant_as_object(value)):
        yield at_value(context, "V054", path, f"`{param}` of `{short}` takes an object, which YAML cannot hold", _BUILD)
        return
    summary = f"`{param}` of `{short}` cannot be {describe(value)}"
    if there := elsewhere(estimator.path, context.sklearn, lambda other: fits(other.params.get(param, ()), value)):
        summary = f"{summary} in scikit-learn {context.sklearn}, {trains_with(context)}"
        yield at_value(context, "V112", path, summary, there)
        return
    hint = f"expected {expected(kinds)}"
    if isinstance(value, str) and (match := nearest(value, options(kinds))):
        hint = f"did you mean `{match}`?"
    elif isinstance(value, float) and value.is_integer() and fits(kinds, int(value)):
        hint = f"write the whole number `{int(value)}`"
    yield at_value(context, "V053", path, summary, hint)


def _meant_as_object(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, str) and "." in value)
