"""One mistake at every place of a whole spec, one at a time: each gives exactly one finding over all environments."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

import pytest
import yaml

from compiler.operations import validate
from compiler.pipeline import open_session
from compiler.source.diagnostic import Severity

ROOT = Path(__file__).parents[3]
PROJECTS = ("breast-cancer", "diabetes")
FREE = ("project", "owner", "description")
"""Any text is one."""
TWO = {("breast-cancer", "models.diagnosis"): "`serving` and `environments` name the model: each is to be changed"}


def places(node, path=()):
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield "key", (*path, key.value), key
            yield from places(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from places(item, (*path, index))
    else:
        yield "value", path, node


def changes(project):
    """What to replace: every key misspelt, every scalar made a list and a word. Of many columns a few."""
    text = (ROOT / "examples" / project / "modelwright.yaml").read_text()
    for kind, path, node in places(yaml.compose(text)):
        if path[2:3] == ("columns",) and len(path) > 3 and path[3] not in checked(text):
            continue
        old = text[node.start_mark.index : node.end_mark.index]
        news = {"misspelt": f"{old}x"} if kind == "key" else {"list": "[zz, zz]", "word": "zzqq"}
        for how, new in news.items():
            if how == "word" and (path[-1] in FREE or path[-2:-1] == ("values",)):
                continue
            if path[-2:-1] == ("params",) and kind == "value":
                continue  # an estimator may take an array
            name = ".".join(map(str, path))
            yield pytest.param(
                project, name, text[: node.start_mark.index] + new + text[node.end_mark.index :], id=f"{name}-{how}"
            )


@functools.cache
def checked(text):
    """The columns that other parts of the spec speak of."""
    tree = yaml.safe_load(text)
    (dataset,) = tree["datasets"].values()
    named = " ".join([*dataset["checks"], *(model["target"] for model in tree["models"].values())])
    return [column for column in dataset["columns"] if column in named]


CHANGES = [change for project in PROJECTS for change in changes(project)]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one-cause")
    for project in PROJECTS:
        shutil.copytree(ROOT / "examples" / project, folder / project)
        (folder / project / "modelwright.toml").touch()
    return folder


def test_there_are_many():
    assert len(CHANGES) > 150


@pytest.mark.parametrize(("project", "name", "text"), CHANGES)
def test_one_mistake_is_one_finding(workspace, project, name, text):
    (workspace / project / "modelwright.yaml").write_text(text)
    session = open_session(workspace / project, None, "local")
    found = session.diagnostics if session.value is None else validate(session.value).diagnostics
    told = [item for item in found if item.severity is not Severity.NOTE]
    assert len(told) == (2 if (project, name) in TWO else 1), [f"{item.code} {item.summary}" for item in told]
    assert all(item.location and item.location.file for item in told)


def test_what_several_environments_find_at_one_place_is_told_once(workspace):
    """The names in the cloud hold the environment's name, so that the numbers differ."""
    text = (ROOT / "examples" / "diabetes" / "modelwright.yaml").read_text()
    name = "progression-after-one-more-year-endpoint"
    (workspace / "diabetes" / "modelwright.yaml").write_text(text.replace("progression-api", name))
    session = open_session(workspace / "diabetes", None, "local").value
    assert session is not None
    (found,) = validate(session).diagnostics
    assert found.code == "G006"
    each = [validate(session, (environment,)).diagnostics[0].summary for environment in ("dev", "prod")]
    assert len(set(each)) == 2, "a case in which the words do not differ shows nothing"
