"""What AWS would refuse of a program is told before it is written: values at their line of the spec."""

import dataclasses
import json
from importlib.metadata import version
from pathlib import Path

import pytest
from planted_arguments import TEMPLATES, VALUES
from targets_sample import FILE, on_aws

from compiler import targets
from compiler.lower import lower
from compiler.render import render
from compiler.source.share import share
from compiler.targets.aws import signatures

SAMPLE = on_aws(
    "prod",
    platform__kms_key="arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000",
    platform__network={"subnets": ["subnet-0a1b2c3d"], "security_groups": ["sg-0a1b2c3d"]},
    platform__alerts={"emails": ["ops@example.com"]},
    platform__dashboard=True,
    budget={"monthly": 400},
    models__churn__train={"compute": "small", "timeout": "30m", "spot": True, "spot_wait": "2h"},
    models__churn__retrain={"schedule": "0 3 * * *"},
    serving__churn_api__scale={"min": 2, "max": 8, "target_rps": 50},
    serving__churn_api__rollout={"strategy": "canary", "percent": 10, "bake": "10m", "rollback_on": ["errors > 1%"]},
    serving__churn_api__monitor={"capture": 20, "alarms": ["errors > 5%"]},
    serving__nightly={
        "model": "churn",
        "mode": "async",
        "compute": "small",
        "scale": {"min": 0, "max": 2, "target_backlog": 10},
        "rollout": {},
    },
)
PROFILE = {"cpus": 2, "instance": "ml.m5.large", "serving_instance": "ml.m5.large", "volume_gb": 10}
PUBLIC = on_aws(
    "dev",
    platform__compute={"small": PROFILE, "gpu": {**PROFILE, "serving_instance": "ml.g5.12xlarge"}},
    models__assistant={
        "source": {"s3": "s3://lake/models/assistant/"},
        "runtime": {"context": 4096},
        "architecture": {"parameters": 7.62, "layers": 28, "kv_heads": 4, "head_dim": 128},
    },
    serving__chat={"model": "assistant", "mode": "realtime", "compute": "gpu", "scale": {}, "rollout": {}},
    serving__quick={
        "model": "churn",
        "mode": "serverless",
        "compute": "small",
        "serverless": {"memory_gb": 3, "concurrency": 10, "provisioned": 2},
        "scale": {},
        "rollout": {},
    },
)


@pytest.fixture(scope="module")
def graphs():
    found = [lower(project, targets.get("aws")) for project in (SAMPLE, PUBLIC)]
    assert [graph.diagnostics for graph in found] == [(), ()]
    return [graph.value for graph in found]


def printed(graph, project, *folders):
    (program,) = [item for item in targets.get("aws").renderings(graph) if item.path == "__main__.py"]
    return render((program,), (*folders, share("templates")), project.sources)


def changed(holder, path, value):
    """`holder` with another value at a path of fields and places."""
    first, _, rest = path.partition(".")
    if first.isdigit():
        items = list(holder)
        items[int(first)] = changed(items[int(first)], rest, value)
        return tuple(items)
    inner = changed(getattr(holder, first), rest, value) if rest else value
    return dataclasses.replace(holder, **{first: inner})


def test_as_many_mistakes_as_were_promised(graphs):
    assert len(VALUES) >= 60 and len(TEMPLATES) >= 20
    for graph, project in zip(graphs, (SAMPLE, PUBLIC), strict=True):
        assert printed(graph, project).diagnostics == ()


@pytest.mark.parametrize("name", VALUES)
def test_a_value_that_aws_refuses_is_told_at_its_line(name, graphs):
    address, path, value, words = VALUES[name]
    graph, project = next(
        pair
        for pair in zip(graphs, (SAMPLE, PUBLIC), strict=True)
        if address in {str(node.address) for node in pair[0].nodes}
    )
    origin = next(node.origin for node in graph.nodes if str(node.address) == address)
    nodes = [changed(node, path, value) if str(node.address) == address else node for node in graph.nodes]
    (found,) = printed(dataclasses.replace(graph, nodes=tuple(nodes)), project).diagnostics
    assert found.code == "R010" and words in found.summary and f"aws.{address.partition('.')[0]}." in found.summary
    assert found.location.file == FILE and found.path[: len(origin.path[:2])] == origin.path[:2]
    assert [item.location.file.rpartition(".")[2] for item in found.related] == ["j2"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_that_aws_refuses_is_told_at_its_line(name, graphs, tmp_path):
    template, text, instead, words = TEMPLATES[name]
    folder = share("templates") / "aws"
    source = next(path for path in (folder / f"{template}.py.j2", folder / f"{template}.j2") if path.is_file())
    original = source.read_text()
    assert text in original
    (tmp_path / "aws").mkdir()
    (tmp_path / "aws" / source.name).write_text(original.replace(text, instead))
    pairs = zip(graphs, (SAMPLE, PUBLIC), strict=True)
    tried = (printed(graph, project, tmp_path).diagnostics for graph, project in pairs)
    found = next(filter(None, tried), ())
    assert found and {item.code for item in found} == {"R010"}
    assert any(words in item.summary for item in found), [item.summary for item in found]
    for item in found:
        assert item.location.file.endswith(source.name) and item.path is not None
        assert [related.location.file for related in item.related] == [FILE]
        assert item.related[0].location.line > 1


def test_the_table_is_of_the_sdk_that_is_installed():
    written = json.loads(Path(signatures.__file__).with_suffix(".json").read_text())["_about"]
    assert written.startswith(f"pulumi-aws {version('pulumi-aws')}, botocore {version('botocore')};"), (
        "run tools/aws_signatures.py"
    )
