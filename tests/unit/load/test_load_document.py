"""Values, positions and refusals of the YAML loader."""

import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.load import document as module
from compiler.load import load_document, load_text
from compiler.source.location import Location


def load(text):
    return load_text(text.encode() if isinstance(text, str) else text, "a.yaml")


def tree(text):
    checked = load(text)
    assert checked.diagnostics == ()
    return checked.value.tree


def codes(text):
    checked = load(text)
    assert checked.value is None
    return [(item.code, item.location.line, item.location.column) for item in checked.diagnostics]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("true", True),
        ("False", False),
        ("0", 0),
        ("-12", -12),
        ("+3", 3),
        ("0x1F", 31),
        ("1.5", 1.5),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("1.", 1.0),
        ("2024-01-31", "2024-01-31"),
        ("2024-01-31 10:00:00", "2024-01-31 10:00:00"),
        ("y", "y"),
        ("n", "n"),
        ("nan", "nan"),
        ("=", "="),
        ("1.2.3", "1.2.3"),
        ("30m", "30m"),
        ("roc_auc >= 0.80", "roc_auc >= 0.80"),
        ("'012'", "012"),
        ('"yes"', "yes"),
        ("! 12", "12"),
        ("-", None),
    ],
)
def test_scalars_follow_the_core_schema(text, value):
    if text == "-":
        assert tree("a:\n-") == {"a": [None]}
        return
    found = tree(f"a: {text}")["a"]
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    ["012", "-007", "0o14", "0b1", "1_000", "1:30", "12:30:45.5", "yes", "No", "ON", "off", "12e4567", "1e-4567"],
)
def test_ambiguous_scalars_are_refused(text):
    assert codes(f"a: {text}") == [("L011", 1, 4)]
    assert tree(f"a: '{text}'") == {"a": text}


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan", "9223372036854775808", "9" * 5000, "0xFFFFFFFFFFFFFFFFFF"])
def test_numbers_that_json_cannot_hold_are_refused(text):
    assert codes(f"a: {text}") == [("L014", 1, 4)]


def test_every_path_has_a_mark():
    document = load("a: 1\nb:\n  - x\n  - {c: 'd e', ü: f}\n").value
    assert document.marks[()].value == Location("a.yaml", 1, 1)
    assert document.marks[("a",)].value == Location("a.yaml", 1, 4)
    assert document.marks[("b",)].key == Location("a.yaml", 2, 1)
    assert document.marks[("b", 1, "c")].key == Location("a.yaml", 4, 6)
    assert document.marks[("b", 1, "ü")].value == Location("a.yaml", 4, 19)
    assert set(document.marks) == {(), ("a",), ("b",), ("b", 0), ("b", 1), ("b", 1, "c"), ("b", 1, "ü")}


