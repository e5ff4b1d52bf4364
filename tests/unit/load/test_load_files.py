"""What is learnt from data and code files, and what is refused."""

from types import MappingProxyType

import pytest

from compiler.load import inspect_files
from compiler.model.composed import Composed
from compiler.model.workspace import Workspace
from compiler.source.location import Location
from compiler.source.sourcemap import Layer, LayerKind, SourceMap

PLACE = Location("p/modelwright.yaml", 3, 9)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "p").mkdir()
    return tmp_path


def inspect(root, tree):
    layers = {
        (section, name, key): (Layer(LayerKind.SPEC, PLACE, PLACE, value),)
        for section, entries in tree.items()
        if isinstance(entries, dict)
        for name, entry in entries.items()
        if isinstance(entry, dict)
        for key, value in entry.items()
    }
    composed = Composed("p/modelwright.yaml", "p", "local", ("local",), tree, SourceMap(MappingProxyType(layers)))
    return inspect_files(Workspace(root, None), composed)


def data(root, content, source="a.csv"):
    if content is not None:
        (root / "p" / source).write_bytes(content)
    return inspect(root, {"datasets": {"d": {"source": source}}})


def code(root, content):
    (root / "p/train.py").write_bytes(content)
    return inspect(root, {"models": {"m": {"entrypoint": "train.py:build"}}})


@pytest.mark.parametrize(
    ("content", "header"),
    [
        (b"a,b\n1,2\n", ("a", "b")),
        (b'\xef\xbb\xbf"a, b","c ""d""",e\r\n', ("a, b", 'c "d"', "e")),
        (b'"two\nlines",b\n', ("two\nlines", "b")),
        (",ü\n".encode(), ("", "ü")),
        (b"only", ("only",)),
    ],
)
def test_headers(root, content, header):
    checked = data(root, content)
    assert checked.diagnostics == ()
    found = checked.value.data["d"]
    assert (found.header, found.path, found.size) == (header, "p/a.csv", len(content))
    assert found.digest.startswith("sha256:")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "L022"),
        (b"", "L024"),
        (b"\n\n", "L024"),
        (b"a;b\n", "L024"),
        (b"a\tb\n", "L024"),
        (b"a,\xff\n", "L024"),
        (b'"a,b\n', "L024"),
        (b"\x00\x01,b\n" + b"x" * 10, None),
        (b"a,b,a\n", "L025"),
        (b",,\n", "L024"),
        (b",a,\n", "L025"),
        (b"x" * 200_000, "L024"),
    ],
)
def test_tables_that_are_none(root, content, expected):
    checked = data(root, content)
    assert [item.code for item in checked.diagnostics] == ([expected] if expected else [])
    if expected:
        (item,) = checked.diagnostics
        assert item.location == PLACE and item.path == ("datasets", "d", "source") and not checked.value.data


@pytest.mark.parametrize(
    "source", ["../a.csv", "/etc/passwd", "a\\b.csv", "~/a.csv", "out", "x/../../a.csv", "a\0b", "loop"]
)
def test_paths_that_leave_are_refused(root, source):
    (root.parent / "outside.csv").write_text("a,b\n")
    (root / "p/out").symlink_to(root.parent / "outside.csv")
    (root / "p/loop").symlink_to("loop")
    assert [item.code for item in inspect(root, {"datasets": {"d": {"source": source}}}).diagnostics] == ["L020"]


def test_links_inside_the_workspace_are_fine(root):
    (root / "shared.csv").write_text("a,b\n")
    (root / "p/a.csv").symlink_to("../shared.csv")
    assert data(root, None).value.data["d"].header == ("a", "b")


def test_other_places(root):
    (root / "p/folder").mkdir()
    tree = {
        "datasets": {
            "a": {"source": "s3://b/c.csv"},
            "b": {"source": "http://x/y.csv"},
            "c": {"source": "folder"},
            "d": {"source": 3},
            "e": None,
        }
    }
    checked = inspect(root, tree)
    assert [item.code for item in checked.diagnostics] == ["L022", "L023"] and not checked.value.data


@pytest.mark.parametrize("name", ["a.parquet", "a.xlsx", "a.csv.gz", "a"])
def test_only_csv_files_are_read(root, name):
    (found,) = data(root, b"a,b\n", name).diagnostics
    assert (found.code, found.summary) == ("L027", f"`{name}` is not a `.csv` file")


def test_objects_of_s3_are_csv_files_too(root):
    (found,) = inspect(root, {"datasets": {"d": {"source": "s3://lake/a.parquet"}}}).diagnostics
    assert found.code == "L027"


def test_the_case_of_a_name_does_not_matter(root):
    assert data(root, b"a,b\n", "A.CSV").value.data["d"].header == ("a", "b")


def test_functions_of_an_entrypoint(root):
    found = code(
        root,
        b'import os\n\ndef build(params): ...\n\nclass A:\n    def inner(self): ...\n\nasync def other(): "\\d"\n',
    ).value.code["m"]
    assert (found.path, found.functions) == ("p/train.py", ("build", "other"))


@pytest.mark.parametrize(
    "content", [b"def build(:\n", b"x = '\x00'", b"(" * 5000, b"# coding: nope\n", b"\xff = 1", b"x" * (2 << 20)]
)
def test_code_that_is_none(root, content):
    (item,) = code(root, content).diagnostics
    assert item.code == "L026" and item.location == PLACE


def test_the_codes_own_line_is_told(root):
    assert "line 3:" in code(root, b"a = 1\n\nb = = 2\n").diagnostics[0].summary


@pytest.mark.parametrize(
    "tree",
    [{}, {"datasets": 3, "models": [1]}, {"models": {"a": {"entrypoint": "nocolon"}, "b": {"entrypoint": 3}, "c": 1}}],
)
def test_wrong_types_are_left_to_validate(root, tree):
    assert inspect(root, tree).diagnostics == ()


def test_names_of_columns_have_no_spaces_around(root):
    assert data(root, b" a , b\n1,2\n").value.data["d"].header == ("a", "b")
