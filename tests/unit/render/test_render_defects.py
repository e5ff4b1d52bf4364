"""The verifier finds a fault planted in the functions that write literals."""

import pytest

from compiler.model.graph import Ref
from compiler.model.rendering import Language
from compiler.render.literals import characters, jsonlike, layout, python
from compiler.source.address import Address


def naive(text):
    return f'"{text}"'


@pytest.mark.parametrize(
    "value", ['a", evil="b', '"); pulumi.evil("', 'a"\npulumi.evil("b', "a\\", "{\n}\\n", "\ud800x\\t"]
)
def test_naive_python_text(fault, monkeypatch, value):
    monkeypatch.setattr(python, "quoted", naive)
    try:
        code = fault("pulumi.thing({{ a }}, b=1)\n", a=value)[0]
    except UnicodeEncodeError:
        return
    assert code in ("R006", "R007")


@pytest.mark.parametrize("value", ['a", "b": "c', '"}', "a\\n", "\n"])
def test_naive_json_text(fault, monkeypatch, value):
    monkeypatch.setattr(jsonlike, "json_quoted", naive)
    assert fault('{"x": {{ a }}}\n', Language.JSON, a=value)[0] in ("R006", "R007")


def test_naive_yaml_text(fault, monkeypatch):
    monkeypatch.setattr(jsonlike, "yaml_quoted", naive)
    assert fault("x: {{ a }}\n", Language.YAML, a="a\nb: c")[0] == "R007"


@pytest.mark.parametrize(
    ("written", "value"),
    [("1", True), ("1", 1.0), ("0.0", -0.0), ("2", 1), ('"1"', 1), ("None", 0), ("[1]", 1), ("a.b", 1)],
)
def test_a_value_of_another_type(fault, monkeypatch, written, value):
    monkeypatch.setattr(layout, "write", lambda *_: written)
    assert fault("a = 1\npulumi.thing({{ a }})\n", a=value)[0] == "R007"


def test_a_wrong_reference(fault, monkeypatch):
    monkeypatch.setattr(python, "reference", lambda *_: "x.other")
    assert fault("x = 1\npulumi.thing({{ a }})\n", a=Ref(Address("X", "x"), "url"))[0] == "R007"


def test_a_comment_that_breaks_its_line(fault, monkeypatch):
    monkeypatch.setattr("compiler.render.languages.plain", str)
    assert fault("x = 1  # {{ a }}\n", a="b\npulumi.evil()")[0] == "R007"


def test_an_escape_that_is_forgotten(fault, monkeypatch):
    monkeypatch.setattr(characters, "ODD", characters.re.compile("x^"))
    assert fault("pulumi.thing({{ a }})\n", a="a\x00b")[0] in ("R006", "R007")
