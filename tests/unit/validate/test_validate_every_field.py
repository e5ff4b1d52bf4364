"""Nothing that is written is ignored: every field of the spec, on every target, changes the graph or is told about."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
import yaml
from validate_workbench import GOOD, HEADER, compose

from compiler import targets
from compiler.lower import lower
from compiler.model.datafile import CodeFile, DataFile, Files
from compiler.validate import validate
from compiler.validate.fields import fields_at

ROOT = Path(__file__).resolve().parents[3]
ON = {
    "local": {},
    "aws": {"target": "aws", "engine": "pulumi", "region": "eu-west-1"},
}
NAMED = {
    "datasets": "customers",
    "columns": "plan",
    "models": "churn",
    "serving": "churn-api",
    "variants": "challenger",
    "compute": "small",
    "params": "min_samples_leaf",
}
FOR_PEOPLE = {"owner", "description", "datasets.customers.description", "models.churn.description"} | {
    "datasets.customers.columns.plan.description",
    "models.assistant.description",
}
# A profile has a half for this machine and a half for the cloud.
FOR_THE_ENGINE = {"platform.backend", "platform.secrets_provider", "platform.previews.expires"}
"""Not what is made, but how; `tests/contract`, `test_prepare` and `test_previews` hold these.

On AWS `platform.engine` is refused.
"""
FOR_THE_CLOUD = {f"platform.compute.small.{field}" for field in ("instance", "serving_instance", "volume_gb")}
STAGED = {"serving.churn-api.scale": {"min": 2, "max": 2}, "serving.churn-api.rollout": {"strategy": "rolling"}}
TUNED = "models.churn.tune.params.min_samples_leaf"
SEARCHED = {f"{TUNED}.integer": [1, 9]}
GROWING = {"serving.churn-api.scale": {"min": 1, "max": 3, "target_rps": 5}}
SERVERLESS = {"serving.churn-api.mode": "serverless", "serving.churn-api.serverless": {"concurrency": 20}}
QUEUED = {
    "serving.churn-api.mode": "async",
    "serving.churn-api.async": {"notify": True},
    "serving.churn-api.scale": {"min": 0, "max": 3, "target_backlog": 5},
}
SCORED = {
    "serving.churn-api": {
        "model": "churn",
        "mode": "batch",
        "batch": {"input": "s3://lake/in/", "schedule": "0 5 * * *"},
    }
}
SOURCE = {"huggingface": "Qwen/Qwen2.5-7B-Instruct", "revision": "v1.0"}
NUMBERS = {"parameters": 7.62, "layers": 28, "kv_heads": 4, "head_dim": 128}
ASSISTANT = {
    "models.assistant": {"source": SOURCE, "runtime": {"context": 8192}},
    "platform.compute.gpu": {
        "cpus": 4,
        "instance": "ml.m5.large",
        "serving_instance": "ml.g5.12xlarge",
        "volume_gb": 9,
    },
}
TALKING = ASSISTANT | {"serving.chat": {"model": "assistant", "compute": "gpu"}}
IN_S3 = TALKING | {"models.assistant": {"source": {"s3": "s3://lake/a/"}, "runtime": {"context": 8192}}}
VARIANT = "serving.churn-api.variants.challenger"
SPLIT = {VARIANT: {"model": "churn", "percent": 10}}
NETWORK = {"platform.network": {"subnets": ["subnet-0a1b"], "security_groups": ["sg-0a1b"]}}
GIVEN = {
    **{f"serving.churn-api.serverless.{field}": SERVERLESS for field in ("memory_gb", "concurrency", "provisioned")},
    **{f"serving.churn-api.async.{field}": QUEUED for field in ("concurrency", "notify")},
    **{f"serving.churn-api.batch.{field}": SCORED for field in ("input", "schedule", "output")},
    "serving.churn-api.scale.target_backlog": QUEUED,
    **{f"{VARIANT}.{field}": SPLIT for field in ("model", "percent", "shadow", "compute")},
    **{
        f"{VARIANT}.scale.{field}": {VARIANT: {**SPLIT[VARIANT], "scale": {"min": 1, "max": 3, "target_rps": 5}}}
        for field in ("min", "max", "target_rps")
    },
    "platform.network.subnets": NETWORK,
    "platform.network.security_groups": NETWORK,
    "models.churn.train.spot_wait": {"models.churn.train.spot": True},
    "serving.churn-api.scale.min": GROWING,
    "serving.churn-api.scale.max": GROWING,
    "serving.churn-api.scale.target_rps": GROWING,
    "serving.churn-api.rollout.percent": STAGED,
    **{f"models.churn.tune.{field}": SEARCHED for field in ("objective", "trials", "folds", "seed", "timeout")},
    "models.churn.tune.strategy": SEARCHED,
    f"{TUNED}.integer": SEARCHED,
    f"{TUNED}.number": {f"{TUNED}.number": [0.1, 0.2]},
    f"{TUNED}.choice": {f"{TUNED}.choice": [1, 2]},
    f"{TUNED}.scale": SEARCHED,
    "models.churn.entrypoint": {"models.churn.estimator": None, "models.churn.params": None},
}
"""What has to be there for a field to be looked at; None leaves something out."""

VALUES = {
    "project": "other",
    "owner": "other-team",
    "description": "words",
    "budget.monthly": 300,
    "budget.currency": "EUR",
    "platform.target": "gcp",
    "platform.engine": {"local": "pulumi", "aws": "embedded"},
    "platform.backend": "s3://acme-pulumi",
    "platform.secrets_provider": "awskms://alias/pulumi",
    "platform.region": "us-east-1",
    "platform.log_retention_days": 60,
    "platform.image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/sklearn:1",
    "platform.kms_key": "arn:aws:kms:eu-west-1:123456789012:key/0a1b",
    "platform.permissions_boundary": "arn:aws:iam::123456789012:policy/ml-workloads",
    "platform.alerts.emails": ["ops@example.com"],
    "platform.dashboard": True,
    "platform.network.subnets": ["subnet-0a1b", "subnet-1a1b"],
    "platform.network.security_groups": ["sg-1a1b"],
    "platform.network.isolation": True,
    "platform.tags": {"local": {"cost": "1"}, "aws": {"cost": "1"}},
    "platform.protect": False,
    "platform.previews.expires": "24h",
    "platform.compute.small.cpus": 4,
    "platform.compute.small.instance": "ml.m5.2xlarge",
    "platform.compute.small.serving_instance": "ml.m5.2xlarge",
    "platform.compute.small.volume_gb": 50,
    "datasets.customers.source": "data/others.csv",
    "datasets.customers.description": "words",
    "datasets.customers.columns.plan.type": "text",
    "datasets.customers.columns.plan.values": ["free", "pro"],
    "datasets.customers.columns.plan.description": "words",
    "datasets.customers.checks": ["rows >= 10"],
    "datasets.customers.missing": ["?"],
    "models.churn.dataset": "others",
    "models.churn.target": "plan",
    "models.churn.description": "words",
    "models.churn.estimator": "sklearn.ensemble.ExtraTreesClassifier",
    "models.churn.entrypoint": "train.py:build",
    "models.churn.params": {"local": {"n_estimators": 10}, "aws": {"n_estimators": 10}},
    f"{TUNED}.integer": [1, 5],
    f"{TUNED}.number": [0.1, 0.3],
    f"{TUNED}.choice": [1, 3],
    f"{TUNED}.scale": "log",
    "models.churn.tune.objective": "accuracy",
    "models.churn.tune.trials": 5,
    "models.churn.tune.strategy": "halving",
    "models.churn.tune.folds": 4,
    "models.churn.tune.seed": 5,
    "models.churn.tune.timeout": "5m",
    "models.churn.features": ["plan"],
    "models.churn.exclude": ["plan"],
    "models.churn.preprocess.numeric.impute": "mean",
    "models.churn.preprocess.numeric.scale": "minmax",
    "models.churn.preprocess.category.impute": "missing",
    "models.churn.preprocess.category.encode": "ordinal",
    "models.churn.preprocess.transformers": [
        {"columns": "numeric", "transformer": "sklearn.preprocessing.PowerTransformer"}
    ],
    "models.churn.split.sample": 0.5,
    "models.churn.split.test": 0.3,
    "models.churn.split.seed": 5,
    "models.churn.split.stratify": False,
    "models.churn.metrics": ["accuracy"],
    "models.churn.gates": ["roc_auc >= 0.8"],
    "models.churn.train.compute": "medium",
    "models.churn.train.timeout": "10m",
    "models.churn.train.spot": True,
    "models.churn.train.spot_wait": "2h",
    "models.churn.train.env": {"local": {"APP_MODE": "fast"}, "aws": {"APP_MODE": "fast"}},
    "models.churn.retrain.schedule": "0 3 * * *",
    "models.churn.retrain.on_drift": True,
    "models.churn.retrain.cooldown": "1h",
    "models.assistant.source.huggingface": "Qwen/Qwen3-8B",
    "models.assistant.source.revision": "v1.1",
    "models.assistant.source.s3": "s3://lake/b/",
    "models.assistant.description": "words",
    "models.assistant.runtime.container": "lmi",
    "models.assistant.runtime.image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/vllm:1",
    "models.assistant.runtime.context": 4096,
    "models.assistant.runtime.sequences": 4,
    "models.assistant.runtime.dtype": "fp16",
    "models.assistant.runtime.kv_dtype": "fp8",
    "models.assistant.runtime.tensor_parallel": 2,
    "models.assistant.runtime.startup": "20m",
    "models.assistant.runtime.env": {name: {"VLLM_LOGGING_LEVEL": "DEBUG"} for name in ("local", "aws")},
    "models.assistant.architecture.parameters": 70.0,
    "models.assistant.architecture.layers": 800,
    "models.assistant.architecture.kv_heads": 800,
    "models.assistant.architecture.head_dim": 9000,
    "models.assistant.architecture.heads": 27,
    "models.assistant.architecture.embeddings": 40.0,
    "models.assistant.architecture.longest": 4096,
    "serving.churn-api.model": "other",
    "serving.churn-api.mode": "async",
    "serving.churn-api.compute": "medium",
    "serving.churn-api.scale.min": 2,
    "serving.churn-api.scale.max": 4,
    "serving.churn-api.scale.target_rps": 9,
    "serving.churn-api.scale.target_backlog": 9,
    "serving.churn-api.serverless.memory_gb": 3,
    "serving.churn-api.serverless.concurrency": 30,
    "serving.churn-api.serverless.provisioned": 2,
    "serving.churn-api.async.concurrency": 9,
    "serving.churn-api.async.notify": False,
    "serving.churn-api.batch.input": "s3://lake/other/",
    "serving.churn-api.batch.schedule": "0 6 * * *",
    "serving.churn-api.batch.output": "s3://lake/scored/",
    f"{VARIANT}.model": "other",
    f"{VARIANT}.percent": 20,
    f"{VARIANT}.shadow": True,
    f"{VARIANT}.compute": "medium",
    f"{VARIANT}.scale.min": 2,
    f"{VARIANT}.scale.max": 4,
    f"{VARIANT}.scale.target_rps": 9,
    "serving.churn-api.rollout.strategy": "rolling",
    "serving.churn-api.rollout.percent": 20,
    "serving.churn-api.rollout.bake": "10m",
    "serving.churn-api.rollout.rollback_on": ["errors > 1%"],
    "serving.churn-api.monitor.capture": 20,
    "serving.churn-api.monitor.alarms": ["errors > 5%"],
    "serving.churn-api.monitor.drift.metric": "ks",
    "serving.churn-api.monitor.drift.threshold": 0.4,
    "serving.churn-api.port": 8080,
    "moved": [{"from": "models.churn-old", "to": "models.churn"}],
    "waive": [{"rule": "V024", "at": "datasets", "reason": "not yet", "until": "2999-01-01"}],
}
"""Another value than the good project has, for each field; by target where they differ."""


def leaves(path=()):
    fields = fields_at(path)
    if not fields and path and path[-1] in NAMED and path[-2:] != ("churn-api", "compute"):
        fields = (NAMED[path[-1]],) if fields_at((*path, NAMED[path[-1]])) else ()
    if not fields:
        yield ".".join(path)
    for field in fields:
        yield from leaves((*path, field))


def pretrained_leaves(path=("models", "assistant")):
    fields = fields_at(path, pretrained=True)
    if not fields:
        yield ".".join(path)
    for field in fields:
        yield from pretrained_leaves((*path, field))


def test_every_field_has_a_value_to_try():
    assert {*leaves(), *pretrained_leaves()} == set(VALUES)


def test_every_field_is_on_the_page_with_cases_that_there_are():
    page = (ROOT / "docs" / "fields.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([^`]+)`", page, re.MULTILINE))
    names = "|".join(sorted(NAMED.values(), key=len, reverse=True))
    general = {re.sub(rf"\b({names})\b", "*", field) for field in VALUES}
    general = {field.replace("models.assistant.", "models.*.") for field in general}
    # Ranges have parameters' names below them.
    general = {re.sub(r"(\.tune\.params)\..*", r"\1", field) for field in general}
    assert listed == general
    cases = set(re.findall(r"`((?:local|aws)[a-z-]*)`", page))
    assert cases == {path.name for path in (ROOT / "tests" / "golden" / "lower").iterdir()} - {"aws-several"}


@pytest.mark.parametrize("name", targets.names())
@pytest.mark.parametrize("field", sorted(VALUES))
def test_nothing_that_is_written_is_ignored(field, name):
    if field in FOR_PEOPLE - ({"owner"} if name == "aws" else set()) | (FOR_THE_CLOUD if name == "local" else set()):
        return
    if field in FOR_THE_ENGINE | ({"platform.engine"} if name == "local" else set()):
        return
    value = VALUES[field][name] if isinstance(VALUES[field], dict) else VALUES[field]
    given = GIVEN.get(field, {})
    if field.startswith("models.assistant."):
        given = prepared(field, name)
    before, after = outcome(name, given), outcome(name, given | {field: value})
    refused = field == "models.churn.entrypoint" or (name == "local" and (given is SCORED or VARIANT in given))
    assert before[0] is not None or refused, before
    assert after[0] != before[0] or after[1]


def prepared(field, name):
    """A model from elsewhere, as far as a target makes something of it."""
    given = ASSISTANT if name == "local" else IN_S3 if "source.s3" in field or "architecture" in field else TALKING
    given = copy.deepcopy(given)
    if "architecture" in field:
        given["models.assistant.architecture"] = dict(NUMBERS)
    if field.endswith("embeddings"):
        given["models.assistant.architecture"]["parameters"] = 41.0
        given["models.assistant.runtime"] = {"context": 8192, "dtype": "int4"}
    return given


def outcome(name, changes):
    """The graph as text, None when there is none, and the diagnostics."""
    spec = yaml.safe_load(GOOD)
    for path, value in changes.items():
        *parents, last = path.split(".")
        holder = spec
        for part in parents:
            holder = holder.setdefault(part, {})
        holder[last] = copy.deepcopy(value)
        if value is None:
            del holder[last]
    composed = compose(yaml.safe_dump(spec, sort_keys=False), **ON[name])
    target = targets.get(name)
    source = spec["datasets"]["customers"]["source"]
    files = Files(
        {"customers": DataFile(f"churn/{source}", "sha256:0", 100, HEADER)},
        {"churn": CodeFile("churn/train.py", "sha256:1", ("build",))},
    )
    checked = validate(composed, files, target.capabilities)
    lowered = lower(checked.value, target) if checked.value else checked
    said = (*checked.diagnostics, *lowered.diagnostics)
    return str(lowered.value) if checked.value and lowered.value else None, said
