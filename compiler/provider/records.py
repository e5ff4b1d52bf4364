"""What is known of each running endpoint: one private file per endpoint, readable only by its owner."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from compiler.provider.identity import ProcessId
from compiler.source.diagnostic import refuse
from compiler.source.files import write_atomic

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class EndpointRecord:
    """`token` allows swaps and must not be shown; `retiring` are predecessors that may not have been stopped yet."""

    project: str
    environment: str
    name: str
    model: str
    version: str
    artifact: str
    port: int
    token: str
    process: ProcessId
    retiring: tuple[ProcessId, ...] = ()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


def record_file(private: Path, project: str, environment: str, name: str) -> Path:
    """Where the record of an endpoint is."""
    return private / "endpoints" / project / environment / f"{name}.json"


def load_record(path: Path) -> EndpointRecord | None:
    """The record in a file; None when there is no file. Raises `Refused` (S005) when it is damaged."""
    try:
        raw = json.loads(path.read_bytes())
        if raw.pop("format") != _FORMAT:
            raise ValueError("unknown format")
        process = ProcessId(**raw.pop("process"))
        retiring = tuple(ProcessId(**item) for item in raw.pop("retiring"))
        record = EndpointRecord(**raw, process=process, retiring=retiring)
        if not all(isinstance(number, int) and number > 0 for number in (record.port, process.pid)):
            raise ValueError("not numbers")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        shown = "/".join(path.parts[-4:])
        raise refuse(
            "S005",
            f"the endpoint record `{shown}` is damaged",
            hint=f"end the server of `{path.stem}` if one runs, remove the file, and run the command again",
        ) from error
    return record


def save_record(private: Path, record: EndpointRecord) -> None:
    """Write it, whole or not at all."""
    path = record_file(private, record.project, record.environment, record.name)
    data = {"format": _FORMAT, **dataclasses.asdict(record)}
    write_atomic(path, f"{json.dumps(data, indent=2)}\n".encode(), mode=0o600)


def remove_record(private: Path, project: str, environment: str, name: str) -> None:
    """Forget an endpoint; no error when it is unknown."""
    record_file(private, project, environment, name).unlink(missing_ok=True)
