"""`fmt` on everything that there is, disturbed at random: the value stays, every comment stays, twice is once."""

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.load import load_text
from compiler.load.layout import format_text

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("examples", "conf", "templates/init", "tests/golden/errors", "tests/golden/lower")


def sound():
    """Every YAML file of the repository that can be read, but for the case of the one form that is left as it is."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            data = path.read_bytes()
            if load_text(data, path.name).value is not None and path.parent.name[:4] != "U012":
                yield str(path.relative_to(ROOT)), data


FILES = dict(sound())
EDGES = {
    "texts": "a: |  # c\n   x\n     y\n\n# after\n\n\nb: >+\n  z\n\n",
    "last text": "a: |+\n    x\n \n\n",
    "more texts": "c: >-\n      one\n\n\n      two  \nd: |2\n    x\n   y\n",
    "quotes": "a: 'it''s'\nb: 'x'\nc: \"q\n     w\\\n     \\  v\"\nd: plain\n     more\n\n     still\ne: 'a \"b\"'\n",
    "lists": "a:\n- 1\n-   k: v\n    l: w\n- - 1\n  - 2\n-\n    m: 1\nb: [ 1 ,2, {x : 1,y: [ ] } ]\nc:\n-\n  - 1\n",
    "flow": 'a: {\n x: 1, # one\n   # two\n y: [\n1,\n  2 ]\n}\nb:\n   {z: "}", "w":1}\n',
    "anchors": "x-a: &a {b: 1}\nx-c:   &d\n     e: 1\nf: *a\ng: [*a , *d]\nh: &i text\n",
    "marks": "%YAML 1.2\n---   # start\na: 1\n...\n",
    "whole": "{a: 1,\n b: 2}\n",
    "windows": "\ufeffa: 1\r\n\r\n\r\nb:\r\n    c: |\r\n        x\r\n",
}  # fmt: skip
CASES = {**FILES, **{name: text.encode() for name, text in EDGES.items()}}


def check(data):
    """All promises for one sound file; returns the formatted bytes."""
    before = load_text(data, "f")
    formatted = format_text(data, "f")
    assert formatted.value is not None and formatted.diagnostics == (), formatted.diagnostics
    after = load_text(formatted.value, "f")
    assert json.dumps(after.value.tree) == json.dumps(before.value.tree)
    assert format_text(formatted.value, "f").value == formatted.value
    lines = formatted.value.decode().split("\n")
    assert lines[-1] == "" and (lines[-2].strip() or "+" in data.decode())  # `|+` keeps its blank lines
    return formatted.value


def test_there_is_much_to_format():
    assert len(FILES) > 150


@pytest.mark.parametrize("name", CASES)
def test_every_file(name):
    check(CASES[name])


def test_the_examples_are_formatted():
    own = [name for name in FILES if name.startswith(("examples", "conf", "templates"))]
    assert [name for name in own if check(FILES[name]) != FILES[name]] == []


def disturbed(text, seed):
    """The same file with other blanks, and comments `#0`, `#1`, … where a line begins or ends; and the comments."""
    chance = random.Random(seed)
    comments, lines = [], []

    def comment():
        comments.append(f"#{len(comments)} {chance.choice(['note', 'a: b', '- x', '{', 'it is', '#'])}")
        return comments[-1]

    for line in text.split("\n"):
        if chance.random() < 0.15:
            lines.append(" " * chance.randrange(9) + comment())
        if chance.random() < 0.1:
            lines.append(" " * chance.randrange(3))
        if line.strip() and chance.random() < 0.3:
            line = re.sub(r"(?<=[:,])(?= )", lambda _: " " * chance.randrange(3), line)
        if line.strip() and "#" not in line and chance.random() < 0.1:
            line += " " * chance.randrange(1, 5) + comment()
        lines.append(line + " " * chance.choice([0, 0, 1]))
    return "\n".join(lines), comments


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(CASES)), st.integers(0, 2**32), st.sampled_from([1, 2, 3]))
def test_blanks_and_comments_anywhere(name, seed, wider):
    text = CASES[name].decode("utf-8-sig").replace("\r\n", "\n")
    if name in FILES:  # indent more: the same structure, in other columns
        text = re.sub(r"^ +", lambda found: found[0] * wider, text, flags=re.MULTILINE)
    text, comments = disturbed(text, seed)
    if load_text(text.encode(), "f").value is None:
        return  # a comment inside a text, or a text that went on
    formatted = check(text.encode()).decode()
    said = json.dumps(load_text(text.encode(), "f").value.tree)
    kept = re.findall(r"#\d+ (?:note|a: b|- x|\{|it is|#)", formatted)
    assert [item for item in comments if item not in said] == [item for item in kept if item not in said]
