"""The runtime as processes: exit statuses, progress, stopping, swapping under load, and the cloud's folder layout."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from compiler.runtime import sagemaker_train
from compiler.runtime.__main__ import main
from compiler.runtime.job import run_check, run_train
from compiler.runtime.train import train
from tests.unit.runtime.jobs import gates, request

ROOT = Path(__file__).parents[3]
SECONDS = 90


def write(path, value):
    path.write_text(json.dumps(value))
    return path


def start(*arguments, **more):
    command = [sys.executable, "-m", "compiler.runtime", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def wait_for(path, process):
    deadline = time.monotonic() + SECONDS
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return json.loads(path.read_text())


def test_check_without_scikit_learn(cancer, tmp_path):
    order = {"source": str(cancer.source), "dataset": cancer.job["dataset"], "result": str(tmp_path / "result.json")}
    write(tmp_path / "request.json", order)
    code = "import sys; from compiler.runtime.__main__ import main; status = main(sys.argv[1:])\n"
    code += "assert not {'sklearn', 'pandas', 'starlette', 'skops'} & set(sys.modules)\nsys.exit(status)"
    subprocess.run([sys.executable, "-c", code, "check", tmp_path / "request.json"], cwd=ROOT, check=True)
    assert json.loads((tmp_path / "result.json").read_text())["ok"]


def test_results_of_requests_that_are_wrong(tmp_path, capsys):
    order = {"source": str(tmp_path / "none.csv"), "dataset": {}, "result": str(tmp_path / "result.json")}
    assert run_check(write(tmp_path / "request.json", order)) == 1
    assert json.loads((tmp_path / "result.json").read_text())["problems"][0]["kind"] == "request"
    assert run_check(tmp_path / "none.json") == 1
    assert run_train(write(tmp_path / "request.json", {})) == 1
    assert "request: the request says no `source`" in capsys.readouterr().err


SLOW = """
import time
from sklearn.dummy import DummyClassifier
class Slow(DummyClassifier):
    def fit(self, x, y):
        print("now", flush=True)
        time.sleep(60)
def build():
    return Slow()
"""


@pytest.mark.parametrize("kind", ["timeout", "stopped"])
def test_a_job_that_does_not_end(cancer, tmp_path, kind):
    (tmp_path / "train.py").write_text(SLOW)
    entry = {"path": "train.py", "function": "build", "digest": None}
    limits = {"timeout_seconds": 0.5 if kind == "timeout" else 600, "threads": 1}
    slow = cancer.having(estimator=None, entrypoint=entry, params={}, limits=limits)
    order = request(slow, tmp_path / "artifact", code=str(tmp_path / "train.py"))
    with start("train", write(tmp_path / "request.json", order)) as process:
        if kind == "stopped":
            assert "now\n" in iter(process.stdout.readline, "")
            process.terminate()
        assert process.wait(SECONDS) == (1 if kind == "timeout" else 143)
    assert json.loads(Path(order["result"]).read_text())["failure"]["kind"] == kind
    assert not (tmp_path / "artifact").exists()


def test_a_failed_gate(cancer, tmp_path):
    order = request(cancer.having(gates=gates("roc_auc > 1")), tmp_path / "artifact")
    with start("train", write(tmp_path / "request.json", order)) as process:
        out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 3
    assert "fitting LogisticRegression" in out
    assert err.startswith("gate: roc_auc 0.99")
    assert not json.loads(Path(order["result"]).read_text())["ok"]


FORKS = """
import os, signal, time
from sklearn.dummy import DummyClassifier
def build():
    worker = os.fork()
    if not worker:
        time.sleep(60)
    time.sleep(0.2)
    os.kill(worker, signal.SIGTERM)
    print("worker", os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))
    time.sleep(0.2)
    return DummyClassifier()
