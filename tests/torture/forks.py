"""Command lines in processes with limits: each in a fork of a server that has everything imported already.

`with Forks() as forks: forks.run(["validate", "."], cwd)`. Exit codes, limits and audit events are the real ones; only
the imports are shared, which makes thousands of runs possible.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.torture import faults

CPU_SECONDS = 2
RESIDENT_MIB = 200
ADDRESS_MIB = 1024
"""A backstop that turns a flood of memory into a MemoryError; what counts is what was resident."""
PATIENCE = 60
ROOT = Path(__file__).resolve().parents[2]

_NOISE = frozenset({"builtins.id", "object.__getattr__", "object.__setattr__", "sys._getframe", "compile"})

Event = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command line ended; `signal` is 0 unless one ended it. `events` are its audit events, when wanted.

    `struck` is the file whose call was made to fail; `calls` how many there were of each kind (see `faults.py`).
    """

    code: int
    signal: int
    out: str
    err: str
    cpu: float
    resident_mib: float
    events: tuple[Event, ...]
    struck: str = ""
    calls: tuple[int, ...] = ()

    def excess(self) -> str:
        """Which limit was passed; empty when none was."""
        if self.signal:
            return f"killed by {signal.Signals(self.signal).name} after {self.cpu:.1f} s of processor time"
        if self.cpu > CPU_SECONDS:
            return f"{self.cpu:.1f} s of processor time"
        return f"{self.resident_mib:.0f} MiB" if self.resident_mib > RESIDENT_MIB else ""


class Forks:
    """The server; `prepare` names a function (`module:function`) that runs in it once, before the first fork.

    `preload` is a library that makes calls fail; with one there are no limits, which children would inherit.
    """

    def __init__(self, prepare: str = "", preload: str = "") -> None:
        command = [sys.executable, "-X", "utf8", "-m", "tests.torture.forks", prepare]
        environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120", "PYTHONHASHSEED": "0"}
        environment |= {"LD_PRELOAD": preload} if preload else {}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=PATIENCE)

    def run(
        self, argv: list[str], cwd: Path, *, audit: bool = False, fault: tuple[int, int, int] | None = None
    ) -> Ended:
        """Run one command line of `modelwright` in the folder; `fault` is the kind, number and error of a call."""
        assert self.process.stdin and self.process.stdout
        request = {"argv": argv, "cwd": str(cwd), "audit": audit, "fault": fault}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        events = tuple((name, tuple(arguments)) for name, arguments in answer.pop("events"))
        return Ended(**answer, events=events)


def command(argv: list[str], cwd: Path) -> Ended:
    """The same through the command that users type, in a process of its own with the same limits."""
    script = Path(sys.executable).with_name("modelwright")
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            [script, *argv], cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=err, preexec_fn=_limit
        )
        status, usage = _wait(child.pid)
        child.returncode = os.waitstatus_to_exitcode(status)
        return Ended(**_ended(child.returncode, usage, out.fileno(), err.fileno()), events=())


def serve(prepare: str) -> None:
    """Answer requests until standard input ends."""
    from compiler.cli.run import run

    sys.stdout.reconfigure(errors="replace")  # as the command's own entry point does
    sys.stderr.reconfigure(errors="replace")
    if prepare:
        module, _, function = prepare.partition(":")
        getattr(__import__(module, fromlist=[function]), function)()
    warm_up(run)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(attempt(run, **request)), flush=True)


def warm_up(run: Callable[[list[str]], int]) -> None:
    """Import what the commands need, by using them once on a good and on a bad workspace."""
    from tests.torture.workshop import SPEC, workspace

    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere:
        kept, sys.stdout = sys.stdout, nowhere
        errors, sys.stderr = sys.stderr, nowhere
        for spec in (SPEC, SPEC.replace("owner", "ownr"), "a: ["):
            os.chdir(workspace(Path(folder), spec))
            run(["compile", "."])
            run(["validate", ".", "--json"])
            run(["validate", "."])
        sys.stdout, sys.stderr = kept, errors
        os.chdir(here)


def attempt(
    run: Callable[[list[str]], int], argv: list[str], cwd: str, audit: bool, fault: list[int] | None
) -> dict[str, object]:
    """Fork, run, wait; the fields of `Ended`."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as events:
        with tempfile.TemporaryFile() as struck:
            child = os.fork()
            if child == 0:
                arm = (lambda: faults.arm(fault, cwd, struck.fileno())) if fault else None
                _child(run, argv, cwd, (out.fileno(), err.fileno(), events.fileno() if audit else -1), arm)
            status, usage = _wait(child)
            ended = _ended(os.waitstatus_to_exitcode(status), usage, out.fileno(), err.fileno())
            path, *calls = _text(struck.fileno()).split("\n")
        counted = [int(number) for number in calls]
        return {**ended, "events": json.loads(_text(events.fileno()) or "[]"), "struck": path, "calls": counted}


def _ended(code: int, usage: resource.struct_rusage, out: int, err: int) -> dict[str, object]:
    return {
        "code": max(code, 0),
        "signal": max(-code, 0),
        "out": _text(out),
        "err": _text(err),
        "cpu": usage.ru_utime + usage.ru_stime,
        "resident_mib": usage.ru_maxrss / 1024,
    }


def _child(
    run: Callable[[list[str]], int],
    argv: list[str],
    cwd: str,
    files: tuple[int, int, int],
    arm: Callable[[], Callable[[], None]] | None,
) -> None:
    """Never returns."""
    code = 99
    events: list[tuple[str, list[str]]] = []
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(files[0], 1)
        os.dup2(files[1], 2)
        os.chdir(cwd)
        if arm is None:
            _limit()
        told = arm() if arm else None
        if files[2] >= 0:
            sys.addaudithook(lambda name, arguments: name in _NOISE or events.append((name, _shown(arguments))))
        code = run(argv)
        sys.stdout.flush()
        sys.stderr.flush()
        if told:
            told()
        if files[2] >= 0:
            os.write(files[2], json.dumps(events[:]).encode("utf-8", "backslashreplace"))
    except BaseException as error:
        os.write(2, f"Traceback: {error!r}".encode("utf-8", "backslashreplace"))
    finally:
        os._exit(code)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_MIB << 20, ADDRESS_MIB << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS + 1, CPU_SECONDS + 2))


def _shown(arguments: tuple[object, ...]) -> list[str]:
    shown = (os.fsdecode(item) if isinstance(item, bytes) else item for item in arguments)
    return [item if isinstance(item, str) else repr(item)[:300] for item in shown]


def _wait(child: int) -> tuple[int, resource.struct_rusage]:
    """The child's status and usage; it is killed when it neither ends nor uses up its processor time."""
    descriptor = os.pidfd_open(child)
    started = time.monotonic()
    while not select.select([descriptor], [], [], 1)[0]:
        if time.monotonic() - started > PATIENCE:
            os.kill(child, signal.SIGKILL)
    os.close(descriptor)
    _, status, usage = os.wait4(child, 0)
    return status, usage


def _text(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, size, 0).decode("utf-8", "replace")


if __name__ == "__main__":
    serve(sys.argv[1])
