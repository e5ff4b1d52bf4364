"""Every project of a workspace at once, through the command line."""

import json

import pytest

from benchmarks.projects import write_workspace
from compiler.cli.run import run


@pytest.fixture
def workspace(tmp_path):
    write_workspace(tmp_path, 3)
    return tmp_path


@pytest.fixture
def mw(workspace, capsys):
    def call(*words):
        code = run(["-C", str(workspace), *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def specs(workspace):
    return sorted(workspace.rglob("modelwright.yaml"))


def test_compile_without_a_name_means_all(mw, workspace):
    code, document = mw("compile")
    assert code == 0 and len(document["stacks"]) == 9
    assert len(list((workspace / "stacks").glob("*/*/manifest.json"))) == 9
    code, document = mw("compile", "--all", "--check")
    assert code == 0 and not any(stack["changed"] for stack in document["stacks"])


def test_one_mistake_does_not_stop_the_others(mw, workspace):
    spec = specs(workspace)[1]
    spec.write_text(spec.read_text().replace("    target:", "    tarrget:"))
    code, document = mw("compile")
    wrong = [item for item in document["diagnostics"] if item["severity"] == "error"]
    assert code == 2 and {item["file"] for item in wrong} == {spec.relative_to(workspace).as_posix()}
    assert len(document["stacks"]) == 6
    code, document = mw("validate")
    assert code == 2 and [item["valid"] for item in document["projects"]] == [True, False, True]


def test_environments_that_a_project_lacks_are_left_out(mw, workspace):
    spec = specs(workspace)[0]
    head, _, rest = spec.read_text().partition("  dev:\n")
    spec.write_text(head + "  prod:" + rest.partition("  prod:")[2])
    code, document = mw("compile", "--env", "dev")
    assert code == 0 and len(document["stacks"]) == 2


def test_two_projects_of_one_name(mw, workspace):
    first, second, _ = specs(workspace)
    name = first.parent.name
    second.write_text(second.read_text().replace(f"project: {second.parent.name}\n", f"project: {name}\n"))
    code, document = mw("compile")
    assert code == 2 and [item["code"] for item in document["diagnostics"]] == ["L021"]


def test_inside_a_project_it_is_that_project(mw, workspace):
    spec = specs(workspace)[0]
    code, document = mw("-C", str(spec.parent), "validate")
    assert code == 0 and document["file"] == spec.relative_to(workspace).as_posix()
    code, document = mw("-C", str(spec.parent), "validate", "--all")
    assert code == 0 and len(document["projects"]) == 3


def test_all_and_a_name_do_not_go_together(mw):
    code, document = mw("validate", "--all", "churn")
    assert code == 2 and document["diagnostics"][0]["code"] == "U001"


def test_notes_that_projects_share_are_said_once(mw):
    _, document = mw("validate")
    notes = [(item["code"], item["summary"]) for item in document["diagnostics"]]
    assert notes and len(notes) == len(set(notes))
