"""One check or training in a child process: a request goes in, the runtime's result or the way it ended comes out."""

from __future__ import annotations

import json
import os
import selectors
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from compiler.provider.processes import Child, Workers
from compiler.runtime.hiding import forms_of, hidden, hidden_in
from compiler.source.files import write_atomic

_LOOK = 0.02
"""Seconds between two looks at a job that prints nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to run, where its files are, how long it may take in seconds, and who hears its progress lines.

    `pulse` is called all the while; the job ends with what it raises. `variables` are added to the child's environment,
    and the values in `secrets` appear neither in the log nor in what is told.
    """

    command: str
    request: Mapping[str, object]
    folder: Path
    log: Path
    timeout: float
    threads: int
    say: Callable[[str], None]
    pulse: Callable[[], None]
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """`result` is None when the job wrote none; `code` is negative for a signal; `last` is its last error line."""

    result: dict[str, object] | None
    code: int
    timed_out: bool
    last: str


def run_job(workers: Workers, job: Job) -> Ended:
    """Run a job to its end. However this is left, nothing of the job runs on. Raises OSError."""
    job.folder.mkdir(parents=True, exist_ok=True)
    job.log.parent.mkdir(parents=True, exist_ok=True)
    request, result = job.folder / f"{job.command}.json", job.folder / f"{job.command}-result.json"
    result.unlink(missing_ok=True)
    write_atomic(request, json.dumps({**job.request, "result": str(result)}, allow_nan=False).encode())
    child = workers.start(job.command, request, threads=job.threads, variables=job.variables)
    try:
        with job.log.open("wb") as log:
            last, timed_out = _follow(child, job, result, log)
    finally:
        workers.done(child)
    return Ended(_read(result, forms_of(job.secrets)), child.process.wait(), timed_out, last)


def _follow(child: Child, job: Job, result: Path, log: IO[bytes]) -> tuple[str, bool]:
    """Relay lines until there is a result or the child ends; its last error line, and whether its time was up."""
    process = child.process
    assert process.stdout is not None and process.stderr is not None
    relay = _Relay(log, process.stdout, job.say, forms_of(job.secrets))
    deadline = time.monotonic() + job.timeout
    with selectors.DefaultSelector() as selector:
        for pipe in (process.stdout, process.stderr):
            selector.register(pipe, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            # The result is the last thing that a job makes; the third of a second that the interpreter takes to end
            # is not waited for. Looked at before reading, so that what was printed before it is read.
            job.pulse()
            done = result.exists() or process.poll() is not None
            ready = selector.select(0.0 if done else _LOOK) if selector.get_map() else _pause(done)
            for key, _ in ready:
                pipe = cast(IO[bytes], key.fileobj)
                if not relay.read(pipe):
                    selector.unregister(pipe)
            if done and not ready:
                return relay.finish(), False
    return relay.finish(), True


class _Relay:
    """Copies output to a log, and whole lines of one pipe to whoever listens.

    Where there is something to hide, whole lines go to the log too: a value must not slip through in two halves.
    """

    def __init__(self, log: IO[bytes], heard: IO[bytes], say: Callable[[str], None], forms: tuple[str, ...]) -> None:
        self.last = ""
        self._log = log
        self._heard = heard
        self._say = say
        self._forms = forms
        self._rest: dict[IO[bytes], bytes] = {}

    def read(self, pipe: IO[bytes]) -> bool:
        """Take what is there; False at the end of the pipe."""
        data = os.read(pipe.fileno(), 65536)
        *lines, self._rest[pipe] = (self._rest.get(pipe, b"") + data).split(b"\n")
        self._write(b"".join(line + b"\n" for line in lines) if self._forms else data)
        for line in (self._shown(line).strip() for line in lines):
            if line and pipe is self._heard:
                self._say(line)
            elif line:
                self.last = line
        return bool(data)

    def finish(self) -> str:
        """Write what is left of the last lines; the last error line."""
        if self._forms:
            self._write(b"".join(self._rest.values()))
        return self.last

    def _write(self, data: bytes) -> None:
        self._log.write(self._shown(data).encode() if self._forms else data)
        self._log.flush()

    def _shown(self, data: bytes) -> str:
        return hidden(data.decode("utf-8", "replace"), self._forms)


def _pause(done: bool) -> list[tuple[selectors.SelectorKey, int]]:
    """Both pipes are closed and there is no result yet: wait a little."""
    time.sleep(0.0 if done else _LOOK)
    return []


def _read(result: Path, forms: tuple[str, ...]) -> dict[str, object] | None:
    """None for a job that ended without one. Raises OSError."""
    try:
        value = hidden_in(json.loads(result.read_bytes()), forms)
    except (FileNotFoundError, ValueError):
        return None
    return value if isinstance(value, dict) else None
