"""The engines that serve language models: a model as the spec has it in, its image and variables out.

Variables, as each container reads them: vLLM's become arguments of its server (aws/deep-learning-containers,
`scripts/vllm/sagemaker_entrypoint.sh`), those of LMI its properties (deepjavalibrary/djl-serving,
`serving/docs/lmi/deployment_guide/configurations.md`), those of TGI arguments of its launcher
(huggingface/text-generation-inference, `sagemaker-entrypoint.sh` and `launcher/src/main.rs`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.model.graph import Secret
from compiler.source.location import ConfigPath
from compiler.targets.aws.fit import UTILIZATION
from compiler.targets.aws.registries import dns_suffix

if TYPE_CHECKING:
    from compiler.model.spec.pretrained import Pretrained, Runtime

_FILE = Path(__file__).with_name("engine_images.json")
AMI = "al2023-ami-sagemaker-inference-gpu-4-1"
"""What instances start with: its driver, 580, runs all images up to CUDA 13.0; older defaults do not run these.

See `InferenceAmiVersion` in https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
"""
_FAMILIES = ("g4dn", "g5", "g6", "g6e", "p4d", "p4de", "p5", "p5e", "p5en")
_HERE = "/opt/ml/model"
_WORDS = {"bf16": "bfloat16", "fp16": "float16"}
_REVISION: ConfigPath = ("source", "revision")
_DTYPE, _KV_DTYPE, _CONTEXT, _SEQUENCES, _PARALLEL = (
    ("runtime", field) for field in ("dtype", "kv_dtype", "context", "sequences", "tensor_parallel")
)
_Told = dict[str, tuple[str | None, ConfigPath]]
_KV_WORDS = {"bf16": "auto", "fp16": "auto", "fp8": "fp8"}


@cache
def _images() -> Mapping[str, Any]:
    return json.loads(_FILE.read_text(encoding="utf-8"))


def has_engines(instance: str) -> bool:
    """Whether AWS's images of the engines, and the driver that they need, run on an instance type."""
    return instance.removeprefix("ml.").partition(".")[0] in _FAMILIES


def engine_image(runtime: Runtime, region: str) -> str:
    """The user's own image, or that of AWS for the engine, with a fixed tag."""
    if runtime.image is not None:
        return runtime.image
    images = _images()
    account = images["accounts"].get(region, images["account"])
    return f"{account}.dkr.ecr.{region}.{dns_suffix(region)}/{images['images'][runtime.container]}"


@dataclass(frozen=True, slots=True)
class Variable:
    """What a container is told in one variable, a text or a secret, and the field of the model that it comes from."""

    value: str | Secret
    field: ConfigPath


def engine_variables(name: str, model: Pretrained, parallel: int) -> dict[str, Variable]:
    """What the spec says, in the words of its engine; the model answers to its `name` where the engine asks for one."""
    match model.runtime.container:
        case "vllm":
            told = _vllm(name, model, parallel)
        case "lmi":
            told = _lmi(model, parallel)
        case "tgi":
            told = _tgi(model, parallel)
    return {key: Variable(value, field) for key, (value, field) in told.items() if value is not None}


def own_variables(model: Pretrained) -> dict[str, Variable]:
    """The user's own, as YAML writes them."""
    env = model.runtime.env
    return {key: Variable(_written(env[key]), ("runtime", "env", key)) for key in sorted(env)}


def _written(value: object) -> str | Secret:
    if isinstance(value, Secret):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _place(model: Pretrained) -> tuple[str, ConfigPath]:
    source = model.source
    return (_HERE, ("source", "s3")) if source.huggingface is None else (source.huggingface, ("source", "huggingface"))


def _vllm(name: str, model: Pretrained, parallel: int) -> _Told:
    runtime = model.runtime
    return {
        "SM_VLLM_MODEL": _place(model),
        "SM_VLLM_REVISION": (model.source.revision, _REVISION),
        "SM_VLLM_SERVED_MODEL_NAME": (name, ()),
        "SM_VLLM_DTYPE": (_WORDS.get(runtime.dtype), _DTYPE),
        "SM_VLLM_KV_CACHE_DTYPE": (_KV_WORDS[runtime.kv_dtype] if runtime.kv_dtype else None, _KV_DTYPE),
        "SM_VLLM_MAX_MODEL_LEN": (str(runtime.context), _CONTEXT),
        "SM_VLLM_MAX_NUM_SEQS": (str(runtime.sequences), _SEQUENCES),
        "SM_VLLM_TENSOR_PARALLEL_SIZE": (str(parallel), _PARALLEL),
        "SM_VLLM_GPU_MEMORY_UTILIZATION": (str(UTILIZATION), ()),
    }


def _lmi(model: Pretrained, parallel: int) -> _Told:
    runtime = model.runtime
    return {
        "HF_MODEL_ID": _place(model),
        "OPTION_REVISION": (model.source.revision, _REVISION),
        "OPTION_DTYPE": (runtime.dtype if runtime.dtype in _WORDS else None, _DTYPE),
        "OPTION_KV_CACHE_DTYPE": (_KV_WORDS[runtime.kv_dtype] if runtime.kv_dtype else None, _KV_DTYPE),
        "OPTION_MAX_MODEL_LEN": (str(runtime.context), _CONTEXT),
        "OPTION_MAX_ROLLING_BATCH_SIZE": (str(runtime.sequences), _SEQUENCES),
        "OPTION_TENSOR_PARALLEL_DEGREE": (str(parallel), _PARALLEL),
        "OPTION_GPU_MEMORY_UTILIZATION": (str(UTILIZATION), ()),
    }


def _tgi(model: Pretrained, parallel: int) -> _Told:
    runtime = model.runtime
    return {
        "HF_MODEL_ID": _place(model),
        "HF_MODEL_REVISION": (model.source.revision, _REVISION),
        "DTYPE": (_WORDS.get(runtime.dtype), _DTYPE),
        "KV_CACHE_DTYPE": ("fp8_e4m3fn" if runtime.kv_dtype == "fp8" else None, _KV_DTYPE),
        "MAX_TOTAL_TOKENS": (str(runtime.context), _CONTEXT),
        "MAX_BATCH_TOTAL_TOKENS": (str(runtime.context * runtime.sequences), _SEQUENCES),
        "SM_NUM_GPUS": (str(parallel), _PARALLEL),
        "CUDA_MEMORY_FRACTION": (str(UTILIZATION), ()),
    }
