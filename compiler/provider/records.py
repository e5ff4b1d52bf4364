"""What is known of each running endpoint: one private file per endpoint, readable only by its owner."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from compiler.provider.identity import ProcessId, is_sound
from compiler.provider.places import is_home
from compiler.source.diagnostic import refuse
from compiler.source.files import is_plain, plain, write_atomic

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class EndpointRecord:
    """`token` allows swaps and must not be shown; `retiring` are predecessors that may not have been stopped yet.

    `home` is the workspace that started it (`places.home_of`): a copy of that workspace must leave it alone.
    """

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
    home: str = ""

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


def record_file(private: Path, project: str, environment: str, name: str) -> Path:
    """Where the record of an endpoint is. Raises `Refused` (P016)."""
    return records_folder(private, project, environment) / f"{plain(name)}.json"


def records_folder(private: Path, project: str, environment: str) -> Path:
    """Where the records of a stack's endpoints are. Raises `Refused` (P016)."""
    return private / "endpoints" / plain(project) / plain(environment)


def load_record(path: Path) -> EndpointRecord | None:
    """The record in a file; None when there is no file. Raises `Refused` (S005) when it is damaged."""
    try:
        raw = json.loads(path.read_bytes())
        if raw.pop("format") != _FORMAT:
            raise ValueError("unknown format")
        process = ProcessId(**raw.pop("process"))
        retiring = tuple(ProcessId(**item) for item in raw.pop("retiring"))
        record = EndpointRecord(**raw, process=process, retiring=retiring)
        if not _sound(record, path):
            raise ValueError("a field is not what it should be")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        shown = "/".join(path.parts[-4:])
        raise refuse(
            "S005",
            f"the endpoint record `{shown}` is damaged",
            hint=f"end the server of `{path.stem}` if one runs, remove the file, and run the command again",
        ) from error
    return record


def own_record(private: Path, project: str, environment: str, name: str) -> EndpointRecord | None:
    """The record of an endpoint that this very workspace started; None for one that came with a copied folder."""
    record = load_record(record_file(private, project, environment, name))
    return record if record is not None and is_home(record.home, private) else None


def _sound(record: EndpointRecord, path: Path) -> bool:
    names = (record.project, record.environment, record.name)
    texts = (*names, record.model, record.version, record.artifact, record.token, record.home)
    if not all(isinstance(text, str) for text in texts) or names != (*path.parts[-3:-1], path.stem):
        return False
    numbered = record.version.isascii() and record.version.isdigit() and len(record.version) < 10
    port = record.port
    reachable = isinstance(port, int) and not isinstance(port, bool) and 1 <= port <= 65535
    spoken = record.token.isascii() and record.token.isalnum() and is_plain(record.model)
    return numbered and reachable and spoken and all(map(is_sound, (record.process, *record.retiring)))


def save_record(private: Path, record: EndpointRecord) -> None:
    """Write it, whole or not at all."""
    path = record_file(private, record.project, record.environment, record.name)
    data = {"format": _FORMAT, **dataclasses.asdict(record)}
    write_atomic(path, f"{json.dumps(data, indent=2)}\n".encode(), mode=0o600)


def remove_record(private: Path, project: str, environment: str, name: str) -> None:
    """Forget an endpoint; no error when it is unknown."""
    record_file(private, project, environment, name).unlink(missing_ok=True)
