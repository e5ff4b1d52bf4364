"""Metrics and gates against the task and the estimator."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.expressions import Gate
from compiler.model.metrics import METRICS, Metric, Task
from compiler.model.spec.model import Model
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.location import ConfigPath
from compiler.source.nearest import nearest
from compiler.validate.draft import Context, Draft, at_key, at_value, milder, models_with_data, sound_models
from compiler.validate.estimators import enabling, estimator_of, has_probabilities
from compiler.validate.task import task_of
from compiler.validate.words import names, shorten

_OUTPUT = {Task.BINARY: "two classes", Task.MULTICLASS: "more than two classes", Task.REGRESSION: "numbers"}


def metrics(draft: Draft) -> Iterator[Diagnostic]:
    """V060: the metric exists. V061: it fits the task. V062: the estimator gives the probabilities that it needs."""
    for name, model in sound_models(draft):
        dataset = draft.datasets.get(model.dataset)
        task = task_of(model, dataset) if dataset else None
        for path, metric in _asked(name, model):
            known = METRICS.get(metric)
            if known is None:
                hint = _valid(metric, task)
                yield at_value(draft.context, "V060", path, f"unknown metric `{shorten(metric)}`", hint)
            elif task is not None and task not in known.tasks:
                summary = f"metric `{metric}` is not for models that predict {_OUTPUT[task]}"
                yield at_value(draft.context, "V061", path, summary, f"valid here: {_fitting(task)}")
            elif known.probabilities and not has_probabilities(model, draft.context.sklearn):
                yield _without_probabilities(draft.context, path, model, known)


def gates(draft: Draft) -> Iterator[Diagnostic]:
    """V063: a gate can be passed. V064: it asks for better values, not for worse."""
    for name, model in sound_models(draft):
        for index, gate in enumerate(model.gates):
            known, path = METRICS.get(gate.metric), ("models", name, "gates", index)
            if known is None:
                continue
            if not gate.champion and _never(gate, known):
                hint = (
                    f"write `{gate.value / 100:g}` or `{gate.value:g}%`"
                    if 1 < gate.value <= 100
                    else "write a value that can be reached"
                )
                summary = f"no model can pass `{shorten(gate.text)}`: {_range(known)}"
                yield at_value(draft.context, "V063", path, summary, hint)
            elif gate.op != "==" and (gate.op in (">=", ">")) != known.higher:
                better = "higher" if known.higher else "lower"
                summary = (
                    f"`{shorten(gate.text)}` asks for a worse model: {better} values of `{gate.metric}` are better"
                )
                hint = f"write `{gate.metric} {'>=' if known.higher else '<='} …`"
                yield milder(at_value(draft.context, "V064", path, summary, hint), Severity.WARNING)


def stratified(draft: Draft) -> Iterator[Diagnostic]:
    """V065: only classes can be held in proportion."""
    for name, model, dataset in models_with_data(draft):
        if model.split.stratify and task_of(model, dataset) is Task.REGRESSION:
            path = ("models", name, "split", "stratify")
            summary = f"target `{shorten(model.target)}` is a number: a split cannot be stratified by it"
            yield at_key(draft.context, "V065", path, summary, "remove `stratify`")


def _asked(name: str, model: Model) -> Iterator[tuple[ConfigPath, str]]:
    for index, metric in enumerate(model.metrics):
        yield ("models", name, "metrics", index), metric
    for index, gate in enumerate(model.gates):
        yield ("models", name, "gates", index), gate.metric
    if model.tune and model.tune.objective:
        yield ("models", name, "tune", "objective"), model.tune.objective


def _without_probabilities(context: Context, path: ConfigPath, model: Model, metric: Metric) -> Diagnostic:
    estimator = estimator_of(model, context.sklearn)
    short = (model.estimator or "").rpartition(".")[2]
    help_ = enabling(estimator) if estimator else ""
    hint = f"write {help_} below `params`" if help_ else "use a metric of predicted classes, such as `accuracy` or `f1`"
    summary = f"metric `{metric.name}` needs probabilities, which `{short}` does not give"
    return at_value(context, "V062", path, summary, hint)


def _valid(metric: str, task: Task | None) -> str:
    fitting = [known.name for known in METRICS.values() if task is None or task in known.tasks]
    match = nearest(metric, fitting) or nearest(metric, METRICS)
    return f"did you mean `{match}`?" if match else f"valid here: {names(fitting, 'and')}"


def _fitting(task: Task) -> str:
    return names((metric.name for metric in METRICS.values() if task in metric.tasks), "and")


def _never(gate: Gate, metric: Metric) -> bool:
    low, high = metric.low, metric.high
    too_high = high is not None and (gate.value > high or (gate.op == ">" and gate.value >= high))
    too_low = low is not None and (gate.value < low or (gate.op == "<" and gate.value <= low))
    return {">": too_high, ">=": too_high, "<": too_low, "<=": too_low}.get(gate.op, too_high or too_low)


def _range(metric: Metric) -> str:
    if metric.high is None:
        return f"`{metric.name}` is never below {metric.low:g}"
    low = "" if metric.low is None else f"between {metric.low:g} and "
    return f"`{metric.name}` lies {low or 'at or below '}{metric.high:g}"