"""


def test_a_worker_that_is_stopped_does_not_stop_its_job(cancer, tmp_path):
    """As pools of the library `multiprocessing` end theirs."""
    (tmp_path / "train.py").write_text(FORKS)
    entry = {"path": "train.py", "function": "build", "digest": None}
    job = cancer.having(estimator=None, entrypoint=entry, params={}, metrics=["accuracy"], gates=[])
    order = request(job, tmp_path / "artifact", code=str(tmp_path / "train.py"))
    with start("train", write(tmp_path / "request.json", order)) as process:
        out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, err) == (0, "")
    assert "worker -15" in out


@pytest.mark.parametrize("arguments", [[], ["train"], ["dance", "request.json"], ["train", "a", "b"]])
def test_wrong_arguments(arguments, capsys):
    assert main(arguments) == 2
    assert "usage" in capsys.readouterr().err


class Load(threading.Thread):
    """Predicts in a loop and keeps every status and version."""

    def __init__(self, port, row):
        super().__init__()
        self.port, self.row, self.over, self.seen = port, json.dumps(row), threading.Event(), []

    def wait_for(self, version):
        deadline = time.monotonic() + SECONDS
        while (200, version) not in self.seen:
            assert time.monotonic() < deadline and self.is_alive()
            time.sleep(0.01)

    def run(self):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as connection:
            while not self.over.is_set():
                connection.request("POST", "/predict", self.row, {"content-type": "application/json"})
                response = connection.getresponse()
                self.seen.append((response.status, json.loads(response.read())["version"]))


def post(port, path, body, **headers):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as connection:
        connection.request("POST", path, json.dumps(body), {"content-type": "application/json", **headers})
        response = connection.getresponse()
        return response.status, json.loads(response.read())


def serve_request(trained, folder, port=0):
    artifact, result = trained["mixed"]
    order = {
        "artifact": str(artifact),
        "digest": result["artifact"],
        "model": "model",
        "version": 1,
        "host": "127.0.0.1",
    }
    files = {"ready": str(folder / "ready.json"), "result": str(folder / "serve-result.json")}
    return write(folder / "serve.json", {**order, **files, "port": port, "token": "secret"})


def test_hot_swap_under_load_and_a_clean_end(trained, mixed, tmp_path):
    row = {"length": 5.1, "width": 35, "long": False, "species": "setosa", "colour": "red"}
    result = train(request(mixed.having(params={"n_estimators": 60}), tmp_path / "new"), lambda _: None)
    order = {"artifact": str(tmp_path / "new"), "digest": result["artifact"], "version": "2"}
    with start("serve", serve_request(trained, tmp_path), start_new_session=True) as process:
        ready = wait_for(tmp_path / "ready.json", process)
        assert ready["pid"] == process.pid
        clients = [Load(ready["port"], row) for _ in range(3)]
        for client in clients:
            client.start()
        for client in clients:
            client.wait_for("1")
        for version, folder in (("2", tmp_path / "new"), ("3", trained["mixed"][0]), ("4", tmp_path / "new")):
            digest = result["artifact"] if folder == tmp_path / "new" else trained["mixed"][1]["artifact"]
            order = {"artifact": str(folder), "digest": digest, "version": version}
            status, body = post(ready["port"], "/v2/repository/models/model/load", order, authorization="Bearer secret")
            assert (status, body.get("version")) == (200, version), body
            assert post(ready["port"], "/predict", row)[1]["version"] == version
        for client in clients:
            client.wait_for("4")
            client.over.set()
            client.join()
        seen = [item for client in clients for item in client.seen]
        assert {status for status, _ in seen} == {200}
        process.terminate()
        out, _ = process.communicate(timeout=SECONDS)
        assert process.returncode == 0 and "listening on port" in out
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", ready["port"])) != 0


def test_a_server_that_cannot_start(trained, tmp_path):
    from compiler.runtime.failure import Failure
    from compiler.runtime.jsonfile import read_json
    from compiler.runtime.serving.server import serve

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        path = serve_request(trained, tmp_path, holder.getsockname()[1])
        with pytest.raises(Failure, match="in use"):
            serve(read_json(path))
    assert json.loads((tmp_path / "serve-result.json").read_text())["failure"]["kind"] == "port-taken"
    wrong = {**read_json(path), "port": 0}
    for change in ({"host": "0.0.0.0"}, {"token": ""}, {"digest": "sha256:0"}, {"model": "other"}, {"port": "x"}):
        with pytest.raises(Failure):
            serve({**wrong, **change})
    assert not (tmp_path / "ready.json").exists()


def sagemaker_folders(bundle, base):
    for name in ("definition", "data"):
        (base / "input" / "data" / name).mkdir(parents=True)
    (base / "model").mkdir()
    write(base / "input" / "data" / "definition" / "job.json", bundle.job)
    shutil.copy(bundle.source, base / "input" / "data" / "data" / "data.csv")


def test_sagemaker_layout(cancer, tmp_path, monkeypatch):
    watched = []
    monkeypatch.setattr("compiler.runtime.job.watch", lambda seconds, end: watched.append(end) or (lambda: None))
    sagemaker_folders(cancer, tmp_path)
    assert sagemaker_train.main(tmp_path) == 0
    assert sorted(path.name for path in (tmp_path / "model").iterdir()) == ["model.json", "model.skops"]
    assert not (tmp_path / "output" / "failure").exists()
    shutil.rmtree(tmp_path / "model")
    bundle = cancer.having(gates=gates("log_loss < 0"))
    write(tmp_path / "input" / "data" / "definition" / "job.json", bundle.job)
    assert sagemaker_train.main(tmp_path) == 3
    assert (tmp_path / "output" / "failure").read_text().startswith("log_loss 0.0")
    assert not (tmp_path / "model").exists()
    (tmp_path / "input" / "data" / "data" / "data.csv").unlink()
    assert sagemaker_train.main(tmp_path) == 1
    assert (
        tmp_path / "output" / "failure"
    ).read_text() == "request: the channel `data` holds 0 .csv files, expected one"
