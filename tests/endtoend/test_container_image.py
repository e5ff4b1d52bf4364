"""A committed stack's job is trained, gated and served with the Python and the libraries of AWS's prebuilt image.

What SageMaker does around the container is done here: channels and `served` folders, environment variables, and the
server of the image, gunicorn. `/opt/ml` is another folder, and objects of S3 are files.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import subprocess
import tarfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.container_image import LOCK, container_python

ROOT = Path(__file__).resolve().parents[2]
STACK, DATA = ROOT / "stacks/breast-cancer/prod", ROOT / "examples/breast-cancer/data"
CHAMPION = "s3://artifacts/models/diagnosis/champion.json"
# What stands in for /opt/ml and S3; all else is the code that is shipped, from where SageMaker puts it.
TRAIN = """
import os, pathlib, shutil, sys
from modelwright_sagemaker import store, train
base = pathlib.Path(os.environ["TEST_BASE"])
def place(address): return base / "s3" / address.removeprefix("s3://")
def write(address, content):
    place(address).parent.mkdir(parents=True, exist_ok=True)
    place(address).write_bytes(content)
store.read = lambda address: place(address).read_bytes() if place(address).is_file() else None
store.write, store.download = write, lambda address, path: shutil.copy(place(address), path)
train.ROOT, train.WORK = pathlib.Path(os.environ["TEST_ROOT"]), pathlib.Path(os.environ["TEST_ROOT"]) / "tmp"
sys.exit(train.main())
"""
SERVE = """
import os, pathlib
from modelwright_sagemaker import serve
serve.ROOT = pathlib.Path(os.environ["TEST_ROOT"]) / "model"
app = serve.app
"""


@pytest.fixture(scope="module")
def python():
    return container_python()


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return tmp_path_factory.mktemp("account")


@pytest.fixture(scope="module")
def first(python, base):
    """The job as it is committed, trained once."""
    root = prepare(base / "first", json.loads((STACK / "jobs/diagnosis.json").read_text()))
    done = train(python, base, root, "diagnosis-1")
    assert done.returncode == 0, done.stdout + done.stderr
    archive = base / "s3/artifacts/models/diagnosis/diagnosis-1/output/model.tar.gz"
    archive.parent.mkdir(parents=True)
    with tarfile.open(archive, "w:gz") as opened:
        opened.add(root / "model", arcname=".")
    return archive


def prepare(root, definition):
    """Channels as SageMaker lays them out."""
    for channel in ("definition", "data", "runtime"):
        (root / "input/data" / channel).mkdir(parents=True)
    (root / "input/data/definition/definition.json").write_text(json.dumps(definition))
    shutil.copy(DATA / "biopsies.csv", root / "input/data/data")
    shutil.copy(STACK / "runtime.zip", root / "input/data/runtime")
    return root


def contract(root, base, **more):
    """Only what SageMaker and the program set, and where this test's folders are."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "PIP_INDEX_URL", "PIP_CONFIG_FILE") if key in os.environ}
    return {**kept, "TEST_ROOT": str(root), "TEST_BASE": str(base), **more}


def train(python, base, root, job):
    archive = str(root / "input/data/runtime/runtime.zip")
    variables = {"PYTHONPATH": archive, "TRAINING_JOB_NAME": job, "MODELWRIGHT_CHAMPION": CHAMPION}
    run = {"env": contract(root, base, **variables), "cwd": root, "capture_output": True, "text": True}
    return subprocess.run([python, "-c", TRAIN], check=False, **run)


@contextmanager
def server(python, root, tmp_path):
    """gunicorn, as the image starts it for a module of one's own."""
    (tmp_path / "wrapped.py").write_text(SERVE)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    path = os.pathsep.join(map(str, (root / "model/code", tmp_path)))
    command = [python, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "wrapped:app"]
    running = subprocess.Popen(command, env=contract(root, root, PYTHONPATH=path), stderr=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{port}", running
    finally:
        running.terminate()
        running.communicate(timeout=60)


def ask(address, path, body=None, kind="text/csv"):
    request = urllib.request.Request(address + path, data=body, headers={"Content-Type": kind})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def wait(address, running):
    for _ in range(300):
        assert running.poll() is None, running.communicate()[1]
        try:
            return ask(address, "/ping")
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


@pytest.mark.xdist_group("container image")
def test_what_is_trained_with_the_image_s_libraries_is_served_with_them(python, first, tmp_path):
    with tarfile.open(first) as opened:
        opened.extractall(tmp_path / "ml/model", filter="data")
    about = json.loads((tmp_path / "ml/model/artifact/model.json").read_text())
    locked = dict(line.split("==") for line in LOCK.read_text().splitlines() if "==" in line)
    versions = about["versions"]
    assert versions["python"].startswith("3.12.")
    assert {name: versions[name] for name in ("scikit-learn", "numpy")} == {
        name: locked[name] for name in ("scikit-learn", "numpy")
    }
    with server(python, tmp_path / "ml", tmp_path) as (address, running):
        assert wait(address, running)[0] == 200
        body = (DATA / "two-biopsies.csv").read_bytes()
        status, answer = ask(address, "/invocations", body)
        rows = list(csv.DictReader(body.decode().splitlines()))
        assert status == 200 and len(json.loads(answer)["predictions"]) == len(rows) == 2
        assert json.loads(answer)["version"] == "diagnosis-1"
        assert ask(address, "/invocations", b"{", "application/json")[0] == 400
        assert ask(address, "/invocations", b"x", "image/png")[0] == 415


@pytest.mark.xdist_group("container image")
def test_a_gate_that_fails_there_ends_the_job_with_its_numbers(python, first, base, tmp_path):
    """The champion that it has to beat is the artifact of the first."""
    definition = json.loads((STACK / "jobs/diagnosis.json").read_text())
    definition["gates"] = [gate for gate in definition["gates"] if gate["champion"]]
    (gate,) = definition["gates"]
    gate["value"] = 0.5
    root = prepare(tmp_path / "second", definition)
    done = train(python, base, root, "diagnosis-2")
    assert done.returncode == 3, done.stdout + done.stderr
    failure = (root / "output/failure").read_text()
    assert failure.startswith("roc_auc 0.9") and "champion" in failure and len(failure) <= 900
    pointer = base / "s3" / CHAMPION.removeprefix("s3://")
    assert json.loads(pointer.read_text()) == {"job": "diagnosis-1"}
