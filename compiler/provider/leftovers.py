"""Endpoints that run on although no state names them any more: found by their records, and stopped."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from compiler.model.plan import Action, Step
from compiler.provider.identity import GRACE, terminate
from compiler.provider.places import is_home
from compiler.provider.records import EndpointRecord, records_folder, remove_record
from compiler.provider.status import endpoint_records
from compiler.source.address import Address
from compiler.source.diagnostic import Refused
from compiler.source.lock import locked

_TOKEN = "modelwright:index:Endpoint"


def list_leftovers(private: Path, project: str, environment: str, known: Collection[Address]) -> tuple[Step, ...]:
    """What `stop_leftovers` will stop once the `known` resources are gone; a damaged record is told only there."""
    try:
        records = endpoint_records(private, project, environment)
    except Refused:
        return ()
    steps = (_step(record) for record in records if is_home(record.home, private))
    return tuple(step for step in steps if step.address not in known)


def stop_leftovers(private: Path, project: str, environment: str) -> tuple[Step, ...]:
    """Stop and forget them, for after a stack was destroyed; the steps tell which were this workspace's.

    Those of another workspace, from which this one was copied, are only forgotten. Raises `Refused` (P003, P016, S005).
    """
    folder = records_folder(private, project, environment)
    if not any(folder.glob("*.json")):
        return ()
    steps: list[Step] = []
    with locked(private / "state" / project / f"{environment}.json", f"destroy {project} {environment}"):
        for record in endpoint_records(private, project, environment):
            if is_home(record.home, private):
                for process in (record.process, *record.retiring):
                    terminate(process, GRACE)
                steps.append(_step(record))
            remove_record(private, project, environment, record.name)
    return tuple(steps)


def _step(record: EndpointRecord) -> Step:
    return Step(Address("Endpoint", record.name), _TOKEN, Action.DELETE, note="no state names it")
