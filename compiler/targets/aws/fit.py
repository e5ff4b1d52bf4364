"""Does a language model fit on an instance: its shape and load in, the memory of one GPU taken apart out.

The formula is vLLM's way to start (`vllm/v1/worker/gpu_worker.py`, `vllm/v1/kv_cache_interface.py`): weights are split
over the GPUs, and what they leave of `UTILIZATION` of the memory holds keys and values of all tokens.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

_FILE = Path(__file__).with_name("gpus.json")
_MODELS = _FILE.with_name("language_models.json")
_GIB = 2**30
UTILIZATION = 0.92
"""Of a GPU's memory; vLLM's own default (`vllm/config/cache.py`)."""
BYTES: Mapping[str, float] = {"fp32": 4.0, "bf16": 2.0, "fp16": 2.0, "fp8": 1.0, "int8": 1.0, "int4": 0.519531}
"""Of one parameter; `int4` in groups of 128 with a scale and a zero point each."""
KV_BYTES: Mapping[str, float] = {"bf16": 2.0, "fp16": 2.0, "fp8": 1.0}
# The least that vLLM asks for: `vllm/config/model.py`, and its pages on quantization; AWQ stands for int4.
_CAPABILITY: Mapping[str, float] = {"bf16": 8.0, "fp8": 7.5, "int4": 7.5}
# Activations and the rest were 0.6 to 3.1 GiB on one GPU in logs of vLLM, and about 5 on several.
_TIGHT, _ENOUGH, _ENOUGH_OF_SEVERAL = 0.6, 3.0, 5.0

Verdict = Literal["fits", "tight", "does not fit"]


@dataclass(frozen=True, slots=True)
class Gpus:
    """What an instance has: `memory` is that of one GPU in GiB, as EC2 reports it; `capability` is CUDA's."""

    instance: str
    count: int
    name: str
    memory: float
    capability: float

    def computes(self, dtype: str) -> bool:
        """Whether vLLM runs weights of this type on it."""
        return self.capability >= _CAPABILITY.get(dtype, 0.0)


@dataclass(frozen=True, slots=True)
class Shape:
    """A model, as its `config.json` has it; `parameters` are all of them, `embeddings` those that keep 16 bits.

    `heads` are those of attention, `longest` is the most tokens that the model was made for; 0: not known.
    """

    parameters: float
    layers: int
    kv_heads: int
    head_dim: int
    embeddings: float = 0.0
    heads: int = 0
    longest: int = 0

    def splits(self, parallel: int) -> bool:
        """Whether vLLM spreads it over so many GPUs: attention heads must divide (`vllm/config/model.py`)."""
        return self.heads % parallel == 0


@dataclass(frozen=True, slots=True)
class Load:
    """How a model is run: `sequences` of `context` tokens at a time, over `parallel` GPUs."""

    context: int
    sequences: int
    dtype: str
    kv_dtype: str
    parallel: int


@dataclass(frozen=True, slots=True)
class Fit:
    """GiB on each GPU; `left` is for activations and all that is not counted."""

    budget: float
    weights: float
    kv: float
    left: float
    verdict: Verdict


@cache
def known_gpus() -> Mapping[str, Gpus]:
    """The instance types with GPUs that SageMaker serves on."""
    listed = json.loads(_FILE.read_text(encoding="utf-8"))["instances"]
    return {name: Gpus(name, *row) for name, row in listed.items()}


@cache
def known_models() -> Mapping[str, Shape]:
    """Well-known language models by their name on the Hugging Face hub."""
    listed = json.loads(_MODELS.read_text(encoding="utf-8"))["models"]
    return {
        name: Shape(billions * 1e9, layers, kv_heads, head_dim, kept * 1e9, heads, longest)
        for name, (billions, layers, heads, kv_heads, head_dim, longest, kept) in listed.items()
    }


def fit(shape: Shape, load: Load, gpus: Gpus) -> Fit:
    """The memory of one GPU. KV heads are split over the GPUs, and repeated where there are fewer of them."""
    budget = gpus.memory * UTILIZATION
    size, kept = BYTES[load.dtype], max(2.0, BYTES[load.dtype])
    weights = ((shape.parameters - shape.embeddings) * size + shape.embeddings * kept) / load.parallel / _GIB
    heads = max(1.0, shape.kv_heads / load.parallel)
    token = 2 * shape.layers * heads * shape.head_dim * KV_BYTES[load.kv_dtype]
    kv = token * load.context * load.sequences / _GIB
    left = budget - weights - kv
    enough = _ENOUGH if load.parallel == 1 else _ENOUGH_OF_SEVERAL
    verdict: Verdict = "fits" if left >= enough else "tight" if left >= _TIGHT else "does not fit"
    return Fit(budget, weights, kv, left, verdict)
