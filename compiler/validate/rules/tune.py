"""The search of a model: which parameters it may try, and which values of them."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.spec.tune import Tune, Tuned, grid_size, grid_values
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.validate.draft import Context, Draft, at_key, at_value, sound_models
from compiler.validate.estimators import estimator_of
from compiler.validate.rules.params import check_param
from compiler.validate.words import duration, names, shorten

_KINDS = ("integer", "number", "choice")


def values(draft: Draft) -> Iterator[Diagnostic]:
    """V052, V053, V054, V066, V112: as for `params`, of every end of a range and of every choice.

    What an entry point builds is only known in the job, which checks the names.
    """
    for name, tune in _searches(draft):
        model = draft.models[name]
        estimator = estimator_of(model, draft.context.sklearn) if model else None
        if estimator is None:
            continue
        for param, tuned in tune.params.items():
            path = (*_at(name), param)
            if param not in estimator.params:
                yield from check_param(draft.context, path, path, estimator, param, None)
                continue
            for kind in _given(tuned):
                for index, value in enumerate(getattr(tuned, kind)):
                    yield from check_param(draft.context, path, (*path, kind, index), estimator, param, value)


def ranges(draft: Draft) -> Iterator[Diagnostic]:
    """V160: exactly one of `integer`, `number` and `choice`. V161: a range has room, and what `log` needs."""
    for name, tune in _searches(draft):
        for param, tuned in tune.params.items():
            yield from _range(draft.context, (*_at(name), param), param, tuned)


def twice(draft: Draft) -> Iterator[Diagnostic]:
    """V162: a parameter is chosen or searched for."""
    for name, tune in _searches(draft):
        model = draft.models[name]
        for param in tune.params:
            if model and param in model.params:
                summary = f"`{shorten(param)}` stands in `params` and in `tune.params`"
                yield at_key(draft.context, "V162", (*_at(name), param), summary, "remove it from one of them")


def grid(draft: Draft) -> Iterator[Diagnostic]:
    """V163: a grid can be listed, and `trials` is enough for it."""
    for name, tune in _searches(draft):
        if tune.strategy != "grid":
            continue
        endless = [param for param, tuned in tune.params.items() if grid_values(tuned) is None and _given(tuned)]
        for param in endless:
            summary = f"a grid cannot try all values of `{shorten(param)}`"
            hint = "list some: `choice: […]`; or write `strategy: random`"
            yield at_key(draft.context, "V163", (*_at(name), param), summary, hint)
        size, most = grid_size(tune), tune.trials or 1000
        if not endless and size > most:
            path: ConfigPath = ("models", name, "tune", "trials" if tune.trials else "params")
            summary = f"the grid has {size:,} combinations, and {most:,} trials are the most"
            yield at_value(draft.context, "V163", path, summary, "list fewer values, or write `strategy: random`")


def time(draft: Draft) -> Iterator[Diagnostic]:
    """V164: the search ends before its job is ended."""
    for name, tune in _searches(draft):
        model = draft.models[name]
        if model and tune.timeout is not None and tune.timeout >= model.train.timeout:
            limit = duration(model.train.timeout)
            summary = f"the search may take {duration(tune.timeout)}, but training is ended after {limit}"
            hint = "write a shorter time, or a longer `train.timeout`: the best candidate has to be fitted afterwards"
            yield at_value(draft.context, "V164", ("models", name, "tune", "timeout"), summary, hint)


def _range(context: Context, path: ConfigPath, param: str, tuned: Tuned) -> Iterator[Diagnostic]:
    given = _given(tuned)
    if len(given) != 1:
        summary = f"`{shorten(param)}` has {names(given, 'and') if given else 'no values to choose from'}"
        yield at_key(context, "V160", path, summary, f"write exactly one of {names(_KINDS)}")
        return
    kind = given[0]
    if kind == "choice":
        if "scale" in tuned.model_fields_set:
            summary = f"`{shorten(param)}` has choices, which have no scale"
            yield at_key(context, "V160", (*path, "scale"), summary, "remove `scale`")
        return
    ends = getattr(tuned, kind)
    if len(ends) != 2:
        count = f"{len(ends)} value{'' if len(ends) == 1 else 's'}"
        hint = "write the least and the most: `[2, 12]`; or some values: `choice: […]`"
        yield at_value(context, "V161", (*path, kind), f"a range has two ends; `{shorten(param)}` has {count}", hint)
    elif ends[0] >= ends[1]:
        summary = f"there is nothing between {ends[0]:g} and {ends[1]:g}"
        yield at_value(context, "V161", (*path, kind), summary, "write the smaller end first")
    elif tuned.scale == "log" and ends[0] <= 0:
        summary = f"a scale of `log` never reaches {ends[0]:g}"
        yield at_value(context, "V161", (*path, kind, 0), summary, "begin above 0, or write `scale: linear`")


def _given(tuned: Tuned) -> list[str]:
    return [kind for kind in _KINDS if getattr(tuned, kind) is not None]


def _searches(draft: Draft) -> Iterator[tuple[str, Tune]]:
    return ((name, model.tune) for name, model in sound_models(draft) if model.tune)


def _at(model: str) -> ConfigPath:
    return ("models", model, "tune", "params")
