"""Language models that would not start on their instances: resolved spec -> diagnostics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from compiler.model.resolved import Resolved
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.location import ConfigPath
from compiler.source.nearest import suggest
from compiler.targets.aws.engines import engine_variables, has_engines
from compiler.targets.aws.fit import Gpus, Load, Shape, fit, known_gpus, known_models
from compiler.targets.aws.images import is_ecr_image
from compiler.targets.aws.instances import of_family
from compiler.targets.aws.rollout import lower_rollout
from compiler.targets.aws.sized import sized
from compiler.targets.aws.told import found

if TYPE_CHECKING:
    from compiler.model.spec.pretrained import Pretrained, Runtime

_STARTUP = (60, 3600)
# The provider gives up on an update after it.
_LONGEST_UPDATE = 3600
_SHORTEST = 1024


def check_engines(resolved: Resolved) -> Iterator[Diagnostic]:
    """G011: an image in Amazon ECR. G024: the model fits. G025: its numbers are known. G026: what engines are told."""
    for name, model in resolved.pretrained.items():
        yield from _check_runtime(resolved, name, model)
    for name, serving in resolved.project.serving.items():
        if serving.model in resolved.pretrained:
            yield from _check_fit(resolved, name, serving.model)
            yield from _check_time(resolved, name, resolved.pretrained[serving.model].runtime)


def _check_time(resolved: Resolved, name: str, runtime: Runtime) -> Iterator[Diagnostic]:
    """G012: an update ends before the provider gives up."""
    rollout = resolved.project.serving[name].rollout
    steps, plain = lower_rollout(rollout, runtime.startup), lower_rollout(rollout)
    taken = steps.waits + steps.limit - plain.limit
    if taken > _LONGEST_UPDATE and plain.waits <= _LONGEST_UPDATE and runtime.startup <= _STARTUP[1]:
        summary = f"waiting and loading may take {taken // 60} minutes, and an update must end within the hour"
        hint = "shorten `startup` of the model or `bake`, or use another strategy than `rolling`"
        yield found(resolved, "G012", summary, ("serving", name, "rollout"), hint)


def _check_runtime(resolved: Resolved, name: str, model: Pretrained) -> Iterator[Diagnostic]:
    at: ConfigPath = ("models", name, "runtime")
    runtime = model.runtime
    if runtime.image is not None and not is_ecr_image(runtime.image):
        hint = "write `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>`"
        yield found(resolved, "G011", f"`{runtime.image}` is not an image in Amazon ECR", (*at, "image"), hint)
    low, high = _STARTUP
    if not low <= runtime.startup <= high:
        summary = f"SageMaker waits {low} to {high} seconds for a container, not {runtime.startup}"
        yield found(resolved, "G026", summary, (*at, "startup"), "write a time from `1m` to `1h`")
    ours = engine_variables(name, model, 1)
    for variable in runtime.env:
        if variable in ours:
            summary = f"`{variable}` is what other fields of model `{name}` come to"
            hint = "change `source` or `runtime` instead: the memory that the model needs is computed from them"
            yield found(resolved, "G026", summary, (*at, "env", variable), hint)


def _check_fit(resolved: Resolved, serving: str, name: str) -> Iterator[Diagnostic]:
    project, model = resolved.project, resolved.pretrained[name]
    profile = project.serving[serving].compute
    instance = project.platform.compute[profile].serving_instance
    at: ConfigPath = ("platform", "compute", profile, "serving_instance")
    gpus, shape = known_gpus().get(instance), shape_of(model)
    if gpus is None:
        if of_family(instance, "hosting") is None or instance.startswith(("ml.g7", "ml.p6")):
            # Newer than our table; whether it exists is told by G018.
            if model.runtime.tensor_parallel is None:
                summary = f"it is not known how many GPUs `{instance}` has"
                path = ("models", name, "runtime")
                yield found(resolved, "G024", summary, path, "write `tensor_parallel`: how many share the model")
            return
        hint = _instances(shape, _load(model.runtime), resolved) or "choose one of `ml.g5`, `ml.g6`, `ml.g6e`, `ml.p5`"
        yield found(resolved, "G024", f"`{instance}` has no GPU for model `{name}`", at, hint)
    elif model.runtime.image is None and not has_engines(instance):
        hint = _instances(shape, _load(model.runtime), resolved) or "choose one of `ml.g5`, `ml.g6`, `ml.g6e`, `ml.p5`"
        summary = f"AWS's images of `{model.runtime.container}` do not run on the {gpus.name} of `{instance}`"
        yield found(resolved, "G024", summary, at, hint)
    elif problem := _unsplit(model.runtime, shape, gpus):
        field, summary, hint = problem
        yield found(resolved, "G024", summary, ("models", name, "runtime", field), hint)
    elif shape is None:
        summary = f"nothing tells how much memory model `{name}` needs, or whether it fits on `{instance}`"
        hint = "write the numbers of its `config.json` under `architecture`"
        if model.source.huggingface:
            hint += f"; {suggest(model.source.huggingface, known_models())}"
        yield replace(found(resolved, "G025", summary, ("models", name, "source"), hint), severity=Severity.WARNING)
    else:
        yield from _memory(resolved, name, shape, gpus, at)


def shape_of(model: Pretrained) -> Shape | None:
    """As the spec has it, or as the table of well-known models does."""
    given = model.architecture
    if given is None:
        return known_models().get(model.source.huggingface or "")
    return Shape(
        given.parameters * 1e9,
        given.layers,
        given.kv_heads,
        given.head_dim,
        given.embeddings * 1e9,
        given.heads or 0,
        given.longest or 0,
    )


def _load(runtime: Runtime) -> Load:
    # A cache of 16 bits is as large in either type.
    return Load(
        runtime.context, runtime.sequences, runtime.dtype, runtime.kv_dtype or "bf16", runtime.tensor_parallel or 0
    )


def _unsplit(runtime: Runtime, shape: Shape | None, gpus: Gpus) -> tuple[str, str, str] | None:
    """The field and why the model is not spread over the GPUs that it should be, or not run on them at all."""
    parallel = runtime.tensor_parallel or gpus.count
    if parallel > gpus.count:
        summary = f"`tensor_parallel` is {parallel}, and `{gpus.instance}` has {gpus.count} GPUs"
        return (
            "tensor_parallel",
            summary,
            f"write `tensor_parallel: {gpus.count}` or less",
        )
    if not gpus.computes(runtime.dtype):
        summary = f"the {gpus.name} of `{gpus.instance}` does not run `{runtime.dtype}`"
        return "dtype", summary, "choose newer GPUs, or other weights"
    if shape is None:
        return None
    if not shape.splits(parallel):
        most = next(size for size in range(parallel, 0, -1) if shape.splits(size))
        summary = f"{shape.heads} attention heads do not divide by {parallel} GPUs"
        return "tensor_parallel", summary, f"write `tensor_parallel: {most}`, or choose an instance with that many GPUs"
    if shape.longest and runtime.context > shape.longest:
        summary = f"the model was made for {shape.longest:,} tokens, not {runtime.context:,}"
        return "context", summary, f"write `context: {shape.longest}` or less"
    return None


def _memory(resolved: Resolved, name: str, shape: Shape, gpus: Gpus, at: ConfigPath) -> Iterator[Diagnostic]:
    load = _load(resolved.pretrained[name].runtime)
    load = replace(load, parallel=load.parallel or gpus.count)
    result = fit(shape, load, gpus)
    if result.verdict == "fits":
        return
    taken = (
        f"{result.weights:.1f} GiB of weights and {result.kv:.1f} GiB of cache, of {result.budget:.1f} usable on a GPU"
    )
    if result.verdict == "tight":
        summary = f"model `{name}` hardly fits on `{gpus.instance}`: {taken} leave {result.left:.1f} for the rest"
        finding = found(resolved, "G024", summary, at, _ways(resolved, name, shape, load, gpus))
        yield replace(finding, severity=Severity.WARNING)
    else:
        summary = f"model `{name}` does not fit on `{gpus.instance}`: {taken}"
        yield found(resolved, "G024", summary, at, _ways(resolved, name, shape, load, gpus))


def _ways(resolved: Resolved, name: str, shape: Shape, load: Load, gpus: Gpus) -> str:
    """What would fit: fewer tokens, more GPUs of the same instance, or another instance."""
    ways: list[str] = []
    more = [size for size in range(load.parallel + 1, gpus.count + 1) if shape.splits(size)]
    if size := next((size for size in more if _fits(shape, replace(load, parallel=size), gpus)), 0):
        ways.append(f"`tensor_parallel: {size}`")
    context = load.context // 2
    while context >= _SHORTEST and not _fits(shape, replace(load, context=context), gpus):
        context //= 2
    if context >= _SHORTEST:
        ways.append(f"`context: {context}`")
    sequences = load.sequences // 2
    while sequences and not _fits(shape, replace(load, sequences=sequences), gpus):
        sequences //= 2
    if sequences:
        ways.append(f"`sequences: {sequences}`")
    written = resolved.pretrained[name].runtime.tensor_parallel or 0
    if other := _instances(shape, replace(load, parallel=written), resolved):
        ways.append(other)
    return "what would fit: " + ", or ".join(ways) if ways else "no instance of SageMaker holds it: use smaller weights"


def _fits(shape: Shape, load: Load, gpus: Gpus) -> bool:
    return fit(shape, load, gpus).verdict == "fits"


def _instances(shape: Shape | None, load: Load, resolved: Resolved) -> str:
    """The cheapest instance that holds it, with its price; empty where there is none, or nothing is known."""
    for item in sized(shape, load, resolved.project.platform.region or "") if shape else ():
        if item.fit.verdict == "fits" and has_engines(item.gpus.instance):
            price = f" ({item.price:.2f} USD an hour)" if item.price is not None else ""
            return f"`{item.gpus.instance}`{price}"
    return ""
