"""Endpoint: a server process on this machine that outlives us, swapped to new versions without being stopped."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from pathlib import Path

from compiler.provider.artifacts import verified, verified_or_refuse
from compiler.provider.calls import HOST, answers
from compiler.provider.differences import changes
from compiler.provider.history import ModelKey, mark_served
from compiler.provider.identity import GRACE, ProcessId, alive, is_sound, terminate
from compiler.provider.inputs import exact, missing_inputs, number_input, text_input, unknown_inputs
from compiler.provider.places import home_of, is_home, log_file
from compiler.provider.processes import Workers
from compiler.provider.protocol import UNKNOWN, Adopted, Created, Difference, InputFailure, Props, Scope
from compiler.provider.records import EndpointRecord, own_record, remove_record, save_record
from compiler.provider.server import Wanted, port_taken, started, swap
from compiler.provider.status import endpoint_records
from compiler.source.files import plain

_REQUIRED = {"model": str, "version": int, "artifact": str}
_OPTIONAL = {"port": int, "mode": str}
_OWN = ("pid", "mark", "home")
_LINGER = 1.0


class Endpoint:
    """Every change is made in place: a swap for another version, a new process for another port or model."""

    observed = frozenset({"model", "version", "artifact", "port"})

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def check(self, scope: Scope, inputs: Props) -> tuple[Props, tuple[InputFailure, ...]]:
        """`port` 0 (any free one) and `mode` realtime where they are left out."""
        given = {key: value for key, value in inputs.items() if value is not None}
        filled = exact({"port": 0, "mode": "realtime", **given})
        failures = missing_inputs(filled, {**_REQUIRED, **_OPTIONAL})
        failures += unknown_inputs(filled, (*_REQUIRED, *_OPTIONAL))
        if filled["mode"] not in ("realtime", UNKNOWN):
            failures += (InputFailure("mode", "can only be `realtime` on this machine"),)
        return filled, failures

    def diff(self, scope: Scope, id: str, old_inputs: Props, outputs: Props, inputs: Props) -> Difference:
        """Looks at the process too."""
        record = _record(scope)
        note = ""
        if record is None and _under_another_name(scope, outputs):
            note = "recorded under another name"
        elif record is None and _stray(scope, outputs):
            note = "its record is lost"
        elif record is None or not alive(record.process):
            note = "process not running"
        elif not answers(record.port, record.model):
            note = "process not answering"
        else:
            note = _altered(record, old_inputs)
        return Difference(changes(old_inputs, inputs, lambda key: False), note=note)

    def preview(self, inputs: Props) -> Props:
        """A fixed port makes the address known."""
        port = inputs.get("port")
        fixed = isinstance(port, int) and port > 0
        url = _url(port) if fixed else UNKNOWN
        return {**inputs, "port": port if fixed else UNKNOWN, **dict.fromkeys(_OWN, UNKNOWN), "url": url}

    def create(self, scope: Scope, inputs: Props) -> Created:
        """Start and probe the server, or take over what an interrupted run has left. Raises `Refused` (D020, S…)."""
        outputs = self._serving(scope, exact(inputs))
        return Created(_id(scope), outputs)

    def read(self, scope: Scope, id: str, outputs: Props) -> Props | None:
        """What answers, or runs with its record lost and must stay known to be stopped; None when nothing does."""
        record = _record(scope)
        if record is None and _stray(scope, outputs):
            return outputs
        if record is None or not alive(record.process) or not answers(record.port, record.model):
            return None
        return {**outputs, "model": record.model, **_place(record)}

    def adopt(self, scope: Scope, id: str) -> Adopted | None:
        """A server that this workspace runs under the name of the resource, which ends the id."""
        record = _record(scope)
        if record is None or id.rpartition("/")[2] != scope.name or not alive(record.process):
            return None
        served = {"model": record.model, "version": int(record.version), "artifact": record.artifact}
        inputs: Props = {**served, "port": record.port, "mode": "realtime"}
        return Adopted(_id(scope), inputs, {**inputs, **_place(record)})

    def update(self, scope: Scope, id: str, outputs: Props, inputs: Props) -> Props:
        """Swap, or start a new process before the old one is stopped. On `Refused` the old version still serves."""
        return self._serving(scope, exact(inputs), outputs)

    def delete(self, scope: Scope, id: str, outputs: Props) -> None:
        """Stop the server; requests that it has begun are answered."""
        record = _record(scope)
        recorded = () if record is None else (record.process, *record.retiring)
        _stop((*recorded, *_stray(scope, outputs)))
        remove_record(scope.private, scope.project, scope.environment, scope.name)

    def _serving(self, scope: Scope, inputs: Props, outputs: Props | None = None) -> Props:
        wanted = _wanted(scope, inputs)
        record = _record(scope) or _renamed(scope, outputs or {})
        if record is None and outputs and (stray := _stray(scope, outputs)):
            # Without its token it takes no orders: a new process takes over its port.
            _stop(stray)
            port = number_input(outputs, "port")
            wanted = replace(wanted, port=wanted.port or (port if _soon_free(port) else 0))
        if record is not None:
            _stop(record.retiring)
            record = replace(record, retiring=())
        # An endpoint of another port or model, or one that hangs, gets a new process.
        if record is not None and alive(record.process) and wanted.port in (0, record.port) and _hears(record, wanted):
            record = self._swapped(scope, record, wanted)
        else:
            record = self._restarted(scope, record, wanted)
        mark_served(scope.private, ModelKey(scope.project, scope.environment, record.model), int(record.version))
        return {**inputs, **_place(record)}

    def _swapped(self, scope: Scope, record: EndpointRecord, wanted: Wanted) -> EndpointRecord:
        try:
            swapped = swap(record, wanted, verified(scope.private, record.artifact), scope.say)
        except OSError:
            # It broke down between the question and the swap.
            return self._restarted(scope, record, wanted)
        save_record(scope.private, swapped)
        return swapped

    def _restarted(self, scope: Scope, old: EndpointRecord | None, wanted: Wanted) -> EndpointRecord:
        running = (old.process,) if old is not None and alive(old.process) else ()
        if old is not None and running and (old.port == wanted.port or not answers(old.port, old.model)):
            # One port has room for one process, and one that hangs may go before its successor stands.
            _stop(running)
            running = ()
        if old is not None and not running and wanted.port == 0 and _soon_free(old.port):
            wanted = replace(wanted, port=old.port)
        if wanted.port and not _soon_free(wanted.port):
            raise port_taken(wanted)
        scope.say("starting the server")
        log = log_file(scope.private, scope.project, scope.environment, "Endpoint", scope.name)
        with started(self._workers, wanted, _scratch(scope), log, scope.pulse) as fresh:
            record = replace(fresh, home=home_of(scope.private))
            # On disk before the process is set free: nothing can be left behind that no record names.
            save_record(scope.private, replace(record, retiring=running))
        scope.say(f"serving version {wanted.version} at {record.url}")
        if running:
            _stop(running)
            save_record(scope.private, record)
        return record


def _id(scope: Scope) -> str:
    return f"{scope.project}/{scope.environment}/{scope.name}"


def _wanted(scope: Scope, inputs: Props) -> Wanted:
    artifact = text_input(inputs, "artifact")
    return Wanted(
        project=scope.project,
        environment=scope.environment,
        name=scope.name,
        model=text_input(inputs, "model"),
        version=str(number_input(inputs, "version")),
        artifact=artifact,
        folder=verified_or_refuse(scope.private, artifact),
        port=number_input(inputs, "port"),
    )


def _altered(record: EndpointRecord, recorded: Props) -> str:
    """What a server that runs does otherwise than it was told; empty when nothing."""
    if record.model != recorded.get("model"):
        return f"serves `{record.model}` in place of `{recorded.get('model')}`"
    version, port = number_input(recorded, "version"), number_input(recorded, "port")
    if int(record.version) != version:
        return f"serves version {record.version} in place of {version}"
    if record.artifact != recorded.get("artifact"):
        return "serves another artifact"
    return f"listens on port {record.port} in place of {port}" if port not in (0, record.port) else ""


def _hears(record: EndpointRecord, wanted: Wanted) -> bool:
    return record.model == wanted.model and answers(record.port, record.model)


def _place(record: EndpointRecord) -> Props:
    place = {"url": record.url, "port": record.port, "pid": record.process.pid}
    identity = {"mark": record.process.mark, "home": record.home}
    return {**place, **identity, "version": int(record.version), "artifact": record.artifact}


def _record(scope: Scope) -> EndpointRecord | None:
    return own_record(scope.private, scope.project, scope.environment, scope.name)


def _under_another_name(scope: Scope, outputs: Props) -> EndpointRecord | None:
    """The record of the very process that the outputs name, when the endpoint has another name now."""
    running = {(process.pid, process.mark) for process in _stray(scope, outputs)}
    records = endpoint_records(scope.private, scope.project, scope.environment) if running else ()
    return next((record for record in records if (record.process.pid, record.process.mark) in running), None)


def _renamed(scope: Scope, outputs: Props) -> EndpointRecord | None:
    """That record, under the present name: the server goes on with its token and its port."""
    found = _under_another_name(scope, outputs)
    if found is None:
        return None
    record = replace(found, name=scope.name)
    save_record(scope.private, record)
    remove_record(scope.private, scope.project, scope.environment, found.name)
    return record


def _stray(scope: Scope, outputs: Props) -> tuple[ProcessId, ...]:
    """The process that the outputs name, if it runs and this workspace started it: for when its record is lost."""
    pid, mark, home = (outputs.get(key) for key in _OWN)
    number = int(pid) if isinstance(pid, (int, float)) else 0
    process = ProcessId(number, 0.0, str(mark))
    known = isinstance(home, str) and is_home(home, scope.private) and is_sound(process)
    return (process,) if known and alive(process) else ()


def _scratch(scope: Scope) -> Path:
    return scope.private / "runs" / "serve" / plain(scope.project) / plain(scope.environment) / plain(scope.name)


def _url(port: object) -> str:
    return f"http://{HOST}:{port}"


def _stop(processes: tuple[ProcessId, ...]) -> None:
    for process in processes:
        terminate(process, GRACE)


def _soon_free(port: int) -> bool:
    """A process that is just ending may hold its port for another moment."""
    deadline = time.monotonic() + _LINGER
    while not _free(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
