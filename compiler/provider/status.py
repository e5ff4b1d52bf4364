"""What the endpoints of a workspace are doing, for whoever only looks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from compiler.provider.calls import answers
from compiler.provider.identity import alive
from compiler.provider.places import is_home
from compiler.provider.records import EndpointRecord, load_record, record_file, records_folder

EndpointState = Literal["running", "not answering", "stopped"]


@dataclass(frozen=True, slots=True)
class EndpointStatus:
    """`stopped` is an endpoint whose process ended without being asked to, or that only a copied folder tells of."""

    record: EndpointRecord
    state: EndpointState


def status_of_endpoint(private: Path, project: str, environment: str, name: str) -> EndpointStatus | None:
    """None when there is no such endpoint. Raises `Refused` (S005) when its record is damaged."""
    record = load_record(record_file(private, project, environment, name))
    if record is None:
        return None
    if not is_home(record.home, private) or not alive(record.process):
        return EndpointStatus(record, "stopped")
    return EndpointStatus(record, "running" if answers(record.port, record.model) else "not answering")


def endpoint_records(private: Path, project: str, environment: str) -> tuple[EndpointRecord, ...]:
    """The records of a stack's endpoints, by name. Raises `Refused` (S005) when one is damaged."""
    files = sorted(records_folder(private, project, environment).glob("*.json"))
    found = (load_record(file) for file in files)
    return tuple(record for record in found if record is not None)
