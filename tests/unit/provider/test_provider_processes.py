"""Children die with their parent, are told from others, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from compiler.provider.identity import ProcessId, alive, holder_of, identify, terminate
from compiler.provider.jobs import Job, run_job
from compiler.provider.processes import Child, Workers
from tests.unit.provider.idle import idle

PARENT = """
import sys, time
from compiler.provider.processes import spawn
child = spawn(("check", sys.argv[2]), threads=1)
print(child.pid, child.mark, flush=True)
if sys.argv[1] == "release":
    child.release()
    print("released", flush=True)
time.sleep(60)
"""


def soon(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


@pytest.fixture
def workers():
    workers = Workers()
    yield workers
    workers.close()


def test_a_child_dies_with_its_killed_parent(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never")
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, "keep", tmp_path / "never"], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid, mark = parent.stdout.readline().split()
        process = identify(int(pid), mark)
        assert soon(lambda: alive(process))
        parent.kill()
    assert soon(lambda: not psutil.pid_exists(process.pid) or not alive(process))


def test_a_foreign_process_is_never_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as foreign:
        try:
            mistaken = ProcessId(foreign.pid, psutil.Process(foreign.pid).create_time(), "modelwright-0123456789abcdef")
            assert not alive(mistaken)
            terminate(mistaken, 1.0)
            assert foreign.poll() is None
        finally:
            foreign.kill()


@pytest.fixture
def child(tmp_path):
    child = idle(tmp_path)
    yield child
    child.kill()


def test_a_process_is_known_as_soon_as_it_is_identified(tmp_path: Path) -> None:
    for _ in range(30):
        child = idle(tmp_path)
        try:
            assert alive(identify(child.pid, child.mark))
        finally:
            child.kill()


def test_a_process_that_does_not_stop_is_killed(child: Child) -> None:
    process = identify(child.pid, child.mark)
    os.kill(child.pid, signal.SIGSTOP)
    terminate(process, 0.2)
    assert not alive(process)


def test_a_stopped_process_that_nobody_collects_is_not_waited_for(child: Child) -> None:
    process = identify(child.pid, child.mark)
    terminate(process, 30.0)
    assert not alive(process)
    # Its parent, this test, has not collected it.
    assert soon(lambda: psutil.Process(child.pid).status() == psutil.STATUS_ZOMBIE)


def nothing() -> None:
    pass


def job(folder: Path, timeout: float, pulse: Callable[[], None] = nothing) -> Job:
    (folder / "data.csv").write_text("a\n1\nx\n")
    dataset = {"columns": [{"name": "a", "type": "integer"}], "missing": [], "checks": []}
    request = {"source": str(folder / "data.csv"), "dataset": dataset}
    return Job("check", request, folder / "run", folder / "logs" / "a.log", timeout, 1, print, pulse)


def test_a_job_gives_its_result(workers: Workers, tmp_path: Path) -> None:
    ended = run_job(workers, job(tmp_path, 30.0))
    assert ended.result is not None and not ended.timed_out
    assert ended.result["problems"][0]["column"] == "a"  # type: ignore[index]
    assert workers._busy == []


def test_a_job_is_ended_when_its_time_is_up(workers: Workers, tmp_path: Path) -> None:
    ended = run_job(workers, job(tmp_path, 0.0))
    assert ended.timed_out and ended.result is None
    assert workers._busy == []


def test_an_interrupted_job_is_ended(workers: Workers, tmp_path: Path) -> None:
    workers.close()
    ended = run_job(workers, job(tmp_path, 30.0))
    assert (ended.result, ended.code, ended.timed_out) == (None, -signal.SIGKILL, False)


def test_a_cancelled_job_is_ended(workers: Workers, tmp_path: Path) -> None:
    def cancelled() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_job(workers, job(tmp_path, 30.0, cancelled))
    assert workers._busy == []


def test_the_holder_of_a_port_is_named() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert holder_of(listener.getsockname()[1]).startswith(f"process {os.getpid()} (")
