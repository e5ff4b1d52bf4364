"""Endpoints that run on although no state names them any more: found by their records, and stopped."""

from __future__ import annotations

from pathlib import Path

from compiler.model.plan import Action, Step
from compiler.provider.identity import GRACE, terminate
from compiler.provider.places import is_home
from compiler.provider.records import EndpointRecord, records_folder, remove_record
from compiler.provider.status import endpoint_records
from compiler.source.address import Address
from compiler.source.lock import locked

_TOKEN = "modelwright:index:Endpoint"


def leftover_endpoints(private: Path, project: str, environment: str) -> tuple[EndpointRecord, ...]:
    """Every endpoint recorded for a stack that holds nothing any more. Raises `Refused` (S005, P016)."""
    return endpoint_records(private, project, environment)


def stop_leftovers(private: Path, project: str, environment: str) -> tuple[Step, ...]:
    """Stop and forget them, for after a stack was destroyed; the steps tell which were this workspace's.

    Those of another workspace, from which this one was copied, are only forgotten. Raises `Refused` (P003, S005).
    """
    folder = records_folder(private, project, environment)
    if not any(folder.glob("*.json")):
        return ()
    steps: list[Step] = []
    with locked(private / "state" / project / f"{environment}.json", f"destroy {project} {environment}"):
        for record in leftover_endpoints(private, project, environment):
            if is_home(record.home, private):
                for process in (record.process, *record.retiring):
                    terminate(process, GRACE)
                steps.append(Step(Address("Endpoint", record.name), _TOKEN, Action.DELETE, note="no state named it"))
            remove_record(private, project, environment, record.name)
    return tuple(steps)
