"""A language model and its load in, what each GPU instance that may run it has left out; the cheapest first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compiler.targets.aws.fit import Fit, Gpus, Load, Shape, fit, known_gpus
from compiler.targets.aws.prices import shipped_book


@dataclass(frozen=True, slots=True)
class Sized:
    """One instance type; `price` is in US dollars an hour, None where no price is known in the region."""

    gpus: Gpus
    parallel: int
    fit: Fit
    price: float | None


def sized(shape: Shape, load: Load, region: str) -> tuple[Sized, ...]:
    """All instances that run weights of this type, with the model spread as the load says; 0: over all GPUs of each."""
    able = [
        gpus
        for gpus in known_gpus().values()
        if load.parallel <= gpus.count and gpus.computes(load.dtype) and shape.splits(load.parallel or gpus.count)
    ]
    return tuple(sorted((_sized(shape, load, gpus, region) for gpus in able), key=_cheapest))


def _cheapest(item: Sized) -> tuple[bool, float, str]:
    return item.price is None, item.price or 0.0, item.gpus.instance


def _sized(shape: Shape, load: Load, gpus: Gpus, region: str) -> Sized:
    parallel = load.parallel or gpus.count
    price = shipped_book().find("sagemaker-hosting", region, gpus.instance)
    found = fit(shape, replace(load, parallel=parallel), gpus)
    return Sized(gpus, parallel, found, price.amount if price else None)