def test_aliases_are_copied_with_their_marks():
    document = load("a: &x {b: [1]}\nc: *x\n").value
    assert document.tree == {"a": {"b": [1]}, "c": {"b": [1]}}
    assert document.tree["a"]["b"] is not document.tree["c"]["b"]
    assert document.marks[("c",)].value == Location("a.yaml", 2, 4)
    assert document.marks[("c", "b", 0)].value == Location("a.yaml", 1, 12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a: 1\nb: \xff", [("L002", 2, 4)]),
        ("a: 1".encode("utf-16"), [("L002", 1, 1)]),
        ("a: 1\nb: \x00", [("L003", 2, 4)]),
        ("a: b\u2028c", [("L003", 1, 5)]),
        ("a: b\ufeffc", [("L003", 1, 5)]),
        ('a: "\\0"', [("L003", 1, 4)]),
        ('"\\x1b": 1', [("L003", 1, 1)]),
        (b" " * (1 << 20) + b"a", [("L004", 1, 1)]),
        ("a: b: c", [("L005", 1, 5)]),
        ("a: 'b", [("L005", 1, 6)]),
        ("a: [b", [("L005", 1, 6)]),
        ("a: {b: ${c}}", [("L005", 1, 9)]),
        ("a:\n\tb: 1", [("L006", 2, 1)]),
        ("a: 1\nb: 2\na: 3", [("L007", 3, 1)]),
        ("a: {b: 1, b: 2}", [("L007", 1, 11)]),
        ("a: !!python/object:x {}", [("L008", 1, 4)]),
        ("!x a: 1", [("L008", 1, 1)]),
        ("b: {a: 1}\n<<: {a: 1}", [("L009", 2, 1)]),
        ("1: a", [("L010", 1, 1)]),
        ("~: a\ntrue: b", [("L010", 1, 1), ("L010", 2, 1)]),
        ("? [a]\n: b", [("L010", 1, 3)]),
        ("{{ name }}: b", [("L010", 1, 1)]),
        ("on: push", [("L011", 1, 1)]),
        ("a: [-]", [("L011", 1, 5)]),
        ("a: " + "[" * 100_000, [("L012", 1, 44)]),
        ("a: [" + "1," * 120_000 + "]", [("L013", 1, 200001)]),
        ("a: 1\n---\nb: 1", [("L015", 2, 1)]),
        ("", [("L016", 1, 1)]),
        ("- a", [("L016", 1, 1)]),
        ("a: *b", [("L017", 1, 4)]),
        ("a: &a [*a]", [("L017", 1, 8)]),
    ],
)
def test_what_is_refused(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize("text", ["", "- a", "a", "---", "[a", "a: !x{} b", 'a: "\\ud800"'])
def test_every_refusal_has_a_hint(text):
    assert all(item.hint for item in load(text).diagnostics)


def test_an_alias_bomb_is_stopped_early():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    assert [code for code, _, _ in codes("\n".join(lines))] == ["L013"]


def test_many_mistakes_are_told_at_once_but_not_without_end():
    assert len(codes("a: yes\nb: 012\nc: no")) == 3
    assert len(codes("\n".join(f"k{i}: yes" for i in range(1000)))) == 50


def test_a_byte_order_mark_and_windows_line_ends_are_fine():
    assert tree("\ufeffa: 1\r\nb: x\r\n") == {"a": 1, "b": "x"}


def test_a_directive_and_an_end_mark_are_fine():
    assert tree("%YAML 1.2\n---\na: 1\n...\n") == {"a": 1}


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.yaml").symlink_to("/etc/hostname")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "good.yaml").write_text("a: 1")
    found = {
        name: load_document(tmp_path, name)
        for name in ("missing", "folder", "link.yaml", "loop.yaml", "../x", "good.yaml")
    }
    codes = {name: [item.code for item in checked.diagnostics] for name, checked in found.items()}
    assert codes == {
        "missing": ["L001"],
        "folder": ["L001"],
        "link.yaml": ["L020"],
        "loop.yaml": ["L020"],
        "../x": ["L020"],
        "good.yaml": [],
    }


def test_the_pure_parser_reads_the_same(monkeypatch):
    text = "a: &x [1, yes, 'b']\nc: {d: *x, e: 2024-01-01}\n"
    fast = load(text)
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    assert type(module.parser_for("")).__name__ == "Loader"
    assert load(text).diagnostics == fast.diagnostics
    assert load("a: [1, {b: c}]\n").value.marks[("a", 1, "b")].value == Location("a.yaml", 1, 12)


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
    | st.text(
        st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Cn"), blacklist_characters="\ufeff\ufffe\uffff")
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="ascii", categories=("L", "N"))), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text("abc<~ "), PLAIN, max_size=4))
def test_json_is_read_as_itself(value):
    assert tree(json.dumps(value, ensure_ascii=False)) == value


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text("ab:-[]{}&*!|>'\"%@`#?, \n\t~<01.eyno", max_size=40).map(str.encode))
def test_no_bytes_break_the_loader(data):
    checked = load(data)
    assert (checked.value is None) == bool(checked.diagnostics)
