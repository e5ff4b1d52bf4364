"""Gates: metrics of the new model and of the champion go in, a verdict per gate comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .definition import COMPARE, Gate


def judge(
    gates: Sequence[Gate], metrics: Mapping[str, float], champion: Mapping[str, float] | None
) -> list[dict[str, Any]]:
    """`{"text", "metric", "op", "champion", "value", "threshold", "passed"}` per gate.

    A gate against a champion that does not exist passes, with the threshold None.
    """
    return [_judge(gate, metrics[gate.metric], champion) for gate in gates]


def _judge(gate: Gate, value: float, champion: Mapping[str, float] | None) -> dict[str, Any]:
    threshold: float | None = gate.value
    if gate.champion:
        threshold = None if champion is None else champion[gate.metric] + gate.value
    passed = True if threshold is None else COMPARE[gate.op](value, threshold)
    return {
        "text": gate.text,
        "metric": gate.metric,
        "op": gate.op,
        "champion": gate.champion,
        "value": value,
        "threshold": threshold,
        "passed": bool(passed),
    }


def message(verdicts: Sequence[Mapping[str, Any]]) -> str:
    """The failed gates in words, numbers first."""
    return "; ".join(
        f"{verdict['metric']} {verdict['value']:.6g}, needed {verdict['op']} {verdict['threshold']:.6g}"
        f" (gate `{verdict['text']}`)"
        for verdict in verdicts
        if not verdict["passed"]
    )
