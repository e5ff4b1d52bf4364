"""`--select`, through the command line and through git."""

import json
import subprocess

import pytest

from benchmarks.projects import shared_default, write_workspace
from compiler.cli.run import run
from compiler.operations.selection import Term, parse_selection
from compiler.source.share import share


@pytest.fixture
def workspace(tmp_path):
    specs = write_workspace(tmp_path, 4)
    specs[0].write_text(specs[0].read_text() + "platform: {tags: {team: a, tier: '1'}}\n")
    specs[1].write_text(specs[1].read_text().replace("  prod:\n", "  prod:\n    platform: {tags: {team: b}}\n", 1))
    return tmp_path


@pytest.fixture
def mw(workspace, capsys):
    def call(*words):
        code = run(["-C", str(workspace), *words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def selected(mw):
    """The numbers of the projects that are selected, or the code of the refusal."""

    def call(*expressions):
        code, document = mw("validate", *(word for text in expressions for word in ("--select", text)))
        if code:
            return [item["code"] for item in document["diagnostics"]]
        return sorted(int(item["file"].split("/")[1].rpartition("-")[2]) for item in document["projects"])

    return call


def git(workspace, *words):
    subprocess.run(["git", "-C", str(workspace), *words], check=True, capture_output=True)


def project(workspace, number):
    return next(workspace.glob(f"*/*-{number}/modelwright.yaml")).parent


def test_terms():
    assert parse_selection(["churn*, owner:a", "path:x/"]) == (
        (Term("name", "churn*"), Term("owner", "a")),
        (Term("path", "x"),),
    )


def test_by_name_owner_tag_and_path(selected, workspace):
    folder = project(workspace, 2)
    owner = f"{folder.parent.name}-ml"
    same = sorted(int(path.name.rpartition("-")[2]) for path in workspace.glob(f"{folder.parent.name}/*"))
    assert selected(folder.name) == selected(f"name:*-{2}") == selected(f"path:{folder.relative_to(workspace)}") == [2]
    assert selected(f"owner:{owner}") == selected(f"path:{folder.parent.name}") == same
    assert selected("tag:team") == [0, 1] and selected("tag:team=b") == [1] and selected("tag:tier=1") == [0]
    assert selected("*-0", "*-3") == [0, 3] and selected("*-0,tag:team=b", "*-3") == [3]
    assert selected("*-0,tag:team") == [0]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "U030"), ("team:x", "U030"), ("owner:", "U030"), ("a,,b", "U030"), ("nobody", "U031"), ("tag:x", "U031")],
)
def test_what_selects_nothing(selected, text, code):
    assert selected(text) == [code]


def test_it_does_not_go_with_a_name_or_with_all(mw):
    for words in (("churn",), ("--all",)):
        code, document = mw("compile", "--select", "x", *words)
        assert code == 2 and document["diagnostics"][0]["code"] == "U001"


def test_compile_what_is_selected(mw, workspace):
    code, document = mw("compile", "--select", "*-2")
    assert code == 0 and len(document["stacks"]) == 3
    assert [path.name for path in (workspace / "stacks").iterdir()] == [project(workspace, 2).name]
    mw("compile", "--all")
    code, document = mw("compile", "--select", "*-2", "--check")
    assert code == 0 and len(document["stacks"]) == 3


def test_plan_what_is_selected(mw, workspace):
    code, document = mw("plan", "--select", "*-0,*-2", "--select", "*-3", "--detailed-exitcode")
    assert code == 2
    assert [item["project"] for item in document["plans"]] == [project(workspace, 3).name], "both terms, or the other"
    assert {item["action"] for item in document["plans"][0]["changes"]} == {"create"}
    code, document = mw("plan", "--select", "nothing-like-it")
    assert code == 2 and [item["code"] for item in document["diagnostics"]] == ["U031"]
    assert not (workspace / "stacks").exists()


def test_changed_since(selected, mw, workspace):
    mw("compile", "--all")
    (workspace / ".gitignore").write_text(".modelwright/\n")
    git(workspace, "init", "-q", "-b", "main")
    git(workspace, "config", "user.email", "a@b.c")
    git(workspace, "config", "user.name", "a")
    git(workspace, "add", "-A")
    git(workspace, "commit", "-qm", "one")
    assert selected("changed-since:main") == []
    spec = project(workspace, 1) / "modelwright.yaml"
    spec.write_text(spec.read_text() + "# a note\n")
    (project(workspace, 2) / "README.md").write_text("not read")
    assert selected("changed-since:HEAD") == [1]
    table = project(workspace, 3) / "data" / "rows.csv"
    table.write_text(table.read_text().replace("absent", "present", 1))
    git(workspace, "checkout", "-qb", "work")
    git(workspace, "commit", "-qam", "two")
    assert selected("changed-since:main") == [1, 3] and selected("changed-since:HEAD") == []
    assert selected("changed-since:main,*-3") == [3]
    shared_default(workspace, 60)
    assert selected("changed-since:HEAD") == [0, 1, 2, 3]
    git(workspace, "checkout", "-q", "--", "conf")
    product = (share("conf") / "compute" / "medium.yaml").read_text()
    (workspace / "conf" / "compute").mkdir()
    (workspace / "conf" / "compute" / "medium.yaml").write_text(product.replace("cpus: 8", "cpus: 6"))
    assert selected("changed-since:HEAD") == [0, 1, 2, 3], "a new file in the place of the product's"


def test_what_was_never_compiled_counts_as_changed(selected, mw, workspace):
    mw("compile", "--select", "*-0")
    git(workspace, "init", "-q", "-b", "main")
    git(workspace, "add", "-A")
    git(workspace, "-c", "user.email=a@b.c", "-c", "user.name=a", "commit", "-qm", "one")
    assert selected("changed-since:main") == [1, 2, 3]


@pytest.mark.parametrize("reference", ["nothing", "--help", "HEAD..main", "main:x"])
def test_git_cannot_tell(selected, workspace, reference):
    assert selected(f"changed-since:{reference}") == ["U032"]
    git(workspace, "init", "-q", "-b", "main")
    assert selected(f"changed-since:{reference}") == ["U032"]
