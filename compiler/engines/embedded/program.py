"""The child that runs a compiled program: started early, told what to run, waited for, and never left behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import IO

_PASSED = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE", "SYSTEMROOT")
_SDK = Path(__file__).resolve().parents[2] / "sdk"
_KEPT_LINES = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """How a program failed; `line` counts in its `__main__.py`, 0 when unknown."""

    kind: str
    message: str
    line: int


@dataclass(slots=True)
class Program:
    """A child process; `tail` holds the last lines of what it printed."""

    process: subprocess.Popen[str]
    report: IO[str]
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=_KEPT_LINES))
    readers: list[Thread] = field(default_factory=list)


def launch() -> Program:
    """Start a child that makes ready and waits for its order."""
    read, write = os.pipe()
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("child.py")), str(write)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment(os.environ),
            pass_fds=(write,),
            start_new_session=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except BaseException:
        os.close(read)
        raise
    finally:
        os.close(write)
    program = Program(process, os.fdopen(read, "r", encoding="utf-8"))
    reader = Thread(target=_collect, args=(process.stdout, program.tail), daemon=True)
    reader.start()
    program.readers.append(reader)
    return program


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Only what Python needs; above all no credentials. `pulumi_modelwright` is importable from a checkout too."""
    kept = {name: variables[name] for name in _PASSED if name in variables}
    places = [str(Path(place).resolve()) for place in variables.get("PYTHONPATH", "").split(os.pathsep) if place]
    sdk = [str(_SDK)] if _SDK.is_dir() else []
    utf8 = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    quiet = {"GRPC_VERBOSITY": "NONE", "PYTHONWARNINGS": "ignore"}
    return {**kept, **utf8, **quiet, "PYTHONPATH": os.pathsep.join([*sdk, *places])}


def _collect(stream: IO[str], tail: deque[str]) -> None:
    with contextlib.suppress(ValueError, OSError):
        for line in stream:
            tail.append(line.rstrip("\n"))


def start(program: Program, order: Mapping[str, object]) -> None:
    """Tell the child what to run. A child that has died meanwhile is noticed by `wait`."""
    assert program.process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        program.process.stdin.write(json.dumps(order) + "\n")
        program.process.stdin.flush()


def wait(program: Program) -> Failure | None:
    """Wait for the end; None when the program ended well."""
    code = program.process.wait()
    for reader in program.readers:
        reader.join(timeout=1)
    text = program.report.read()
    if text:
        report = json.loads(text)
        return None if report is None else Failure(report["kind"], report["message"], report["line"])
    if code < 0:
        return Failure("killed", f"it was ended by signal {signal.Signals(-code).name}", 0)
    useful = [line for line in program.tail if line.strip()]
    return Failure("exit", useful[-1].strip() if useful else f"it ended with exit code {code}", 0)


def kill(program: Program) -> None:
    """End the child and whatever it started; does nothing when all have ended."""
    if program.process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(program.process.pid, signal.SIGKILL)
        program.process.wait()
    for stream in (program.process.stdin, program.process.stdout, program.report):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
