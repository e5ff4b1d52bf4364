"""What of GPU instances a language model takes, as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from compiler.reports.style import table

if TYPE_CHECKING:
    from compiler.targets.aws.sized import Sized

_HEAD = ("instance", "GPUs", "usable", "weights", "KV cache", "left", "", "USD/h")


def sizing_text(sized: Sequence[Sized]) -> str:
    """A row for each instance; GiB on one GPU."""
    return "GiB on each GPU\n" + table([_HEAD, *(_row(item) for item in sized)], right=frozenset({2, 3, 4, 5, 7}))


def sizing_json(sized: Sequence[Sized]) -> list[dict[str, object]]:
    """The same, unrounded."""
    return [
        {
            "instance": item.gpus.instance,
            "gpus": item.gpus.count,
            "gpu": item.gpus.name,
            "tensor_parallel": item.parallel,
            "usable_gib": item.fit.budget,
            "weights_gib": item.fit.weights,
            "kv_cache_gib": item.fit.kv,
            "left_gib": item.fit.left,
            "verdict": item.fit.verdict,
            "hourly": item.price,
        }
        for item in sized
    ]


def _row(item: Sized) -> tuple[str, ...]:
    sizes = (f"{size:.1f}" for size in (item.fit.budget, item.fit.weights, item.fit.kv, item.fit.left))
    price = "no price" if item.price is None else f"{item.price:.2f}"
    return (item.gpus.instance, f"{item.parallel} x {item.gpus.name}", *sizes, item.fit.verdict, price)
