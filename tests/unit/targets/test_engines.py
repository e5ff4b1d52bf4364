"""Language models on AWS: what engines are told, which image, what may be read, and what would fit."""

import json
from pathlib import Path

import pytest
from targets_sample import on_aws

from compiler import targets
from compiler.lower import lower
from compiler.model.graph import Secret
from compiler.model.parts import Parts, narrowed
from compiler.operations.secrets import required
from compiler.render import render
from compiler.source.address import Address
from compiler.source.diagnostic import Severity
from compiler.source.location import format_path
from compiler.source.share import share
from compiler.targets.aws import engines
from compiler.targets.aws.registries import SKLEARN_ACCOUNTS

HUB = {"huggingface": "Qwen/Qwen2.5-7B-Instruct", "revision": "v1"}
S3 = {"s3": "s3://acme-models/qwen/"}
ALONE = {"models__churn": None, "serving__churn-api": None, "datasets": {}, "data": {}}
NUMBERS = {"parameters": 7.62, "layers": 28, "kv_heads": 4, "head_dim": 128, "heads": 28, "longest": 131072}


def spec(*, source=HUB, instance="ml.g6e.xlarge", serving=None, more=None, **runtime):
    profile = {"cpus": 4, "instance": "ml.m5.large", "serving_instance": instance, "volume_gb": 9}
    return {
        "platform__compute": {"small": {**profile, "serving_instance": "ml.m5.large"}, "gpu": profile},
        "models__assistant": {"source": source, "runtime": {"context": 8192, **runtime}, **(more or {})},
        "serving__chat": {
            "model": "assistant",
            "mode": "realtime",
            "compute": "gpu",
            "scale": {},
            "rollout": {},
            **(serving or {}),
        },
    }


def lowered(changes, **others):
    return lower(on_aws(**changes, **others), targets.get("aws"))


def nodes(changes, **others):
    checked = lowered(changes, **others)
    assert checked.value is not None, checked.diagnostics
    return {str(node.address): node for node in checked.value.nodes}


CONTAINERS = [
    (
        "lmi",
        "djl-inference:",
        {"HF_MODEL_ID": "Qwen/Qwen2.5-7B-Instruct", "OPTION_REVISION": "v1", "OPTION_DTYPE": "bf16"}
        | {"OPTION_MAX_MODEL_LEN": "8192", "OPTION_MAX_ROLLING_BATCH_SIZE": "8", "OPTION_KV_CACHE_DTYPE": "fp8"}
        | {"OPTION_TENSOR_PARALLEL_DEGREE": "1", "OPTION_GPU_MEMORY_UTILIZATION": "0.92"},
    ),
    (
        "tgi",
        "huggingface-pytorch-tgi-inference:",
        {"HF_MODEL_ID": "Qwen/Qwen2.5-7B-Instruct", "HF_MODEL_REVISION": "v1", "DTYPE": "bfloat16"}
        | {"KV_CACHE_DTYPE": "fp8_e4m3fn", "MAX_TOTAL_TOKENS": "8192", "MAX_BATCH_TOTAL_TOKENS": "65536"}
        | {"SM_NUM_GPUS": "1", "CUDA_MEMORY_FRACTION": "0.92"},
    ),
    (
        "vllm",
        "vllm:",
        {"SM_VLLM_MODEL": "Qwen/Qwen2.5-7B-Instruct", "SM_VLLM_REVISION": "v1", "SM_VLLM_DTYPE": "bfloat16"}
        | {"SM_VLLM_KV_CACHE_DTYPE": "fp8", "SM_VLLM_MAX_MODEL_LEN": "8192", "SM_VLLM_MAX_NUM_SEQS": "8"}
        | {"SM_VLLM_TENSOR_PARALLEL_SIZE": "1", "SM_VLLM_GPU_MEMORY_UTILIZATION": "0.92"}
        | {"SM_VLLM_SERVED_MODEL_NAME": "assistant"},
    ),
]


@pytest.mark.parametrize(("container", "image", "told"), CONTAINERS)
def test_each_engine_is_told_in_its_own_words(container, image, told):
    model = nodes(spec(container=container, kv_dtype="fp8"))["sagemaker.Model.chat"]
    assert model.environment == told
    assert model.image.startswith(f"763104351884.dkr.ecr.eu-west-1.amazonaws.com/{image}")
    assert model.artifact is None and model.folder is None


