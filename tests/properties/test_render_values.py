"""No value changes the shape of what a template prints, and every value comes back as it went in."""

import ast
import json
import subprocess
import sys

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compiler.model.graph import Join, Ref, Secret
from compiler.model.rendering import Language, Rendering
from compiler.render import render
from compiler.source.address import Address

CHARACTERS = (
    "\"'\\\n\r\t\x00\x0c\x1b\x85\u2028\u202e\u2066\ufeff\ud800\udfff\U0001f600\U000e0041\uffff#&*|>~{}[]:,-`%!?"
)
PHRASES = ("{{ a }}", "{% b %}", "{# c #}", "\0000\0", "__mw_0__", "${x}", "coding:utf-7", "\\N{BULLET}", "\\x41")
WORDS = ("null", "yes", "1e5", "0x10", "1:30", "!!python", "<<", "=", ".nan", "2001-01-01")
SENTENCES = (
    "# -*- coding: rot13 -*-",
    '"' * 3,
    "'" * 3,
    ", evil=1",
    '", evil="',
    ");evil(",
    '");evil("',
    ": ",
    "- ",
    " #",
)
HOSTILE = (*CHARACTERS, *PHRASES, *WORDS, *SENTENCES)
hostile = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6)), max_size=5).map("".join)
numbers = st.one_of(st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False))
scalars = st.one_of(st.none(), st.booleans(), numbers, hostile)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(hostile, inner, max_size=4)),
    max_leaves=12,
)
small = settings(
    max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None
)

PROGRAM = '''"""A program."""

# {{ comment }}
import json

import pulumi

config = pulumi.Config()
bucket = pulumi.Bucket({{ first }}, plain={{ second }})  # {{ comment }}
thing = pulumi.Thing(
    {{ first }},
    # {{ comment }}
    second={{ second }},
    list=[{{ first }}, {{ second }}],
    map={"fixed": {{ first }}, {{ key }}: {{ second }}},
    joined={{ joined }},
    secret={{ secret }},
)
'''


FORMATTED = '''"""A program."""

import pulumi

x_bucket = pulumi.Bucket("x")
{% for item in items %}
pulumi.thing(
    {{ item }},
    a={{ item }},
    b={
        "c": {{ item }},
    },
)
{% endfor %}
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("templates")
    (made / "p.j2").write_text(PROGRAM)
    (made / "j.j2").write_text('{"a": {{ first }}, {{ key }}: [{{ second }}, "fixed"], "c": {{ second }}}\n')
    (made / "y.j2").write_text(
        "# {{ comment }}\na: {{ first }}\n{{ key }}: [{{ second }}, fixed]  # {{ comment }}\nc:\n  - {{ second }}\n"
    )
    (made / "t.j2").write_text("one\n# {{ comment }}\n{{ comment }} two\n")
    (made / "f.j2").write_text(FORMATTED)
    return made


def rendered(folder, template, language, context):
    checked = render((Rendering("out", template, language, context),), (folder,))
    assert checked.value is not None, checked.diagnostics
    return checked.value[0].content.decode("utf-8")


def same(one, other):
    return repr(one) == repr(other)


@small
@given(first=values, second=values, key=hostile, comment=hostile)
def test_python(folder, first, second, key, comment):
    ref = Ref(Address("s3.Bucket", "bucket"), "arn")
    context = {
        "first": first, "second": second, "key": key, "comment": comment,
        "joined": Join((key, ref, comment)), "secret": Secret(key),
    }  # fmt: skip
    text = rendered(folder, "p.j2", Language.PYTHON, context)
    statements = ast.parse(text).body
    assert [type(node).__name__ for node in statements] == ["Expr", "Import", "Import", "Assign", "Assign", "Assign"]
    call = statements[-1].value
    found = {word.arg: word.value for word in call.keywords}
    assert list(found) == ["second", "list", "map", "joined", "secret"]
    assert same(ast.literal_eval(call.args[0]), first) and same(ast.literal_eval(found["second"]), second)
    assert same(ast.literal_eval(found["list"]), [first, second])
    assert same([ast.literal_eval(item) for item in found["map"].keys], ["fixed", key])
    assert ast.unparse(found["joined"].func) == "pulumi.Output.concat"
    assert [ast.unparse(part) for part in found["joined"].args] == [repr(key), "bucket.arn", repr(comment)]
    assert ast.unparse(found["secret"]) == f"config.require_secret({key!r})"


@small
@given(first=values, second=values, key=hostile.filter(lambda key: key not in ("a", "c")))
def test_json(folder, first, second, key):
    text = rendered(folder, "j.j2", Language.JSON, {"first": first, "second": second, "key": key})
    assert same(json.loads(text), {"a": first, key: [second, "fixed"], "c": second})


def without_surrogates(value):
    return not any(0xD800 <= ord(character) < 0xE000 for character in json.dumps(value, ensure_ascii=False))


@small
@given(
    first=values.filter(without_surrogates),
    second=values.filter(without_surrogates),
    key=hostile.filter(lambda key: without_surrogates(key) and key not in ("a", "c") and len(key) < 100),
    comment=hostile,
)
def test_yaml(folder, first, second, key, comment):
    text = rendered(folder, "y.j2", Language.YAML, {"first": first, "second": second, "key": key, "comment": comment})
    assert same(yaml.safe_load(text), {"a": first, key: [second, "fixed"], "c": [second]})


@small
@given(comment=hostile)
def test_running_text(folder, comment):
    text = rendered(folder, "t.j2", Language.TEXT, {"comment": comment})
    assert len(text.splitlines()) == 3 and all(character == "\n" or ord(character) >= 32 for character in text)


def assert_formatted(text):
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "88", "-"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    assert done.stdout.decode() == text


@settings(small, max_examples=12)
@given(items=st.lists(values, min_size=8, max_size=16))
def test_ruff_would_change_nothing(folder, items):
    assert_formatted(rendered(folder, "f.j2", Language.PYTHON, {"items": items}))


def test_ruff_would_change_nothing_at_the_edge(folder):
    ref = Ref(Address("Bucket", "x"), "arn")
    items = []
    for length in range(44, 92):
        half = (length - 20) // 2
        items += [["x" * half, "y" * half], {"k" * half: "v" * half, "n": 1}, {"a": ["x" * half, "y" * half]}]
        items += [Join(("x" * (length - 44), ref)), ["ü模" * (half // 2), 1]]
    assert_formatted(rendered(folder, "f.j2", Language.PYTHON, {"items": items}))
