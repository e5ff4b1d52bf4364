"""One value, one literal, per language."""

import json
from types import MappingProxyType

import pytest

from compiler.model.graph import Join, Ref, Secret
from compiler.model.rendering import Code
from compiler.render.literals.characters import plain
from compiler.render.literals.jsonlike import JSON, YAML
from compiler.render.literals.layout import flat
from compiler.render.literals.layout import write as write_at
from compiler.render.literals.python import STYLE
from compiler.render.problem import Unwritable
from compiler.render.text import Place
from compiler.source.address import Address

CHURN = Ref(Address("Endpoint", "churn-api"), "url")


class Text(str):
    """A string that is not exactly one."""


def write(style, value, place):
    return write_at(style, value, lambda: place)


@pytest.mark.parametrize(
    ("value", "python", "in_json", "yaml"),
    [
        (None, "None", "null", "null"),
        (True, "True", "true", "true"),
        (0, "0", "0", "0"),
        (-7, "-7", "-7", "-7"),
        (-0.0, "-0.0", "-0.0", "-0.0"),
        (0.1, "0.1", "0.1", "0.1"),
        (1e16, "1e16", "1e16", "1.0e+16"),
        (1.5e-7, "1.5e-07", "1.5e-07", "1.5e-07"),
        ("plain", '"plain"', '"plain"', "plain"),
        ("on", '"on"', '"on"', '"on"'),
        ("0x1", '"0x1"', '"0x1"', '"0x1"'),
        ("two words", '"two words"', '"two words"', '"two words"'),
        ('say "hi"', "'say \"hi\"'", r'"say \"hi\""', r'"say \"hi\""'),
        ("it's \"so\"", '\'it\\\'s "so"\'', None, None),
        ("a\\b", r'"a\\b"', r'"a\\b"', r'"a\\b"'),
        ("tab\there\nline", r'"tab\there\nline"', r'"tab\there\nline"', r'"tab\there\nline"'),
        ("grün 模", '"grün 模"', '"grün 模"', '"grün 模"'),
        ("\u202eevil\u2066", r'"\u202eevil\u2066"', r'"\u202eevil\u2066"', r'"\u202eevil\u2066"'),
        ("\x00\x1b\x85", r'"\x00\x1b\x85"', r'"\u0000\u001b\u0085"', r'"\x00\x1b\x85"'),
        ("\U000e0041", r'"\U000e0041"', r'"\udb40\udc41"', r'"\U000e0041"'),
        ([], "[]", "[]", "[]"),
        ((1, "a"), '[1, "a"]', '[1, "a"]', "[1, a]"),
        ({"a": {}}, '{"a": {}}', '{"a": {}}', '{"a": {}}'),
        (MappingProxyType({"a": 1}), '{"a": 1}', '{"a": 1}', '{"a": 1}'),
    ],
)  # fmt: skip
def test_plain_values(value, python, in_json, yaml):
    assert flat(STYLE, value) == python
    if in_json is not None:
        assert flat(JSON, value) == in_json
        assert flat(YAML, value) == yaml
        assert json.loads(in_json) == (list(value) if isinstance(value, tuple) else value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (CHURN, "churn_api_endpoint.url"),
        (Join(("https://", CHURN, "/")), 'pulumi.Output.concat("https://", churn_api_endpoint.url, "/")'),
        (Secret('a"b'), "config.require_secret('a\"b')"),
        (Code("aws.Region.EU_WEST1"), "aws.Region.EU_WEST1"),
        ({"url": CHURN}, '{"url": churn_api_endpoint.url}'),
    ],
)
def test_expressions_are_python_only(value, text):
    assert flat(STYLE, value) == text
    for style in (JSON, YAML):
        with pytest.raises(Unwritable):
            flat(style, value)


@pytest.mark.parametrize(
    "value",
    [
        Text("x"), {1: 2}, {Text("k"): 1}, {1, 2}, b"x", pytest.param(object(), id="object"),
        float("nan"), float("inf"), 1 << 2000, print,
        Ref(Address("Endpoint", "x"), "__class__"), Ref(Address("Endpoint", "x"), "class"),
        Ref(Address("Endpoint", "x"), "a, b"), Ref(Address("End(point", "x"), "url"),
    ],
    ids=repr,
)  # fmt: skip
def test_anything_else_is_refused(value):
    for style in (STYLE, JSON, YAML):
        with pytest.raises(Unwritable):
            flat(style, {"a": [value]})


def test_the_trail_leads_to_the_culprit():
    with pytest.raises(Unwritable) as caught:
        write(STYLE, {"a": [1, {"b": {2}}]}, Place(0, 0, 0))
    assert caught.value.trail == ("a", 1, "b")


def test_deep_nesting_is_refused():
    value: list = []
    for _ in range(100):
        value = [value]
    for style in (STYLE, JSON, YAML):
        with pytest.raises(Unwritable, match="nested"):
            write(style, value, Place(0, 0, 0))


def test_half_a_character_has_no_yaml():
    assert flat(STYLE, "\ud800") == r'"\ud800"'
    assert json.loads(flat(JSON, "\ud800")) == "\ud800"
    with pytest.raises(Unwritable, match="surrogate"):
        flat(YAML, "\ud800")


@pytest.mark.parametrize("text", ["", "1a", "a b", "a.", "a..b", "a()", "class", "a.import", "é", "a\n"])
def test_code_is_a_dotted_name(text):
    with pytest.raises(ValueError, match="identifier"):
        Code(text)


def test_containers_break_by_length_and_content():
    place = Place(4, 1, 4)
    assert write(STYLE, ["a" * 50], place) == '["' + "a" * 50 + '"]'
    assert write(STYLE, ["a" * 60], place) == '[\n        "' + "a" * 60 + '",\n    ]'
    assert (
        write(STYLE, {"name": "plan", "values": ["free", "pro"]}, place)
        == '{"name": "plan", "values": ["free", "pro"]}'
    )
    assert write(STYLE, [{"a": 1}], place) == '[\n        {"a": 1},\n    ]'
    assert write(STYLE, [], Place(90, 0, 4)) == "[]"
    assert write(STYLE, [1, 2], Place(83, 0, 4)) == "[\n        1,\n        2,\n    ]"
    assert write(JSON, [{"a": 1}], Place(0, 0, 0)) == '[\n  {"a": 1}\n]'


def test_running_text_is_one_harmless_line():
    assert plain(" a\r\nb\u2028c\t\x00d\u202e \ud800") == "a b c d"
