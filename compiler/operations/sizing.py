"""A language model and its load in, what of each GPU instance it takes out; with the hourly price where it is known."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compiler.source.diagnostic import refuse
from compiler.source.nearest import suggest
from compiler.targets.aws.fit import Fit, Gpus, Load, Shape, fit, known_gpus
from compiler.targets.aws.prices import shipped_book


@dataclass(frozen=True, slots=True)
class Sized:
    """One instance type; `price` is in US dollars an hour, None where no price is known in the region."""

    gpus: Gpus
    parallel: int
    fit: Fit
    price: float | None


def fit_on(shape: Shape, load: Load, region: str, instance: str | None) -> tuple[Sized, ...]:
    """The instance asked for first, then those on which the model fits, the cheapest of known price first.

    With `parallel` 0 the model is spread over all GPUs of each instance. Raises `Refused` (U001) for an instance type
    that is not known, or has fewer GPUs than are asked for.
    """
    known = known_gpus()
    if instance is not None and instance not in known:
        raise refuse("U001", f"no instance type `{instance}` with GPUs is known", hint=suggest(instance, known))
    if instance is not None and load.parallel > known[instance].count:
        hint = f"write `--tensor-parallel {known[instance].count}` or less"
        raise refuse("U001", f"`{instance}` has {known[instance].count} GPUs, not {load.parallel}", hint=hint)
    if instance is not None and not known[instance].computes(load.dtype):
        hint = "write `--dtype fp16`, or choose an instance with newer GPUs"
        raise refuse("U001", f"the {known[instance].name} of `{instance}` does not run `{load.dtype}`", hint=hint)
    able = [gpus for gpus in known.values() if load.parallel <= gpus.count and gpus.computes(load.dtype)]
    sized = [_sized(shape, load, gpus, region) for gpus in able]
    asked = [item for item in sized if item.gpus.instance == instance]
    fitting = [item for item in sized if item.fit.verdict == "fits" and item not in asked]
    return (*asked, *sorted(fitting, key=_cheapest))


def _cheapest(item: Sized) -> tuple[bool, float, str]:
    return item.price is None, item.price or 0.0, item.gpus.instance


def _sized(shape: Shape, load: Load, gpus: Gpus, region: str) -> Sized:
    parallel = load.parallel or gpus.count
    price = shipped_book().find("sagemaker-hosting", region, gpus.instance)
    found = fit(shape, replace(load, parallel=parallel), gpus)
    return Sized(gpus, parallel, found, price.amount if price else None)
