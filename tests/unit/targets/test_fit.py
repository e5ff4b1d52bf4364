"""Worked examples of memory on GPUs: known models, and what vLLM printed when it started one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compiler.operations import fit_on, shape_of
from compiler.source.diagnostic import Refused
from compiler.targets.aws.fit import Gpus, Load, Shape, fit, known_gpus, known_models

LLAMA_8B = Shape(8.03e9, 32, 8, 128)
LLAMA_70B = Shape(70.55e9, 80, 8, 128)
QWEN_32B = Shape(32.76e9, 64, 8, 128)
MIXTRAL = Shape(46.7e9, 32, 8, 128)


@pytest.mark.parametrize(
    ("shape", "dtype", "sequences", "parallel", "instance", "left", "verdict"),
    [
        (LLAMA_8B, "bf16", 4, 1, "ml.g5.xlarge", 1.6, "tight"),
        (replace(LLAMA_8B, embeddings=1.05e9), "fp8", 4, 1, "ml.g5.xlarge", 8.1, "fits"),
        (LLAMA_8B, "bf16", 16, 1, "ml.g6e.xlarge", 10.2, "fits"),
        (QWEN_32B, "bf16", 4, 4, "ml.g5.12xlarge", 3.3, "tight"),
        (LLAMA_70B, "bf16", 4, 8, "ml.g5.48xlarge", 2.9, "tight"),
        (LLAMA_70B, "bf16", 16, 8, "ml.p4d.24xlarge", 15.4, "fits"),
        (MIXTRAL, "bf16", 4, 4, "ml.g5.12xlarge", -2.2, "does not fit"),
    ],
)
def test_known_models(
    shape: Shape, dtype: str, sequences: int, parallel: int, instance: str, left: float, verdict: str
) -> None:
    found = fit(shape, Load(8192, sequences, dtype, "bf16", parallel), known_gpus()[instance])
    assert (round(found.left, 1), found.verdict) == (left, verdict)


def test_weights_are_what_vllm_printed_of_llama_3() -> None:
    card = Gpus("a card", 2, "H100", 79.22, 9.0)
    one, two = (fit(LLAMA_8B, Load(8192, 1, "bf16", "bf16", parallel), card).weights for parallel in (1, 2))
    assert (round(one, 2), round(two, 2)) == (14.96, 7.48)


def test_heads_are_repeated_where_there_are_fewer_than_gpus() -> None:
    gpus = known_gpus()["ml.p4d.24xlarge"]
    one_head = replace(LLAMA_8B, kv_heads=1)
    one, eight = (fit(one_head, Load(8192, 1, "bf16", "bf16", parallel), gpus).kv for parallel in (1, 8))
    assert one == eight


def test_what_fits_is_told_with_the_cheapest_first() -> None:
    found = fit_on(LLAMA_8B, Load(8192, 4, "fp16", "fp16", 0), "us-east-1", "ml.g4dn.xlarge")
    assert (found[0].gpus.instance, found[0].fit.verdict) == ("ml.g4dn.xlarge", "does not fit")
    prices = [item.price for item in found[1:] if item.price is not None]
    assert prices and prices == sorted(prices)
    assert all(item.fit.verdict == "fits" for item in found[1:])


@pytest.mark.parametrize(("parallel", "instance"), [(1, "ml.g5.xlarg"), (2, "ml.g5.xlarge"), (1, "ml.g4dn.xlarge")])
def test_what_is_no_instance_or_too_small_is_refused(parallel: int, instance: str) -> None:
    with pytest.raises(Refused):
        fit_on(LLAMA_8B, Load(8192, 4, "bf16", "bf16", parallel), "us-east-1", instance)


def test_gpus_that_do_not_run_the_type_are_not_offered() -> None:
    small = replace(LLAMA_8B, parameters=1.24e9, layers=16)
    bf16, fp16 = (
        {item.gpus.name for item in fit_on(small, Load(1024, 1, dtype, "fp16", 1), "us-east-1", None)}
        for dtype in ("bf16", "fp16")
    )
    assert "T4" in fp16 - bf16


def test_shipped_shapes_take_known_bytes_of_cache_for_each_token() -> None:
    tokens = {name: 4 * shape.layers * shape.kv_heads * shape.head_dim for name, shape in known_models().items()}
    assert tokens["meta-llama/Llama-3.1-8B-Instruct"] == 131072
    assert tokens["meta-llama/Llama-2-7b-chat-hf"] == 524288
    assert tokens["Qwen/Qwen2.5-7B-Instruct"] == 57344
    assert len(tokens) == 21
    assert all(0 < shape.embeddings < shape.parameters / 4 for shape in known_models().values())


def test_an_unknown_model_is_answered_with_the_nearest() -> None:
    with pytest.raises(Refused) as refused:
        shape_of("meta-llama/Llama-3.1-8B-Instrukt")
    assert "did you mean `meta-llama/Llama-3.1-8B-Instruct`?" in (refused.value.diagnostics[0].hint or "")


@pytest.mark.parametrize(
    ("context", "parallel", "instance", "told"),
    [
        (131073, 1, None, "the model was made for 131072 tokens"),
        (8192, 8, None, "28 attention heads do not divide by 8 GPUs"),
        (8192, 0, "ml.g5.48xlarge", "28 attention heads do not divide by the 8 GPUs of `ml.g5.48xlarge`"),
    ],
)
def test_a_load_that_the_model_does_not_take_is_refused(
    context: int, parallel: int, instance: str | None, told: str
) -> None:
    qwen = shape_of("Qwen/Qwen2.5-7B-Instruct")
    with pytest.raises(Refused) as refused:
        fit_on(qwen, Load(context, 1, "bf16", "bf16", parallel), "us-east-1", instance)
    assert told in refused.value.diagnostics[0].summary


def test_instances_over_whose_gpus_it_cannot_be_spread_are_not_offered() -> None:
    found = fit_on(shape_of("Qwen/Qwen2.5-7B-Instruct"), Load(8192, 1, "bf16", "bf16", 0), "us-east-1", None)
    assert {item.parallel for item in found} == {1, 4}
