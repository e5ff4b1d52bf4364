"""`models:` with a `source`: a language model that was trained elsewhere, and the engine that serves it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from compiler.model.spec.base import Duration, Int, Number, Spec, Text, VariableValue


class Source(Spec):
    """Exactly one of `huggingface`, a repository of the Hugging Face hub with its `revision`, and `s3`, a folder."""

    huggingface: Text | None = None
    revision: Text | None = None
    s3: Text | None = None


class Runtime(Spec):
    """The engine and its load: `sequences` of `context` tokens at a time.

    `dtype` is the type of the weights as they are at the source, `kv_dtype` that of the cache (None: 16 bits, as the
    weights). `tensor_parallel` GPUs share the model; None: all of the instance. `startup` is what loading may take.
    """

    container: Literal["lmi", "tgi", "vllm"] = "vllm"
    image: Text | None = None
    context: Annotated[Int, Field(ge=16)]
    sequences: Annotated[Int, Field(ge=1, le=4096)] = 8
    dtype: Literal["bf16", "fp16", "fp8", "int8", "int4"] = "bf16"
    kv_dtype: Literal["bf16", "fp16", "fp8"] | None = None
    tensor_parallel: Annotated[Int, Field(ge=1, le=64)] | None = None
    startup: Duration = 1800
    env: dict[Text, VariableValue] = Field(default_factory=dict)


class Architecture(Spec):
    """What a model's memory is made of, as its `config.json` has it; `parameters` and `embeddings` in 10^9."""

    parameters: Annotated[Number, Field(gt=0)]
    layers: Annotated[Int, Field(ge=1)]
    kv_heads: Annotated[Int, Field(ge=1)]
    head_dim: Annotated[Int, Field(ge=1)]
    heads: Annotated[Int, Field(ge=1)] | None = None
    embeddings: Annotated[Number, Field(ge=0)] = 0.0
    longest: Annotated[Int, Field(ge=1)] | None = None


class Pretrained(Spec):
    """`architecture` is for models whose numbers are not known already."""

    source: Source
    description: Text | None = None
    runtime: Runtime
    architecture: Architecture | None = None