def test_what_is_quantised_at_the_source_is_loaded_as_it_is():
    model = nodes(spec(dtype="fp8"))["sagemaker.Model.chat"]
    assert "SM_VLLM_DTYPE" not in model.environment


def test_a_model_is_spread_over_all_gpus_unless_said_otherwise():
    made = nodes(spec(instance="ml.g5.12xlarge"))["sagemaker.Model.chat"]
    assert made.environment["SM_VLLM_TENSOR_PARALLEL_SIZE"] == "4"
    made = nodes(spec(instance="ml.g6e.12xlarge", tensor_parallel=2))["sagemaker.Model.chat"]
    assert made.environment["SM_VLLM_TENSOR_PARALLEL_SIZE"] == "2"


def test_own_variables_come_as_they_would_be_written():
    made = nodes(spec(env={"SM_VLLM_ENFORCE_EAGER": True, "SM_VLLM_SEED": 7}))["sagemaker.Model.chat"]
    assert (made.environment["SM_VLLM_ENFORCE_EAGER"], made.environment["SM_VLLM_SEED"]) == ("true", "7")


def test_a_token_is_asked_of_the_stack_configuration_and_stands_nowhere():
    changes = spec(env={"HF_TOKEN": Secret("HUB")})
    graph = lowered(changes, **ALONE).value
    (program,) = [
        item.content.decode()
        for item in render(targets.get("aws").renderings(graph), (share("templates"),)).value
        if item.path == "__main__.py"
    ]
    assert '"HF_TOKEN": config.require_secret("HUB"),' in program and "config = pulumi.Config()" in program
    asked = required(graph, on_aws(**changes, **ALONE).sources)
    assert [(item["name"], item["path"]) for item in asked] == [("HUB", "models.assistant.runtime.env.HF_TOKEN")]


def test_a_role_reads_the_folder_and_nothing_else():
    made = nodes(spec(source=S3, more={"architecture": NUMBERS}))
    assert made["sagemaker.Model.chat"].folder == "s3://acme-models/qwen/"
    assert made["sagemaker.Model.chat"].environment["SM_VLLM_MODEL"] == "/opt/ml/model"
    assert made["sagemaker.EndpointConfiguration.chat"].engine.download == 1800
    statements = {item["Sid"]: item for item in made["iam.RolePolicy.chat-endpoint"].policy["Statement"]}
    assert statements["ReadModel"]["Resource"] == "arn:aws:s3:::acme-models/qwen/*"
    assert statements["ListModel"]["Condition"] == {"StringLike": {"s3:prefix": ["qwen/*"]}}
    assert statements["PullImage"]["Resource"] == "arn:aws:ecr:eu-west-1:763104351884:repository/vllm"
    from_hub = nodes(spec())["iam.RolePolicy.chat-endpoint"].policy["Statement"]
    assert not [item["Sid"] for item in from_hub if "s3:" in str(item["Action"])]


def test_nothing_of_training_is_there_where_nothing_is_trained():
    made = nodes(spec(), **ALONE)
    assert {address.partition(".")[0] for address in made} == {"aws", "cloudwatch", "iam", "sagemaker"}
    assert "sagemaker.PrebuiltImage.scikit-learn" not in made
    queued = {"mode": "async", "scale": {"min": 0, "max": 1, "target_backlog": 5}}
    assert "s3.Bucket.artifacts" in nodes(spec(serving=queued), **ALONE), "answers stand in it"
    assert "s3.Bucket.artifacts" in nodes(spec(serving={"monitor": {"capture": 5}}), **ALONE)
    checked = lowered(spec(), **ALONE)
    assert targets.get("aws").files(checked.value) == ()


def test_a_preview_of_the_endpoint_alone_has_its_model():
    parts = Parts(frozenset({"assistant"}), frozenset({"chat"}))
    graph = lower(narrowed(on_aws(**spec()), parts), targets.get("aws")).value
    assert {node.address.name for node in graph.nodes if node.address.type.startswith("sagemaker.")} == {"chat"}


