"""The graphs of a project's dashboard: a row for each variant. In: names; out: CloudWatch's own document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_NAMESPACE = "AWS/SageMaker"
_WIDTH, _HEIGHT = 12, 6
# CloudWatch's grid is 24 wide. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html


@dataclass(frozen=True, slots=True)
class Watched:
    """A variant of an endpoint by SageMaker's names, the `title` of its row, and whether its requests wait."""

    title: str
    endpoint: str
    variant: str
    queued: bool


def widgets(region: str, rows: Sequence[Watched]) -> list[object]:
    """One row each; an asynchronous endpoint shows what waits, the others what comes in."""
    found: list[object] = []
    for row, watched in enumerate(rows):
        whole = ["EndpointName", watched.endpoint]
        one = [*whole, "VariantName", watched.variant]
        errors = [["Invocation4XXErrors", *one], ["Invocation5XXErrors", *one]]
        if watched.queued:
            load = ("requests that wait, and errors", [["ApproximateBacklogSize", *whole], *errors])
        else:
            load = ("requests and errors", [["Invocations", *one], *errors])
        latency = [["ModelLatency", *one, {"stat": stat}] for stat in ("p50", "p99")]
        graphs = (load, ("latency in microseconds", latency))
        for column, (title, metrics) in enumerate(graphs):
            found.append(_widget(region, f"{watched.title}: {title}", metrics, column * _WIDTH, row * _HEIGHT))
    return found


def _widget(region: str, title: str, metrics: Sequence[Sequence[object]], x: int, y: int) -> dict[str, object]:
    return {
        "type": "metric",
        "x": x,
        "y": y,
        "width": _WIDTH,
        "height": _HEIGHT,
        "properties": {
            "title": title,
            "region": region,
            "stat": "Sum",
            "period": 60,
            "metrics": _shortened([[_NAMESPACE, *metric] for metric in metrics]),
        },
    }


def _shortened(metrics: Sequence[Sequence[object]]) -> list[list[object]]:
    """A dot stands for what the line above has in the same place."""
    first, *rest = metrics
    lines = [list(first)]
    for above, metric in zip(metrics, rest, strict=False):
        same = ["." if index < len(above) and value == above[index] else value for index, value in enumerate(metric)]
        lines.append(same)
    return lines
