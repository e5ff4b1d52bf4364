"""The code that runs inside SageMaker, on a folder that looks like `/opt/ml`, with the real runtime."""

import io
import json
import shutil
import tarfile

import pytest
from targets_sample import resolved

from compiler.model.graph import Secret
from compiler.model.job import definition
from compiler.targets.aws.container import parameters, serve, store, train
from compiler.targets.aws.runtime_files import runtime_archive
from compiler.targets.job import build_job

POINTER = "s3://bucket/models/churn/champion.json"


@pytest.fixture
def objects(monkeypatch):
    kept = {}
    monkeypatch.setattr(store, "read", kept.get)
    monkeypatch.setattr(store, "write", kept.__setitem__)
    monkeypatch.setattr(store, "download", lambda address, path: path.write_bytes(kept[address]))
    return kept


def prepare(root, **changes):
    quick = {"models__churn__params": {"n_estimators": 10}, "datasets__customers__checks": []}
    job = definition(build_job(resolved(**{**quick, **changes}), "churn"))
    for channel in ("definition", "data", "runtime"):
        (root / "input" / "data" / channel).mkdir(parents=True)
    (root / "input/data/definition/definition.json").write_text(json.dumps(job))
    rows = [f"c{i},{i % 60},{('free', 'pro')[i % 3 == 0]},{'true' if i % 60 > 30 else 'false'}" for i in range(400)]
    (root / "input/data/data/customers.csv").write_text("\n".join(["customer_id,tenure_months,plan,churned", *rows]))
    (root / "input/data/runtime/runtime.zip").write_bytes(runtime_archive())
    return root


def request(monkeypatch, root, method, path, body=b"", kind="application/json"):
    monkeypatch.syspath_prepend(str(root / "model" / "code"))
    monkeypatch.setattr(serve, "ROOT", root / "model")
    answered = {}
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    (content,) = serve.app(environ, lambda status, headers: answered.update(status=status))
    return int(answered["status"][:3]), json.loads(content)


def test_a_search_is_a_part_of_the_job(tmp_path, objects, capfd):
    depths = {"params": {"max_depth": {"choice": [2, 3]}}, "objective": "roc_auc", "trials": 2, "strategy": "grid"}
    root = prepare(tmp_path / "ml", models__churn__tune=depths)
    work = {"TRAINING_JOB_NAME": "churn-dev-1", "MODELWRIGHT_CHAMPION": POINTER}
    assert train.run(root, tmp_path / "work", work) == 0
    tuning = json.loads((root / "model" / "artifact" / "model.json").read_text())["tuning"]
    assert [trial["params"] for trial in tuning["trials"]] == [{"max_depth": 2}, {"max_depth": 3}]
    assert "trial 2 of 2: roc_auc" in capfd.readouterr().out


def test_train_then_serve_then_be_the_champion(tmp_path, monkeypatch, objects):
    root = prepare(tmp_path / "ml")
    assert (
        train.run(root, tmp_path / "work", {"TRAINING_JOB_NAME": "churn-dev-1", "MODELWRIGHT_CHAMPION": POINTER}) == 0
    )
    assert json.loads(objects[POINTER]) == {"job": "churn-dev-1"}

    row = json.dumps({"tenure_months": 50, "plan": "pro"}).encode()
    assert request(monkeypatch, root, "GET", "/ping") == (200, {})
    status, answer = request(monkeypatch, root, "POST", "/invocations", row)
    assert (status, answer["version"]) == (200, "churn-dev-1")
    assert answer["predictions"][0]["prediction"] is True
    status, answer = request(monkeypatch, root, "POST", "/invocations", b"tenure_months,plan\n5,free\n", "text/csv")
    assert (status, answer["predictions"][0]["prediction"]) == (200, False)
    for body, kind, expected in (
        (b'{"tenure_months": 5}', "application/json", 422),
        (b"{", "application/json", 400),
        (b"x", "image/png", 415),
    ):
        assert request(monkeypatch, root, "POST", "/invocations", body, kind)[0] == expected
    assert request(monkeypatch, root, "GET", "/")[0] == 404

    # What SageMaker uploads is what the next job has to beat.
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(root / "model", arcname=".")
    objects["s3://bucket/models/churn/churn-dev-1/output/model.tar.gz"] = packed.getvalue()
    champion = tmp_path / "next" / "data" / "champion"
    champion.parent.mkdir(parents=True)
    train._fetch_champion(POINTER, champion)
    assert {path.name: path.read_bytes() for path in champion.iterdir()} == {
        path.name: path.read_bytes() for path in (root / "model" / "artifact").iterdir()
    }


