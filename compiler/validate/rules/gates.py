"""Gates against each other, and against the champion."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.model.expressions import Gate
from compiler.model.metrics import METRICS, Metric
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.validate.bounds import Bound, covers, exclude
from compiler.validate.draft import Context, Draft, at_value, milder, sound_models

_MOST = 100
"""Gates of a model that are compared with each other; a spec may come from a stranger."""


def tolerances(draft: Draft) -> Iterator[Diagnostic]:
    """V119: a gate against the champion gives way, it does not ask for more."""
    for name, index, gate, metric in _known(draft):
        if gate.champion and _points_up(gate) == metric.higher and gate.value * (1 if metric.higher else -1) > 0:
            sign = "-" if metric.higher else "+"
            summary = f"`{gate.text}` asks every new version to be better than the last by {abs(gate.value):g}"
            hint = f"write `{gate.metric} {gate.op} champion {sign} {abs(gate.value):g}`"
            yield _warning(draft.context, "V119", name, index, summary, hint)


def first_version(draft: Draft) -> Iterator[Diagnostic]:
    """V120: one gate at least does not need a champion."""
    for name, model in sound_models(draft):
        if model.gates and all(gate.champion for gate in model.gates):
            first = model.gates[0]
            summary = f"nothing guards the first version of model `{name}`: every gate needs a champion"
            hint = f"add a gate with a number, such as `{first.metric} {first.op} …`"
            yield _warning(draft.context, "V120", name, 0, summary, hint)


def idle(draft: Draft) -> Iterator[Diagnostic]:
    """V121: a gate can fail."""
    for name, index, gate, metric in _known(draft):
        if _points_up(gate) == metric.higher and gate.op != "==" and _passes_all(gate, metric):
            summary = f"every model passes `{gate.text}`"
            hint = "tighten the bound, or remove the gate"
            yield _warning(draft.context, "V121", name, index, summary, hint)


def contradictory(draft: Draft) -> Iterator[Diagnostic]:
    """V122: one value can pass all gates of a metric."""
    for name, model in sound_models(draft):
        gates = model.gates[:_MOST]
        for index, gate in enumerate(gates):
            before = (other for other in gates[:index] if not gate.champion and _alike(gate, other))
            if other := next((other for other in before if exclude(_bound(gate), _bound(other))), None):
                summary = f"no model can pass both `{other.text}` and `{gate.text}`"
                yield at_value(draft.context, "V122", ("models", name, "gates", index), summary, "keep one of the two")


def covered(draft: Draft) -> Iterator[Diagnostic]:
    """V123: a gate says something that no other says."""
    for name, model in sound_models(draft):
        gates = model.gates[:_MOST]
        for index, gate in enumerate(gates):
            others = [(at, other) for at, other in enumerate(gates) if at != index and _alike(gate, other)]
            for at, other in others:
                equal = _bound(gate) == _bound(other)
                if covers(_bound(other), _bound(gate)) and (at < index or not equal):
                    yield _warning(
                        draft.context, "V123", name, index, f"`{gate.text}` is covered by `{other.text}`", "remove it"
                    )
                    break


def _known(draft: Draft) -> Iterator[tuple[str, int, Gate, Metric]]:
    for name, model in sound_models(draft):
        for index, gate in enumerate(model.gates):
            if gate.metric in METRICS:
                yield name, index, gate, METRICS[gate.metric]


def _passes_all(gate: Gate, metric: Metric) -> bool:
    if gate.champion:
        wide = metric.low is not None and metric.high is not None and abs(gate.value) >= metric.high - metric.low
        return wide and (gate.value < 0) == metric.higher
    edge = metric.low if metric.higher else metric.high
    if edge is None:
        return False
    beyond = gate.value < edge if metric.higher else gate.value > edge
    return beyond or (gate.value == edge and "=" in gate.op)


def _points_up(gate: Gate) -> bool:
    return gate.op[0] == ">"


def _alike(gate: Gate, other: Gate) -> bool:
    return gate.metric == other.metric and gate.champion == other.champion


def _bound(gate: Gate) -> Bound:
    return Bound(gate.op, gate.value)


def _warning(context: Context, code: str, name: str, index: int, summary: str, hint: str) -> Diagnostic:
    return milder(at_value(context, code, ("models", name, "gates", index), summary, hint), Severity.WARNING)
