"""Server processes of endpoints: started and probed, given another model while they serve."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from compiler.provider.calls import HOST, call, message_of, probe
from compiler.provider.identity import holder_of, identify
from compiler.provider.processes import Child, Workers
from compiler.provider.records import EndpointRecord
from compiler.source.diagnostic import Refused, refuse
from compiler.source.files import write_atomic

_START_SECONDS = 120.0
_LOG_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an endpoint is to serve: `folder` is the verified artifact of `artifact`; `port` 0 is any free one."""

    project: str
    environment: str
    name: str
    model: str
    version: str
    artifact: str
    folder: Path
    port: int


@contextmanager
def started(
    workers: Workers, wanted: Wanted, scratch: Path, log: Path, pulse: Callable[[], None]
) -> Generator[EndpointRecord]:
    """A server that answered a probe. It lives on when the block ends well; else it dies with the block, or with us.

    Raises `Refused` (S001 port taken, S002 no start, S003 no prediction).
    """
    token = secrets.token_hex(16)
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True, mode=0o700)
    _rotate(log)
    child = workers.start_logged("serve", _request(wanted, token, scratch), log)
    kept = False
    try:
        port = _wait(child, wanted, scratch, log, pulse)
        if problem := probe(port, wanted.folder):
            raise refuse(
                "S003",
                f"the server of `{wanted.name}` started, but gave no prediction: {problem}",
                hint=f"it was stopped again; its output is in `{_shown(log)}`",
            )
        yield _record(wanted, port, token, child)
        kept = True
    finally:
        if kept:
            workers.released(child)
        else:
            workers.done(child)
        shutil.rmtree(scratch, ignore_errors=True)


def _record(wanted: Wanted, port: int, token: str, child: Child) -> EndpointRecord:
    return EndpointRecord(
        project=wanted.project,
        environment=wanted.environment,
        name=wanted.name,
        model=wanted.model,
        version=wanted.version,
        artifact=wanted.artifact,
        port=port,
        token=token,
        process=identify(child.pid, child.mark),
    )


def _request(wanted: Wanted, token: str, scratch: Path) -> Path:
    request = {
        "artifact": str(wanted.folder),
        "digest": wanted.artifact,
        "model": wanted.model,
        "version": wanted.version,
        "host": HOST,
        "port": wanted.port,
        "token": token,
        "ready": str(scratch / "ready.json"),
        "result": str(scratch / "result.json"),
    }
    path = scratch / "request.json"
    write_atomic(path, json.dumps(request).encode(), mode=0o600)
    return path


def _wait(child: Child, wanted: Wanted, scratch: Path, log: Path, pulse: Callable[[], None]) -> int:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        pulse()
        with contextlib.suppress(OSError, ValueError, KeyError):
            return int(json.loads((scratch / "ready.json").read_bytes())["port"])
        if child.process.poll() is not None:
            raise _no_start(wanted, scratch, log)
        time.sleep(0.01)
    raise refuse(
        "S002",
        f"the server of `{wanted.name}` did not start within {_START_SECONDS:.0f} seconds",
        hint=f"its output is in `{_shown(log)}`",
    )


def _no_start(wanted: Wanted, scratch: Path, log: Path) -> Refused:
    failure: dict[str, object] = {}
    with contextlib.suppress(OSError, ValueError, KeyError):
        failure = json.loads((scratch / "result.json").read_bytes())["failure"]
    if failure.get("kind") == "port-taken":
        return port_taken(wanted)
    said = failure.get("message") or _last_line(log)
    return refuse(
        "S002",
        f"the server of `{wanted.name}` did not start" + (f": {said}" if said else ""),
        hint=f"its output is in `{_shown(log)}`",
    )


def port_taken(wanted: Wanted) -> Refused:
    """The diagnostic for a port that something else has."""
    holder = holder_of(wanted.port)
    return refuse(
        "S001",
        f"port {wanted.port} of endpoint `{wanted.name}` is taken" + (f" by {holder}" if holder else ""),
        hint="stop what listens there, choose another `port`, or leave `port` out for a free one",
    )


def swap(record: EndpointRecord, wanted: Wanted, restore: Path | None, say: Callable[[str], None]) -> EndpointRecord:
    """Load another version into a running server and probe it; requests are answered all the while.

    `restore` is the folder of the artifact that goes back when the probe fails. Raises `Refused` (S003, S004) with the
    old version still serving, and OSError when nothing answers.
    """
    _load(record, wanted.name, wanted.folder, wanted.artifact, wanted.version)
    if problem := probe(record.port, wanted.folder):
        if restore is not None:
            _load(record, wanted.name, restore, record.artifact, record.version)
        raise refuse(
            "S003",
            f"version {wanted.version} gave no prediction at endpoint `{wanted.name}`: {problem}",
            hint=f"version {record.version} serves again" if restore else "run `modelwright up` with a working version",
        )
    say(f"version {wanted.version} took over")
    return replace(record, version=wanted.version, artifact=wanted.artifact)


def _load(record: EndpointRecord, name: str, folder: Path, artifact: str, version: str) -> None:
    order = {"artifact": str(folder), "digest": artifact, "version": version}
    path = f"/v2/repository/models/{record.model}/load"
    status, body = call(record.port, "POST", path, order, token=record.token, timeout=_START_SECONDS)
    if status != 200:
        raise refuse(
            "S004",
            f"endpoint `{name}` did not take version {version}: {message_of(status, body)}",
            hint=f"version {record.version} still serves",
        )


def _rotate(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        log.replace(log.with_name(f"{log.name}.1"))


def _last_line(log: Path) -> str:
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4096))
            lines = [line.strip() for line in file.read().decode("utf-8", "replace").splitlines()]
    except OSError:
        return ""
    return next((line for line in reversed(lines) if line), "")


def _shown(log: Path) -> str:
    return "/".join(log.parts[-5:])
