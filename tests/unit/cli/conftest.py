"""A project, a session and runs of the command line that stop at the seam to the pipeline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compiler.cli.run import run
from compiler.model.plan import Action, Change, ChangeKind, Plan, PropertyChange, Step
from compiler.model.workspace import ProjectFile, Workspace
from compiler.pipeline import Session
from compiler.source.address import Address
from compiler.source.diagnostic import Checked
from compiler.source.location import Location

SPEC = "project: churn\nmodels:\n  churn:\n    params: {max_depth: 12}\n"


class Shell:
    """Runs command lines in a folder; remembers the sessions that were opened."""

    def __init__(self, folder: Path, capsys) -> None:
        self.folder = folder
        self.capsys = capsys
        self.opened: list[Session] = []
        self.targets: list[str | None] = []

    def __call__(self, *words: str):
        code = run(["-C", str(self.folder), *words])
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err

    def json(self, *words: str):
        code, out, err = self(*words, "--json")
        return code, json.loads(out), err

    def open_session(self, cwd, target, environment, overrides, today):
        self.targets.append(target)
        workspace = Workspace(self.folder, None)
        session = Session(workspace, ProjectFile("modelwright.yaml", ""), environment, overrides)
        self.opened.append(session)
        return Checked(session)


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch):
    (tmp_path / "modelwright.toml").touch()
    (tmp_path / "modelwright.yaml").write_text(SPEC)
    made = Shell(tmp_path, capsys)
    monkeypatch.setattr("compiler.pipeline.open_session", made.open_session)
    return made


def a_step(action: Action = Action.REPLACE, name: str = "churn") -> Step:
    address = Address("TrainingRun", name)
    changes = (PropertyChange("definition.params.max_depth", 8, 12, replaces=True),)
    return Step(address, "modelwright:index:TrainingRun", action, changes)


def a_plan(*steps: Step) -> Plan:
    changes = tuple(
        Change(
            step,
            ChangeKind.NONE if step.action is Action.SAME else ChangeKind.RETRAIN,
            "" if step.action is Action.SAME else "`max_depth` 8 -> 12",
            Location("modelwright.yaml", 4, 25),
        )
        for step in steps
    )
    return Plan("churn", "local", changes)