def test_a_failed_gate_fails_the_job_and_moves_no_champion(tmp_path, objects):
    root = prepare(tmp_path / "ml", models__churn__gates=["accuracy >= 2"])
    assert train.run(root, tmp_path / "work", {"MODELWRIGHT_CHAMPION": POINTER}) == 3
    assert "accuracy" in (root / "output" / "failure").read_text()
    assert objects == {}


def test_a_candidate_tells_its_metrics_and_is_no_champion(tmp_path, objects):
    root = prepare(tmp_path / "ml")
    work = {"TRAINING_JOB_NAME": "pipelines-1", "MODELWRIGHT_CHAMPION": POINTER, "MODELWRIGHT_CANDIDATE": "true"}
    assert train.run(root, tmp_path / "work", work) == 0
    assert json.loads((root / "model" / "served.json").read_text())["version"] == "pipelines-1"
    ((address, told),) = objects.items()
    assert address == "s3://bucket/models/churn/pipelines-1/metrics.json"
    measured = json.loads((root / "model" / "artifact" / "model.json").read_text())["metrics"]
    shown = json.loads(told)["binary_classification_metrics"]
    assert {name: item["value"] for name, item in shown.items()} == measured


class Store:
    """Parameter Store, as boto3 shows it."""

    def __init__(self, held):
        self.held = held

    def get_parameter(self, *, Name, WithDecryption):
        assert WithDecryption
        return {"Parameter": {"Value": self.held[Name]}}


def test_secrets_come_from_parameter_store_and_the_job_alone_sees_them(tmp_path, monkeypatch, objects):
    asked = []
    held = {"/modelwright/churn/prod/TOKEN": "hush-hush"}
    monkeypatch.setattr(parameters, "_client", lambda region: asked.append(region) or Store(held))
    seen = []
    monkeypatch.setattr(train, "_run", lambda work, code, secrets: seen.append(dict(secrets)) or 9)
    environment = {"models__churn__train": {"compute": "small", "env": {"A": "b", "APP_TOKEN": Secret("TOKEN")}}}
    root = prepare(tmp_path / "ml", **environment)
    place = {"MODELWRIGHT_SECRETS": "eu-west-1:/modelwright/churn/prod/"}
    assert train.run(root, tmp_path / "work", place) == 9
    assert (asked, seen) == (["eu-west-1"], [{"APP_TOKEN": "hush-hush"}])
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"hush-hush" in path.read_bytes()]


def test_a_secret_that_cannot_be_read_is_named(tmp_path, monkeypatch, objects):
    monkeypatch.setattr(parameters, "_client", lambda region: Store({}))
    root = prepare(tmp_path / "ml", models__churn__train={"compute": "small", "env": {"X": Secret("TOKEN")}})
    assert train.run(root, tmp_path / "work", {"MODELWRIGHT_SECRETS": "eu-west-1:/modelwright/churn/prod/"}) == 1
    failure = (root / "output" / "failure").read_text()
    assert "the secret in parameter `/modelwright/churn/prod/TOKEN` cannot be read" in failure


def test_whatever_goes_wrong_is_in_the_failure_file(tmp_path, objects):
    root = prepare(tmp_path / "ml")
    shutil.rmtree(root / "input" / "data" / "data")
    assert train.run(root, tmp_path / "work", {}) == 1
    assert "channel `data` holds 0" in (root / "output" / "failure").read_text()
