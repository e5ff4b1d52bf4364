"""Jobs that are forks of one warm process are like processes of their own: output, ending, environment, chance."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from compiler.provider import forkserver
from compiler.provider.identity import alive, identify
from compiler.provider.processes import Child, Workers
from tests.unit.runtime.jobs import Bundle, definition, request, write_csv

pytestmark = pytest.mark.skipif(not forkserver.possible(), reason="jobs are forked on Linux only")

JOB = """
import os, subprocess, sys, time
import numpy
def build(**params):
    print("heard", sorted(name for name in os.environ if name.startswith("APP_")), os.environ["OMP_NUM_THREADS"])
    print("drawn", numpy.random.random(), flush=True)
    print("told", file=sys.stderr, flush=True)
    print("started", subprocess.Popen(["sleep", "600"]).pid, flush=True)
    time.sleep(params.get("seconds", 0))
    os._exit(7)
"""
SECONDS = 60.0


@pytest.fixture(scope="module")
def workers():
    workers = Workers()
    yield workers
    workers.close()


@pytest.fixture
def order(tmp_path: Path):
    """Writes the request of a training whose code ends by itself."""
    (tmp_path / "train.py").write_text(JOB)
    columns = [{"name": "a", "type": "integer", "values": []}, {"name": "b", "type": "boolean", "values": []}]
    source = write_csv(tmp_path / "d.csv", ["a", "b"], [[i, "true" if i % 2 else "false"] for i in range(60)])

    def write(**params: float) -> Path:
        job = definition(columns, "b", "binary", None, params, ["accuracy"])
        job["entrypoint"] = {"path": "train.py", "function": "build", "digest": None}
        path = tmp_path / f"request-{len(list(tmp_path.glob('request-*')))}.json"  # another job may be reading its own
        path.write_text(
            json.dumps(request(Bundle(source, job), tmp_path / "artifact", code=str(tmp_path / "train.py")))
        )
        return path

    return write


def ended(child: Child) -> int:
    deadline = time.monotonic() + SECONDS
    while (code := child.process.poll()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return code


def gone(pid: int) -> bool:
    deadline = time.monotonic() + SECONDS
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def said(text: str, word: str) -> str:
    return next(line.partition(" ")[2] for line in text.splitlines() if line.startswith(word))


def test_output_ending_environment_and_chance_are_a_jobs_own(workers: Workers, order) -> None:
    children = [workers.start("train", order(), threads=2, variables={"APP_A": "1"}), workers.start("train", order())]
    assert len({child.pid for child in children}) == 2 and children[0].mark == children[1].mark
    assert all(alive(identify(child.pid, child.mark)) or child.process.poll() is not None for child in children)
    texts = []
    for child in children:
        code = ended(child)
        assert child.process.stdout and child.process.stderr
        texts.append(child.process.stdout.read().decode())
        told = child.process.stderr.read().decode()
        assert code == 7, told
        assert "told" in told
        workers.done(child)
    assert [said(text, "heard") for text in texts] == ["['APP_A'] 2", "[] 1"]
    assert said(texts[0], "drawn") != said(texts[1], "drawn")
    # What a job has started ends with it.
    assert all(gone(int(said(text, "started"))) for text in texts)
    assert workers._busy == []


def test_output_goes_to_a_log(workers: Workers, order, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("before\n")
    child = workers.start_logged("train", order(), tmp_path / "log")
    assert child.process.stdout is None and ended(child) == 7
    workers.done(child)
    text = (tmp_path / "log").read_text()
    assert text.startswith("before\n") and "drawn" in text and "told" in text


def test_a_stopped_job(workers: Workers, order) -> None:
    child = workers.start("train", order(seconds=600))
    assert child.process.poll() is None
    child.stop()
    assert child.process.wait() == -signal.SIGKILL
    workers.done(child)


def test_a_job_that_is_released_lives_on(order, tmp_path: Path) -> None:
    workers = Workers()
    child = workers.start_logged("train", order(seconds=600), tmp_path / "log")
    process = identify(child.pid, child.mark)
    workers.released(child)
    workers.close()
    try:
        time.sleep(0.2)
        assert alive(process)
    finally:
        os.killpg(child.pid, signal.SIGKILL)
    assert gone(child.pid)


def test_when_the_server_is_killed_its_jobs_end_and_others_need_none(order) -> None:
    workers = Workers()
    try:
        running = workers.start("train", order(seconds=600))
        server = workers._server
        assert server is not None
        server._process.kill()
        assert running.process.wait() == -signal.SIGKILL and gone(running.pid)
        workers.done(running)
        alone = workers.start("train", order())
        assert isinstance(alone.process, subprocess.Popen)
        assert ended(alone) == 7
        workers.done(alone)
    finally:
        workers.close()


PARENT = """
import sys, time
from pathlib import Path
from compiler.provider.processes import Workers
workers = Workers()
child = workers.start("train", Path(sys.argv[1]))
print(child.pid, workers._server._process.pid, flush=True)
time.sleep(600)
"""


def test_a_server_that_still_imports_ends_with_a_killed_parent() -> None:
    code = "import time; from compiler.provider.forkserver import ForkServer; server = ForkServer('modelwright-0')\n"
    code += "print(server._process.pid, flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(0.3)
        parent.kill()
    killed = time.monotonic()
    assert gone(pid) and time.monotonic() - killed < 1.0


def test_everything_ends_with_a_killed_parent(order) -> None:
    command = [sys.executable, "-c", PARENT, str(order(seconds=600))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        assert len(pids) == 2 and all(map(psutil.pid_exists, pids))
        parent.kill()
    assert all(map(gone, pids))
