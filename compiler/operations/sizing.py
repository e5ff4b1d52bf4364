"""A language model and its load in, what of each GPU instance it takes out; with the hourly price where it is known."""

from __future__ import annotations

from compiler.source.diagnostic import refuse
from compiler.source.nearest import suggest
from compiler.targets.aws.fit import Load, Shape, known_gpus, known_models
from compiler.targets.aws.sized import Sized, sized


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
    all_of_them = sized(shape, load, region)
    asked = [item for item in all_of_them if item.gpus.instance == instance]
    return (*asked, *(item for item in all_of_them if item.fit.verdict == "fits" and item not in asked))


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
