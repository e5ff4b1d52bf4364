"""A language model and its load in, what of each GPU instance it takes out; with the hourly price where it is known."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compiler.source.diagnostic import refuse
from compiler.source.nearest import suggest
from compiler.targets.aws.fit import Fit, Gpus, Load, Shape, fit, known_gpus, known_models
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
    that is not known, or has fewer GPUs than are asked for, and for a load that the model does not take anywhere.
    """
    known = known_gpus()
    _refuse_load(shape, load)
    if instance is not None and instance not in known:
        raise refuse("U001", f"no instance type `{instance}` with GPUs is known", hint=suggest(instance, known))
    if instance is not None and load.parallel > known[instance].count:
        hint = f"write `--tensor-parallel {known[instance].count}` or less"
        raise refuse("U001", f"`{instance}` has {known[instance].count} GPUs, not {load.parallel}", hint=hint)
    if instance is not None and not known[instance].computes(load.dtype):
        hint = "write `--dtype fp16`, or choose an instance with newer GPUs"
        raise refuse("U001", f"the {known[instance].name} of `{instance}` does not run `{load.dtype}`", hint=hint)
    if instance is not None and not shape.splits(load.parallel or known[instance].count):
        hint = "write a smaller `--tensor-parallel` that divides them"
        count = known[instance].count
        raise refuse(
            "U001", f"{shape.heads} attention heads do not divide by the {count} GPUs of `{instance}`", hint=hint
        )
    able = [
        gpus
        for gpus in known.values()
        if load.parallel <= gpus.count and gpus.computes(load.dtype) and shape.splits(load.parallel or gpus.count)
    ]
    sized = [_sized(shape, load, gpus, region) for gpus in able]
    asked = [item for item in sized if item.gpus.instance == instance]
    fitting = [item for item in sized if item.fit.verdict == "fits" and item not in asked]
    return (*asked, *sorted(fitting, key=_cheapest))


def shape_of(model: str) -> Shape:
    """The shape of a well-known model. Raises `Refused` (U001) for any other."""
    models = known_models()
    if model not in models:
        hint = f"write `--parameters`, `--layers`, `--kv-heads` and `--head-dim` instead; {suggest(model, models)}"
        raise refuse("U001", f"the numbers of `{model}` are not known", hint=hint)
    return models[model]


def _refuse_load(shape: Shape, load: Load) -> None:
    if shape.longest and load.context > shape.longest:
        message = f"the model was made for {shape.longest} tokens, not {load.context}"
        raise refuse("U001", message, hint=f"write `--context {shape.longest}` or less")
    if load.parallel and not shape.splits(load.parallel):
        message = f"{shape.heads} attention heads do not divide by {load.parallel} GPUs"
        raise refuse("U001", message, hint="write a `--tensor-parallel` that divides them")


def _cheapest(item: Sized) -> tuple[bool, float, str]:
    return item.price is None, item.price or 0.0, item.gpus.instance


def _sized(shape: Shape, load: Load, gpus: Gpus, region: str) -> Sized:
    parallel = load.parallel or gpus.count
    price = shipped_book().find("sagemaker-hosting", region, gpus.instance)
    found = fit(shape, replace(load, parallel=parallel), gpus)
    return Sized(gpus, parallel, found, price.amount if price else None)
