"""A server that no state names any more is listed before it is stopped, and lives on when the answer is no."""

from dataclasses import replace

import pytest

from compiler.operations import destroy
from compiler.pipeline import recorded_session
from compiler.provider.identity import alive, identify
from compiler.provider.places import home_of
from compiler.provider.records import EndpointRecord, save_record
from tests.unit.provider.idle import idle


@pytest.fixture
def lost(tmp_path):
    """A workspace with two recorded endpoints, one of which came with a copied folder, and no state."""
    (tmp_path / "modelwright.toml").touch()
    private = tmp_path / ".modelwright"
    (private / "state" / "churn").mkdir(parents=True)
    child = idle(tmp_path)
    process = identify(child.pid, child.mark)
    record = EndpointRecord("churn", "local", "churn-api", "churn", "1", "sha256:aa", 8080, "secret", process)
    save_record(private, replace(record, home=home_of(private)))
    save_record(private, replace(record, name="copied-api", home="1:/"))
    yield recorded_session(tmp_path, "churn", "local"), process
    child.kill()


def test_a_server_without_a_state_is_listed_first(lost):
    session, process = lost
    listed = []

    def answer(steps):
        listed.append([str(step.address) for step in steps])
        return len(listed) > 1

    assert destroy(session, lambda event: None, answer).value.applied is False
    assert alive(process)
    result = destroy(session, lambda event: None, answer).value
    assert listed == [["Endpoint.churn-api"]] * 2
    assert [str(step.address) for step in result.steps] == ["Endpoint.churn-api"] and not alive(process)


def test_a_purge_leaves_no_record_of_what_was(lost):
    session, _ = lost
    states = session.workspace.private / "state" / "churn"
    (states / "local.json.bak").write_text("{}")
    destroy(session, lambda event: None, lambda steps: True)
    assert (states / "local.json.bak").exists()
    destroy(session, lambda event: None, lambda steps: True, purge=True)
    assert not list(states.glob("local.json")) and not (states / "local.json.bak").exists()
