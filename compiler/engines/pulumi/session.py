"""The process that drives the CLI: orders in, its events passed on, answers out; never left behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any

_SDK = Path(__file__).resolve().parents[2] / "sdk"
WIND_UP = 9.0
"""Seconds for the CLI to end what it does after an interrupt; from a second one on it gets `HURRY`."""
HURRY = 1.5

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """`result` when the order was carried out, else `failure`: `kind`, `text` and how the `program` failed."""

    result: Json | None
    failure: Json | None


class Session:
    """One process for the operations of one command, one after the other: importing Pulumi takes half a second."""

    def __init__(self) -> None:
        read, write = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(Path(__file__).with_name("host.py")), str(write)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                pass_fds=(write,),
                start_new_session=True,
                text=True,
                encoding="utf-8",
            )
        except BaseException:
            os.close(read)
            raise
        finally:
            os.close(write)
        self._answers: SimpleQueue[Json | None] = SimpleQueue()
        self._reader = Thread(target=_read, args=(os.fdopen(read, encoding="utf-8"), self._answers), daemon=True)
        self._reader.start()
        self._children: set[int] = set()

    @property
    def alive(self) -> bool:
        """False once it takes no orders any more."""
        return self._process.poll() is None

    def carry_out(self, order: Mapping[str, object], on_event: Callable[[Json], None]) -> Answer:
        """Raises KeyboardInterrupt after the CLI has wound up; until then its events are still passed on."""
        self._tell(order)
        interrupted: KeyboardInterrupt | None = None
        deadline: float | None = None
        while True:
            try:
                line = self._answers.get(timeout=None if deadline is None else max(0.0, deadline - time.monotonic()))
                answer = self._heard(line, on_event)
            except KeyboardInterrupt as error:
                deadline = time.monotonic() + (WIND_UP if interrupted is None else HURRY)
                interrupted = interrupted or error
                self._tell("interrupt")
                continue
            except Empty:
                self.kill()
                answer = Answer(None, None)
            if answer is not None:
                if interrupted is not None:
                    raise interrupted
                return answer

    def _heard(self, line: Json | None, on_event: Callable[[Json], None]) -> Answer | None:
        match line:
            case {"event": event}:
                on_event(event)
            case {"started": pid}:
                self._children.add(pid)
            case {"ended": pid}:
                self._children.discard(pid)
            case {"result": result}:
                return Answer(result, None)
            case {"failure": failure}:
                return Answer(None, failure)
            case _:
                return Answer(None, {"kind": "ended", "text": "the process that drives Pulumi has ended"})
        return None

    def _tell(self, order: object) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()

    def close(self) -> None:
        """End it. Where whoever asked broke off, the CLI still winds up."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=WIND_UP if self._children else HURRY)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it and the CLI at once; plugins notice by themselves."""
        for pid in (*self._children, self._process.pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        self._process.wait()


def _read(report: IO[str], answers: SimpleQueue[Json | None]) -> None:
    with report, contextlib.suppress(ValueError):
        for line in report:
            answers.put(json.loads(line))
    answers.put(None)


def _environment() -> dict[str, str]:
    """All of ours: the CLI and the providers need the user's credentials. The SDK is importable from a checkout too."""
    places = [str(_SDK)] if _SDK.is_dir() else []
    inherited = os.environ.get("PYTHONPATH", "")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([*places, *filter(None, [inherited])]),
        "PYTHONWARNINGS": "ignore",
        "GRPC_VERBOSITY": "NONE",
    }