def test_a_model_gets_another_name():
    moved = [{"from": "models.helper", "to": "models.assistant"}, {"from": "serving.talk", "to": "serving.chat"}]
    graph = lowered(spec(), moved=moved).value
    assert graph.moved[Address("sagemaker.Model", "chat")] == ("talk",)


def test_there_is_an_image_wherever_there_is_one_of_scikit_learn():
    accounts = json.loads(Path(engines.__file__).with_name("engine_images.json").read_text())["accounts"]
    assert accounts.keys() <= SKLEARN_ACCOUNTS.keys()


def test_rollouts_wait_for_models_to_load():
    short, long = (nodes(spec(startup=time))["sagemaker.Endpoint.chat"].rollout for time in ("10m", "30m"))
    assert long.limit - short.limit == 1200
    rolling = {"scale": {"min": 2, "max": 2}, "rollout": {"strategy": "rolling", "percent": 25}}
    (found,) = lowered(spec(serving=rolling)).diagnostics
    assert (found.code, format_path(found.path)) == ("G012", "serving.chat.rollout")


REFUSED = [
    ("G024", {"instance": "ml.m5.xlarge"}, "has no GPU", "`ml.g5.12xlarge` (7.91 USD an hour)"),
    ("G024", {"instance": "ml.p3.2xlarge", "dtype": "fp16"}, "do not run on the V100", "`ml.g4dn.12xlarge`"),
    ("G024", {"instance": "ml.g4dn.12xlarge"}, "does not run `bf16`", "newer GPUs"),
    ("G024", {"instance": "ml.g5.12xlarge", "tensor_parallel": 8}, "has 4 GPUs", "`tensor_parallel: 4`"),
    ("G024", {"instance": "ml.g5.48xlarge"}, "28 attention heads do not divide by 8", "`tensor_parallel: 7`"),
    ("G024", {"context": 262144}, "made for 131,072 tokens", "`context: 131072`"),
    ("G024", {"instance": "ml.g5.xlarge", "sequences": 32}, "does not fit on `ml.g5.xlarge`", "`sequences: 4`"),
    ("G024", {"instance": "ml.g7e.2xlarge"}, "not known how many GPUs", "`tensor_parallel`"),
    ("G026", {"startup": "2h"}, "60 to 3600 seconds", "`1h`"),
    ("G026", {"env": {"SM_VLLM_DTYPE": "half"}}, "`SM_VLLM_DTYPE`", "computed from them"),
    ("G011", {"image": "vllm/vllm-openai:v0.28.0"}, "not an image in Amazon ECR", "dkr.ecr"),
]


@pytest.mark.parametrize(("code", "changes", "words", "hint"), REFUSED)
def test_what_would_not_start_is_refused_with_what_would(code, changes, words, hint):
    (found,) = [item for item in lowered(spec(**changes)).diagnostics if item.severity is Severity.ERROR]
    assert found.code == code and words in found.summary and hint in found.hint and found.location


@pytest.mark.parametrize(("own", "other"), [("assistant", "churn"), ("churn", "assistant")])
def test_a_language_model_has_an_endpoint_of_its_own(own, other):
    found = lowered(spec(serving={"model": own, "variants": {"b": {"model": other, "percent": 10}}})).diagnostics
    assert [format_path(item.path).rpartition(".")[2] for item in found if item.code == "G027"] == ["model"]


def test_gpus_of_a_trained_model_are_still_refused():
    checked = lowered(spec(serving={"model": "churn"}))
    assert {item.code for item in checked.diagnostics} == {"G013"}


def test_an_isolated_container_cannot_fetch_from_the_hub():
    isolated = {"platform__network": {"isolation": True}, **ALONE}
    (found,) = lowered(spec(), **isolated).diagnostics
    assert (found.code, format_path(found.path)) == ("G017", "models.assistant.source")
    assert lowered(spec(source=S3, more={"architecture": NUMBERS}), **isolated).value is not None


@pytest.mark.parametrize("changes", [{"instance": "ml.g5.xlarge", "sequences": 12}, {"more": {}, "source": S3}])
def test_what_may_start_is_made_with_a_warning(changes):
    checked = lowered(spec(**changes))
    assert [item.severity for item in checked.diagnostics] == [Severity.WARNING]
    assert checked.value is not None
