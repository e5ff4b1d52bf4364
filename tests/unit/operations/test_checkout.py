"""What of a commit is laid out to be read: the folders of some projects, or more where a link leads on."""

import subprocess
from pathlib import Path

import pytest

from compiler.model.workspace import ProjectFile, Workspace
from compiler.operations.checkout import files_at
from compiler.source.diagnostic import Refused

FILES = ("a/modelwright.yaml", "a/data/ä b.csv", "b/modelwright.yaml", "conf/env/dev.yaml", "stacks/a/dev/x", "notes")
A = ProjectFile("a/modelwright.yaml", "a")


def git(folder: Path, *words: str) -> None:
    names = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", "-C", str(folder), *names, *words], check=True, capture_output=True)


@pytest.fixture
def workspace(tmp_path):
    """Below the top of a repository, with what differs from its one commit."""
    root = tmp_path / "repository/ml"
    for file in FILES:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(f"{file}\n")
    (root / ".gitattributes").write_text("*.csv export-ignore\n")
    git(root.parent, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    (root / "a/data/ä b.csv").write_text("another\n")
    return Workspace(root, root / "conf")


@pytest.fixture
def laid_out(workspace, tmp_path):
    def files(projects=None):
        target = tmp_path / "there"
        target.mkdir()
        there = files_at(workspace, "HEAD", target, projects)
        assert there.conf == there.root / "conf"
        assert all(path.read_text() == f"{file}\n" for file in FILES if (path := there.root / file).is_file())
        found = (path for path in there.root.rglob("*") if path.is_file() and ".modelwright" not in path.parts)
        return {path.relative_to(there.root).as_posix() for path in found}

    return files


def test_everything_but_what_was_compiled(laid_out):
    assert laid_out() == {*FILES, ".gitattributes"} - {"stacks/a/dev/x"}


def test_the_folders_of_some_projects(laid_out, workspace):
    index = (workspace.root.parent / ".git/index").read_bytes()
    assert laid_out([A]) == {"a/modelwright.yaml", "a/data/ä b.csv", "conf/env/dev.yaml"}
    assert (workspace.root.parent / ".git/index").read_bytes() == index, "the user's own"


def test_a_project_that_is_the_workspace_has_all(laid_out):
    assert "b/modelwright.yaml" in laid_out([ProjectFile("modelwright.yaml", ".")])


def test_a_link_leads_further(laid_out, workspace):
    (workspace.root / "a/link.csv").symlink_to("../b/modelwright.yaml")
    (workspace.root / "b/away").symlink_to("/nowhere")
    git(workspace.root, "add", "-A", ":(exclude)a/data")
    git(workspace.root, "commit", "-qm", "second")
    assert laid_out([A]) >= {"b/modelwright.yaml", "a/link.csv", "notes"}


def test_what_was_made_of_conf_is_shared(laid_out, workspace, tmp_path):
    laid_out([A])
    (workspace.private / "cache/platform/key.json").write_text("{}")
    assert (tmp_path / "there/work/ml/.modelwright/cache/platform/key.json").read_text() == "{}"


def test_no_such_commit(workspace, tmp_path):
    with pytest.raises(Refused) as refused:
        files_at(workspace, "nothing", tmp_path)
    assert [item.code for item in refused.value.diagnostics] == ["U032"]
