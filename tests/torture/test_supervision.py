"""Engine promise 6: whatever becomes of a server, `status` is right, `up` heals it, and nothing foreign is touched.

The record, the identity of processes and the endpoint's own code are the real ones; the server is a stand-in.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil
import pytest

from compiler.provider import endpoint as endpoints
from compiler.provider import identity, server, status
from compiler.provider.endpoint import Endpoint
from compiler.provider.processes import Child
from compiler.provider.protocol import Props, Scope
from compiler.provider.records import record_file

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are stopped and killed here")

PROMISE = "e6 supervision"
PROGRAM = Path(__file__).with_name("standin_server.py")
INPUTS: Props = {"model": "churn", "version": 1, "artifact": "sha256:0", "port": 0, "mode": "realtime"}
KINDS = ("killed", "recycled", "stolen", "hung", "rebooted", "well", "removed")


class StandIns:
    """Starts stand-ins where the product starts servers; `pids` are all that were started."""

    def __init__(self) -> None:
        self.pids: list[int] = []

    def start_logged(self, command: str, request: Path, log: Path) -> Child:
        mark = f"modelwright-{secrets.token_hex(8)}"
        process = subprocess.Popen(
            [sys.executable, "-S", "-E", str(PROGRAM), mark, str(request)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.pids.append(process.pid)
        return Child(process, mark, Path(os.devnull).open("wb", buffering=0))

    def released(self, child: Child) -> None:
        child.release()

    def done(self, child: Child) -> None:
        child.kill()


@dataclass
class Bench:
    """One endpoint, and the foreign processes and ports that are there in a round."""

    folder: Path
    workers: StandIns = field(default_factory=StandIns)
    outputs: Props = field(default_factory=dict)
    foreign: list[subprocess.Popen[bytes]] = field(default_factory=list)
    listeners: list[socket.socket] = field(default_factory=list)

    @property
    def scope(self) -> Scope:
        private = self.folder / ".modelwright"
        return Scope(self.folder, private, "shop", "local", "api", lambda text: None, lambda: None)

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(self.workers)  # ty: ignore[invalid-argument-type]

    @property
    def file(self) -> Path:
        return record_file(self.scope.private, "shop", "local", "api")

    @property
    def pid(self) -> int:
        return int(str(self.outputs["pid"]))

    def up(self) -> str:
        """As `up` does; the reason for which it does anything."""
        if not self.outputs:
            self.outputs = self.endpoint.create(self.scope, INPUTS).outputs
            return "created"
        note = self.endpoint.diff(self.scope, "shop/local/api", INPUTS, self.outputs, INPUTS).note
        if note:
            self.outputs = self.endpoint.update(self.scope, "shop/local/api", self.outputs, INPUTS)
        return note

    def state(self) -> str:
        found = status.status_of_endpoint(self.scope.private, "shop", "local", "api")
        return found.state if found else "none"

    def servers(self) -> list[int]:
        """The stand-ins of this bench that run."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if str(self.folder) in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process.pid)
        return found

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def recycle(self) -> None:
        """The number of the server belongs to somebody else now."""
        command = [sys.executable, "-S", "-E", "-c", "import time; time.sleep(600)"]
        self.foreign.append(subprocess.Popen(command, start_new_session=True))
        record = json.loads(self.file.read_bytes())
        record["process"]["pid"] = self.foreign[-1].pid
        self.file.write_text(json.dumps(record))
        self.outputs["pid"] = self.foreign[-1].pid

    def steal(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(str(self.outputs["port"]))))
        listener.listen()
        self.listeners.append(listener)

    def hurt(self, kind: str, chance: Random) -> str:
        """Do it; what `status` has to say then."""
        if kind == "hung":
            os.kill(self.pid, signal.SIGSTOP)
            return "not answering"
        if kind == "removed":
            self.endpoint.delete(self.scope, "shop/local/api", self.outputs)
            self.outputs = {}
            return "none"
        if kind == "well":
            return "running"
        self.kill()
        if kind in ("recycled", "rebooted"):
            self.recycle()
        if kind == "stolen" or (kind == "rebooted" and chance.random() < 0.5):
            self.steal()
        return "stopped"

    def settle(self) -> None:
        """Clear away what was foreign, and collect what has ended."""
        for process in self.foreign:
            process.kill()
            process.wait()
        for listener in self.listeners:
            listener.close()
        self.foreign, self.listeners = [], []
        for pid in self.workers.pids:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def attack(run, bench: Bench) -> None:
    """Each case is a round: something happens to the server, one looks, and `up` is run twice."""
    bench.up()
    for number, chance in run.cases():
        kind = KINDS[number % len(KINDS)]
        for what in supervised(bench, kind, chance):
            run.report(number, f"{kind}: {what}")
        bench.settle()
    bench.endpoint.delete(bench.scope, "shop/local/api", bench.outputs)
    if left := bench.servers():
        run.report(0, f"after destroy there is {left}")
    bench.settle()


def supervised(bench: Bench, kind: str, chance: Random) -> Iterator[str]:
    expected = bench.hurt(kind, chance)
    if (said := bench.state()) != expected:
        yield f"status says `{said}`, it is `{expected}`"
    if bool(bench.up()) != (kind != "well"):
        yield "up did not see what is to be done"
    if (said := bench.state()) != "running":
        yield f"after up the status is `{said}`"
    if again := bench.up():
        yield f"a second up has something to do: {again}"
    if (running := bench.servers()) != [bench.pid]:
        yield f"{bench.pid} should run, and {running} do"
    if any(process.poll() is not None for process in bench.foreign):
        yield "a foreign process was ended"
    for listener in bench.listeners:
        if listener.getsockname()[1] == bench.outputs["port"]:
            yield "a port that is taken was given out"


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """Artifacts are not looked at, stand-ins give no predictions, and who hangs is given less time to end."""
    for name in ("verified", "verified_or_refuse"):
        monkeypatch.setattr(endpoints, name, lambda private, artifact: tmp_path)
    monkeypatch.setattr(server, "probe", lambda port, folder: "")
    monkeypatch.setattr(endpoints, "GRACE", 0.3)
    made = Bench(tmp_path)
    yield made
    for pid in made.servers():
        os.kill(pid, signal.SIGKILL)
    made.settle()


def test_supervision(campaign, bench):
    with campaign(PROMISE, small=len(KINDS), full=300) as run:
        attack(run, bench)


def test_planted_number_alone(planted, bench, monkeypatch):
    for module in (endpoints, identity, status):
        monkeypatch.setattr(module, "alive", lambda process: psutil.pid_exists(process.pid))
    with planted(PROMISE, "a process is known by its number alone", count=3) as run:
        attack(run, bench)
