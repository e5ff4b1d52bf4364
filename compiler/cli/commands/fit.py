"""`modelwright fit`."""

from __future__ import annotations

import click

from compiler.cli.exits import REFUSED
from compiler.cli.invocation import Invocation
from compiler.cli.options import common

_COUNT = click.IntRange(1, 10**7)
_BILLIONS = click.FloatRange(0, 100_000)


@click.command()
@click.option("--model", metavar="NAME", help="A well-known model by its name on the Hugging Face hub.")
@click.option("--parameters", type=_BILLIONS, help="All parameters of the model, in billions.")
@click.option("--embeddings", type=_BILLIONS, help="Those of embeddings and head, which keep 16 bits.")
@click.option("--layers", type=_COUNT, help="`num_hidden_layers` of its `config.json`.")
@click.option("--kv-heads", type=_COUNT, help="`num_key_value_heads`.")
@click.option("--head-dim", type=_COUNT, help="`head_dim`, else `hidden_size / num_attention_heads`.")
@click.option("--context", type=_COUNT, required=True, help="The most tokens of one request with its answer.")
@click.option("--sequences", type=_COUNT, default=1, show_default=True, help="Requests that are answered at a time.")
@click.option("--dtype", type=click.Choice(["fp32", "bf16", "fp16", "fp8", "int8", "int4"]), default="bf16")
@click.option("--kv-dtype", type=click.Choice(["bf16", "fp16", "fp8"]), default="bf16", help="Of keys and values.")
@click.option("--tensor-parallel", type=_COUNT, help="GPUs that share the model (default: all of an instance).")
@click.option("--instance", metavar="TYPE", help="The instance type that is meant, such as `ml.g5.xlarge`.")
@click.option("--region", default="us-east-1", show_default=True, help="Of the prices.")
@common
@click.pass_obj
def fit(
    invocation: Invocation,
    model: str | None,
    parameters: float | None,
    embeddings: float | None,
    layers: int | None,
    kv_heads: int | None,
    head_dim: int | None,
    context: int,
    sequences: int,
    dtype: str,
    kv_dtype: str,
    tensor_parallel: int | None,
    instance: str | None,
    region: str,
) -> int:
    """Tell on which GPU instances of SageMaker a language model fits, the cheapest first. Asks no cloud.

    Its numbers are those of a well-known `--model`, or `--parameters`, `--layers`, `--kv-heads` and `--head-dim`.
    Exits with 5 when it does not fit on `--instance`.

    \b
    Example:
      modelwright fit --model meta-llama/Llama-3.1-8B-Instruct --context 8192 --sequences 4
      modelwright fit --parameters 8.03 --layers 32 --kv-heads 8 --head-dim 128 --context 8192 --instance ml.g5.xlarge
    """
    from compiler import operations
    from compiler.reports.sizing import sizing_json, sizing_text
    from compiler.targets.aws.fit import Load, Shape

    invocation.body.update(instances=[])
    if model is not None:
        if any(number is not None for number in (parameters, layers, kv_heads, head_dim, embeddings)):
            raise click.UsageError("`--model` brings its own numbers: write it alone, or leave it out")
        shape = operations.shape_of(model)
    elif parameters is None or layers is None or kv_heads is None or head_dim is None:
        raise click.UsageError("write `--model`, or all of `--parameters`, `--layers`, `--kv-heads` and `--head-dim`")
    else:
        shape = Shape(parameters * 1e9, layers, kv_heads, head_dim, (embeddings or 0.0) * 1e9)
    load = Load(context, sequences, dtype, kv_dtype, tensor_parallel or 0)
    sized = operations.fit_on(shape, load, region, instance)
    invocation.body.update(instances=sizing_json(sized))
    invocation.say(sizing_text(sized) if sized else "it fits on no instance that is known")
    return REFUSED if instance and sized[0].fit.verdict == "does not fit" else 0
