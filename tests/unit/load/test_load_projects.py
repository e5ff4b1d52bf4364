"""Workspaces and projects are found where people keep them."""

import os
from pathlib import Path

import pytest

from compiler.load import find_project, find_projects, find_workspace
from compiler.model.workspace import Workspace
from compiler.pipeline import open_session


def write(root, *names, text="project: {name}\n"):
    for name in names:
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name / "modelwright.yaml").write_text(text.format(name=Path(name).name))


@pytest.fixture
def root(tmp_path):
    (tmp_path / "modelwright.toml").write_text("")
    write(tmp_path, "churn", "teams/prices")
    return tmp_path


def named(root, text, cwd=None):
    return find_project(find_workspace(root), text, cwd or root)


def test_the_workspace_is_the_nearest_marked_folder(tmp_path):
    write(tmp_path, "a/b")
    assert find_workspace(tmp_path / "a/b").root == tmp_path / "a/b"
    assert find_workspace(tmp_path / "a").root == tmp_path / "a"
    (tmp_path / "conf").mkdir()
    ws = find_workspace(tmp_path / "a/b")
    assert (ws.root, ws.conf) == (tmp_path, tmp_path / "conf")
    (tmp_path / "a/modelwright.toml").write_text("")
    assert find_workspace(tmp_path / "a/b/modelwright.yaml").root == tmp_path / "a"


def test_the_bundled_conf_is_not_a_workspaces_own():
    here = Path(__file__).resolve().parents[3]
    assert find_workspace(here / "examples").conf is None


def test_projects_are_found_below_the_workspace(root):
    write(root, "stacks/churn", ".hidden", "node_modules/x")
    (root / "venv").mkdir()
    (root / "venv/pyvenv.cfg").write_text("")
    write(root, "venv/lib")
    assert [project.folder for project in find_projects(find_workspace(root))] == ["churn", "teams/prices"]
    (root / "modelwright.toml").write_text('projects = ["teams/*", "../x", "/etc"]')
    assert [project.folder for project in find_projects(find_workspace(root))] == ["teams/prices"]


@pytest.mark.parametrize("text", ["churn", "./churn", "churn/", "churn/modelwright.yaml"])
def test_a_project_has_several_names(root, text):
    assert named(root, text).value.file == "churn/modelwright.yaml"


def test_paths_are_tried_from_here_and_from_the_workspace(root):
    assert named(root, "../churn", root / "teams").value.folder == "churn"
    assert named(root, "teams/prices", root / "churn").value.folder == "teams/prices"
    assert named(root, "prices").value.folder == "teams/prices"
    assert named(root, ".", root / "teams/prices").value.folder == "teams/prices"
    assert named(root, str(root / "churn")).value.folder == "churn"


def test_no_name_means_the_project_around_or_the_only_one(root):
    assert named(root, None, root / "churn").value.folder == "churn"
    assert [item.code for item in named(root, None).diagnostics] == ["L019"]
    (root / "churn/modelwright.yaml").unlink()
    assert named(root, None).value.folder == "teams/prices"


@pytest.mark.parametrize(
    "text", ["", "chrun", "teams", "x\0y", "a" * 5000, "../../../../etc/passwd", "churn/nope", "~", "*"]
)
def test_unknown_names_are_told(root, text):
    (item,) = named(root, text).diagnostics
    assert item.code == "L019" and item.hint


def test_the_nearest_name_is_offered(root):
    assert named(root, "chrun").diagnostics[0].hint == "did you mean `churn`?"


def test_a_project_outside_the_workspace(root, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write(elsewhere, "other")
    assert [item.code for item in named(root, str(elsewhere / "other")).diagnostics] == ["L020"]


def test_two_projects_with_one_name(root):
    write(root, "old/churn", text="# moved\nproject: 'churn'  # keep\n")
    (item,) = named(root, "old/churn").diagnostics
    assert (item.code, item.location.line) == ("L021", 2) and "churn/modelwright.yaml" in item.hint
    assert named(root, "prices").diagnostics == ()


def test_a_name_in_flow_style_is_found(root):
    write(root, "flow", text="{{project: inline}}\n")
    assert named(root, "inline").value.folder == "flow"


@pytest.mark.parametrize("text", ["project = 1", "projects = 1", "projects = [1]", "a = ", "\xff"])
def test_a_wrong_workspace_file_is_told(root, text):
    (root / "modelwright.toml").write_bytes(text.encode("latin-1"))
    assert [item.code for item in named(root, "churn").diagnostics] == ["L018"]


def test_a_marked_folder_below_is_a_workspace_of_its_own(root):
    write(root, "inner/a")
    (root / "inner/modelwright.toml").write_text("")
    assert [project.folder for project in find_projects(find_workspace(root))] == ["churn", "teams/prices"]
    (root / "modelwright.toml").write_text('projects = ["churn", "inner/*"]')
    assert [project.folder for project in find_projects(find_workspace(root))] == ["churn"]


@pytest.mark.parametrize("target", ["flowers", "app", "app/modelwright.yaml", None])
def test_a_project_has_one_workspace_however_it_is_named(tmp_path, target):
    write(tmp_path, "app", text="project: flowers\n")
    for _ in range(2):
        session = open_session(tmp_path, target, "local").value
        assert (session.workspace.root, session.project.file) == (tmp_path / "app", "modelwright.yaml")
        (tmp_path / "app/modelwright.toml").write_text("")


def test_two_workspaces_below_with_one_name_are_told_apart(tmp_path):
    write(tmp_path, "a", "b", text="project: flowers\n")
    for name in "ab":
        (tmp_path / name / "modelwright.toml").write_text("")
    (item,) = open_session(tmp_path, "flowers", "local").diagnostics
    assert (item.code, item.hint) == ("L019", "say which one: `a`, `b`")


def test_a_pipe_is_no_settings_file(root):
    (root / "modelwright.toml").unlink()
    os.mkfifo(root / "modelwright.toml")
    assert len(find_projects(Workspace(root, None))) == 2


@pytest.mark.parametrize("pattern", ["a" * 5000, "a/" * 3000 + "b", "\\u0000", "."])
def test_patterns_that_no_folder_could_have(tmp_path, pattern):
    (tmp_path / "modelwright.toml").write_text(f'projects = ["{pattern}"]\n')
    (tmp_path / "modelwright.yaml").write_text("project: a\n")
    assert len(find_projects(find_workspace(tmp_path))) == (pattern == ".")
