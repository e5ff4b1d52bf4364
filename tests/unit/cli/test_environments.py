from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from compiler.operations.project import by_pulumi, named_stack, project_name
from compiler.pipeline import Session, open_session
from compiler.source.diagnostic import Refused

ROOT = Path(__file__).parents[3]


@pytest.fixture
def session(tmp_path) -> Session:
    shutil.copytree(ROOT / "examples" / "diabetes", tmp_path / "mine")
    (tmp_path / "modelwright.toml").touch()
    found = open_session(tmp_path, None, "local").value
    assert found is not None
    return found


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [item.code for item in refused.value.diagnostics]


def test_an_environment_is_known_by_the_file_or_by_what_is_recorded(session):
    assert named_stack(session).environment == "local"
    assert named_stack(session.within("prod")).environment == "prod"
    old = session.within("old")
    with pytest.raises(Refused) as refused:
        named_stack(old)
    assert codes(refused) == ["C001"]
    state = session.workspace.private / "state" / "diabetes" / "old.json"
    state.parent.mkdir(parents=True)
    state.touch()
    assert named_stack(old).state_file == state


@pytest.mark.parametrize("name", ["../local", "a/b", "..", ""])
def test_an_environment_is_a_plain_name_even_where_the_file_is_broken(session, name):
    (session.workspace.root / session.project.file).write_text("project: [")
    assert named_stack(session).project == "mine"
    with pytest.raises(Refused) as refused:
        named_stack(session.within(name))
    assert codes(refused) == ["C001"]


def test_a_project_name_does_not_lead_out_of_the_private_folder(session):
    (session.workspace.root / session.project.file).write_text("project: ../../..\n")
    assert project_name(session) == "mine"


def test_who_deploys_an_environment(session):
    assert not by_pulumi(session)
    assert by_pulumi(session.within("prod"))
    assert by_pulumi(replace(session.within("prod"), overrides=("nope=1",)))
    (session.workspace.root / session.project.file).write_text("project: [")
    assert not by_pulumi(session)
    with pytest.raises(Refused):
        by_pulumi(session.within("prod"))
