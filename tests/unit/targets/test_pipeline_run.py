"""The definition that is shipped, executed step by step on an example's data: trained for real, gated, registered."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from compiler.model.graph import Join
from compiler.pipeline import lower_stack, open_session
from compiler.render import render
from compiler.source.share import share
from compiler.targets.aws.container import store, train
from compiler.targets.aws.nodes.storage import Upload
from compiler.targets.aws.nodes.training import TrainingJob
from tests.aws.pipeline_run import Run, packed

ROOT = Path(__file__).resolve().parents[3]
BUCKET = "artifacts-1a2b3c4"
POINTER = f"s3://{BUCKET}/models/progression/champion.json"
GIVEN = {
    "Bucket": BUCKET,
    "Image": "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.9-0-cpu-py3",
    "TrainingRole": "arn:aws:iam::123456789012:role/diabetes-prod-progression-training-1a2b3c4",
    "Commit": "0123456789abcdef0123456789abcdef01234567",
}


SCHEDULE = 'models.progression.retrain={schedule: "0 3 * * *"}'


def compiled(*overrides, schedule=SCHEDULE):
    """The example as it is compiled: its graph, and the files of the stack."""
    lowered = lower_stack(
        open_session(ROOT, "diabetes", "prod", (schedule, *overrides), today=date(2026, 11, 27)).value
    )
    target, graph = lowered.value.target, lowered.value.graph
    artifacts = render(target.renderings(graph), (share("templates"),)).value
    return graph, {item.path: item.content for item in (*artifacts, *target.files(graph))}


def uploaded(graph, files):
    """What the stack has put into the bucket, by address."""
    return {
        f"s3://{BUCKET}/{node.key}": files.get(node.source)
        or (ROOT / node.source.removeprefix("../../../")).read_bytes()
        for node in graph.nodes
        if isinstance(node, Upload)
    }


@pytest.fixture
def account(monkeypatch):
    """The objects of the account, which containers read and write."""
    objects = {}
    monkeypatch.setattr(store, "read", objects.get)
    monkeypatch.setattr(store, "write", objects.__setitem__)
    monkeypatch.setattr(store, "download", lambda address, path: path.write_bytes(objects[address]))
    return objects


def trained_by_up(graph, objects, folder):
    """The training job of `up`, by the same code: it becomes the champion."""
    (job,) = (node for node in graph.nodes if isinstance(node, TrainingJob))
    root = folder / "ml"
    for channel in job.channels:
        prefix = "".join(part if isinstance(part, str) else BUCKET for part in channel.uri.parts)
        (root / "input" / "data" / channel.name).mkdir(parents=True)
        for address, content in objects.items():
            if address.startswith(prefix):
                (root / "input" / "data" / channel.name / address.removeprefix(prefix)).write_bytes(content)
    environment = {
        name: "".join(part if isinstance(part, str) else BUCKET for part in value.parts)
        if isinstance(value, Join)
        else value
        for name, value in job.environment.items()
    }
    assert train.run(root, folder / "work", {**environment, "TRAINING_JOB_NAME": f"{job.name}1"}) == 0
    objects[f"s3://{BUCKET}/models/progression/{job.name}1/output/model.tar.gz"] = packed(root / "model")
    return f"{job.name}1"


def test_what_passes_its_gates_is_registered_and_is_no_champion(account, tmp_path):
    graph, files = compiled()
    account.update(uploaded(graph, files))
    first = trained_by_up(graph, account, tmp_path / "up")
    assert json.loads(account[POINTER]) == {"job": first}

    run = Run(json.loads(files["pipelines/progression.json"]), GIVEN, account, tmp_path / "run")
    assert run.execute() == "Succeeded" and run.states == {"train": "Succeeded", "register": "Succeeded"}
    (version,) = run.versions
    job = run.told["train"]["TrainingJobName"]
    assert version["ModelPackageGroupName"] == "diabetes-prod-progression"
    assert version["ModelApprovalStatus"] == "PendingManualApproval"
    told = version["CustomerMetadataProperties"]
    assert first.removesuffix("-1").endswith(told["fingerprint"]), "`up` knows it by the fingerprint of its own job"
    assert told["job"] == job and told["data"].startswith("sha256:")
    assert version["MetadataProperties"] == {"CommitId": GIVEN["Commit"]}
    metrics = json.loads(account[version["ModelMetrics"]["ModelQuality"]["Statistics"]["S3Uri"]])["regression_metrics"]
    assert set(metrics) == {"r2", "rmse", "mae"} and metrics["r2"]["value"] > 0.35
    assert json.loads(account[POINTER]) == {"job": first}, "nobody has approved it"


def test_a_failed_gate_ends_it_with_its_numbers(account, tmp_path):
    """The first training has no champion to beat; the scheduled one has that one, and is no better."""
    graph, files = compiled('models.progression.gates=["r2 >= champion + 0.1"]')
    account.update(uploaded(graph, files))
    first = trained_by_up(graph, account, tmp_path / "up")
    before = set(account)
    run = Run(json.loads(files["pipelines/progression.json"]), GIVEN, account, tmp_path / "run")
    assert run.execute() == "Failed" and run.states == {"train": "Failed"}
    assert run.reasons["train"].startswith("r2 0.5"), "numbers first"
    assert "needed >= 0.6" in run.reasons["train"] and "r2 >= champion + 0.1" in run.reasons["train"]
    assert run.versions == [] and set(account) == before and json.loads(account[POINTER]) == {"job": first}


def test_a_batch_scores_every_file_of_its_folder(account, tmp_path):
    """With the very artifact that training leaves; a file that is none fails it, with the reason of the server."""
    entry = 'serving.scores={model: progression, mode: batch, batch: {input: "s3://lake/in/", schedule: "0 5 * * *"}}'
    graph, files = compiled(schedule=f"+{entry}")
    account.update(uploaded(graph, files))
    artifact = f"s3://{BUCKET}/models/progression/{trained_by_up(graph, account, tmp_path / 'up')}/output/model.tar.gz"
    header, *rows = (ROOT / "examples/diabetes/data/patients.csv").read_text().splitlines()
    account["s3://lake/in/monday.csv"] = "\n".join([header, *rows[:3]]).encode()
    account["s3://lake/in/tuesday.csv"] = "\n".join([header, *rows[3:8]]).encode()
    definition, given = json.loads(files["pipelines/scores-batch.json"]), {"Bucket": BUCKET, "Model": "scores-1a2b3c4"}
    run = Run(definition, given, account, tmp_path / "run", models={"scores-1a2b3c4": artifact})
    assert run.execute() == "Succeeded"
    answers = {
        address.rpartition("/")[2]: text.decode() for address, text in account.items() if "/batch/scores/" in address
    }
    assert {name: len(text.split()) for name, text in answers.items()} == {"monday.csv.out": 3, "tuesday.csv.out": 5}
    assert all(float(value) > 0 for value in answers["monday.csv.out"].split()), "one of each row"
    account["s3://lake/in/wednesday.csv"] = b"age,bmi\n1\n"
    again = Run(definition, given, account, tmp_path / "again", models={"scores-1a2b3c4": artifact})
    assert again.execute() == "Failed" and "row 1 has 1 fields" in again.reasons["score"]


def test_a_parameter_that_the_schedule_does_not_hand_over_is_seen(account, tmp_path):
    """The executor is no yes-man."""
    graph, files = compiled()
    account.update(uploaded(graph, files))
    definition = json.loads(files["pipelines/progression.json"])
    with pytest.raises(AssertionError, match="every parameter without a default is given"):
        Run(definition, {"Bucket": BUCKET}, account, tmp_path).execute()
    with pytest.raises(AssertionError, match="channel data: nothing stands at"):
        Run(definition, {**GIVEN, "Bucket": "another"}, account, tmp_path / "elsewhere").execute()
    definition["Steps"][0]["DependsOn"] = ["register"]
    with pytest.raises(AssertionError, match="steps wait for each other"):
        Run(definition, GIVEN, account, tmp_path / "circle").execute()
