"""One value is set, and nothing else changes: by example, and for every value of the examples of the product."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.load import load_text
from compiler.load.layout import Unusual, set_value

ROOT = Path(__file__).resolve().parents[3]
SPEC = """\
# what it is
project: churn  # a name

serving:
  churn-api:
    model: churn
    scale: {min: 1, max: 4}  # per instance
    tags: {}
    "odd key": 'text'   # quoted

environments:
  local:
  dev: {}   # as it is
  prod:
    # larger
    serving:
      churn-api: {scale: {min: 2}}
  # none after this
"""


def edited(path, value, text=SPEC):
    return set_value(text.encode(), "modelwright.yaml", path, value).decode()


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("serving", "churn-api", "scale", "max"), 12, "max: 4}  # per", "max: 12}  # per"),
        (("project",), "no", "project: churn  #", 'project: "no"  #'),
        (("project",), "a b/c.d-e", "project: churn  #", "project: a b/c.d-e  #"),
        (("serving", "churn-api", "odd key"), 1.5, "'text'   #", "1.5   #"),
        (("serving", "churn-api", "scale"), [1, {"a": None}], "{min: 1, max: 4}", "[1, {a: null}]"),
        (("serving", "churn-api", "scale", "rps"), True, "max: 4}", "max: 4, rps: true}"),
        (("serving", "churn-api", "tags", "team"), "a: b", "tags: {}", 'tags:\n      team: "a: b"'),
        (("serving", "churn-api", "port"), 4000, "# quoted\n", "# quoted\n    port: 4000\n"),
        (("environments", "local", "owner"), "me", "local:\n", "local:\n    owner: me\n"),
        (("environments", "dev", "a", "b"), 1, "dev: {}   # as", "dev:   # as"),
        (
            ("environments", "prod", "serving", "churn-api", "scale", "max"),
            3,
            "{scale: {min: 2}}",
            "{scale: {min: 2, max: 3}}",
        ),
        (
            ("environments", "prod", "serving", "other", "port"),
            1,
            "min: 2}}\n",
            "min: 2}}\n      other:\n        port: 1\n",
        ),
        (("environments", "stage", "x"), 1, "min: 2}}\n", "min: 2}}\n  stage:\n    x: 1\n"),
    ],
)
def test_only_this_changes(path, value, old, new):
    text = edited(path, value)
    expected = SPEC.replace(old, new, 1)
    if path[1:2] == ("dev",):
        expected = expected.replace("# as it is\n", "# as it is\n    a:\n      b: 1\n")
    assert text == expected


def test_a_new_section_stands_apart_like_the_others():
    text = "project: churn\n\nmodels: {}\n"
    assert edited(("environments", "prod", "owner"), "me", text) == text + "\nenvironments:\n  prod:\n    owner: me\n"
    assert edited(("owner",), "me", "project: churn") == "project: churn\nowner: me\n"


def test_a_byte_order_mark_and_windows_lines_stay():
    data = "\ufeffproject: churn\r\nowner: me\r\n".encode()
    assert set_value(data, "m.yaml", ("project",), "x") == "\ufeffproject: x\r\nowner: me\r\n".encode()


def test_new_lines_end_as_the_others_do():
    data = b"project: churn\r\nserving:\r\n  api: {model: churn}\r\nenvironments:\r\n  prod: {}  # none\r\n"
    added = set_value(data, "m.yaml", ("environments", "prod", "owner"), "me")
    assert added == data.replace(b"prod: {}  # none\r\n", b"prod:  # none\r\n    owner: me\r\n")
    assert set_value(data, "m.yaml", ("serving", "b", "port"), 1) == data.replace(
        b"environments", b"  b:\r\n    port: 1\r\nenvironments"
    )


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a: &x 1\nb: *x\n", ("a",)),
        ("a: &x 1\nb: *x\n", ("b",)),
        ("a: 1\n", ("a", "b")),
        ("a: [1]\n", ("a", 3)),
        ("a: |\n  text\n", ("a",)),
        ("a:\n  b: 1  # lost\n", ("a",)),
        ("? a\n: 1\n", ("a",)),
        ("a: [", ("a",)),
    ],
)
def test_what_is_left_alone(text, path):
    with pytest.raises(Unusual):
        edited(path, 2, text)


@pytest.mark.parametrize(
    "file", sorted((ROOT / "examples").glob("*/modelwright.yaml")), ids=lambda path: path.parent.name
)
def test_every_value_of_the_examples_can_be_set_and_set_back(file):
    data = file.read_bytes()
    document = load_text(data, "m.yaml").value
    leaves = [path for path in document.marks if path and not isinstance(at(document.tree, path), (dict, list))]
    assert len(leaves) > 20
    for path in leaves[::7]:
        changed = set_value(data, "m.yaml", path, "another: one")
        assert at(load_text(changed, "m.yaml").value.tree, path) == "another: one"
        assert set_value(changed, "m.yaml", path, at(document.tree, path)) == data


def at(tree, path):
    for part in path:
        tree = tree[part]
    return tree
