"""Promise 3: what looks like text stays the text that was written, or is refused with the advice to quote it."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from compiler.load import builder
from compiler.source.diagnostic import Diagnostic
from tests.torture.workshop import compiled, edited, workspace

TABLE = """\
account ids        012345678901 123456789012 000000000000 999999999999 1234-5678-9012
commit hashes      1234567 0123456 12e4567 1e10 e1e1e1e deadbee 123456e7 0e12345 00e0001 5e3 7f3e2a1 1234e56 9999999e999
versions           1.10 1.0 3.12 3.10 2.0.1 1.2.3.4 v1.10 1.0-beta 1. .5 1.10.0rc1 2024.10 10.20 0.10
regions            eu-west-1 us-east-1 no no-1 NO on ap-south-1 No oN nO
times              1:30 12:30 12:30:45 01:02:03 0:0 190:20:30 1:60 12:30:45.5 -1:30 30m 6h 1d 90s
dates              2024-01-31 2024-1-3 2024-01-31T10:00:00Z 20240131 31.01.2024 01/31/2024 2001-12-14t21:59:43.10-05:00
octal              012 0o14 007 0777 -012 +012 08 09 0o8 0o -0o7
other bases        0x1F 0xdeadbeef 0b101 0X1F 0xFFFFFFFFFFFFFFFFFF -0x1F 0b2 0x 0xg1
words              yes Yes YES y Y n N off Off true True TRUE false null Null ~ nan NaN .nan .NaN .inf -.INF
numbers            1e5 1E5 1e+5 -1 +1 1_000 1_0.5 1,000 1,5 1e-5 -0 -0.0 +.5 00 0 1e400 1e-400 9223372036854775808
separators         1__0 _1 1_ 10% 5% $5 5# = == <<
"""
"""Unquoted scalars as people write them, by what they mean."""

ROWS = tuple(
    (kind.strip(), word)
    for kind, words in ((line[:19], line[19:]) for line in TABLE.splitlines())
    for word in words.split()
)
TAG = re.compile(r"[\w .:/=+@-]*")
"""What the cloud takes as a tag; the same scalar is then tried without one."""
CONVERTED = re.compile(r'"([^"]+)"')


def spec_with(word: str) -> str:
    """The scalar in the places of text whose values reach a program and a job: a tag and a marker."""
    text = edited("source: customers.csv\n", f"source: customers.csv\n    missing:\n      - {word}\n")
    tags = f"owner: growth-ml\nplatform:\n  tags:\n    x: {word}\n"
    return edited("owner: growth-ml\n", tags, text) if TAG.fullmatch(word) else text


def tag_in(program: str) -> object:
    """The value of the tag `x` in a compiled program."""
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "x":
                    return ast.literal_eval(value)
    return None


def advice_problem(item: Diagnostic, word: str) -> str:
    """A refusal says to quote the scalar, and quotes nothing else."""
    quoted = CONVERTED.findall(item.hint)
    if item.location is None or "quote" not in item.hint or any(text != word for text in quoted):
        return f"`{word}` is refused with the hint `{item.hint}`"
    return ""


def problem_of(word: str, folder: Path) -> str:
    """What is wrong with how the scalar is treated; empty when it is kept or refused well."""
    checked = compiled(workspace(folder, spec_with(word)), "prod")
    if checked.value is None:
        return next(filter(None, (advice_problem(item, word) for item in checked.diagnostics)), "")
    files = {item.path: item.content for item in checked.value.artifacts}
    (marker,) = json.loads(files["jobs/churn.json"])["dataset"]["missing"]
    tag = tag_in(files["__main__.py"].decode()) if TAG.fullmatch(word) else word
    return "" if tag == marker == word else f"`{word}` became {tag!r} in Python and {marker!r} in JSON"


def attack(run, folder: Path) -> None:
    """Every row of the table; the seed only orders them."""
    rows = run.random(0).sample(ROWS, len(ROWS))
    for number, _ in run.cases():
        kind, word = rows[number]
        if what := problem_of(word, folder):
            run.report(number, f"{kind}: {what}")


def test_scalars(campaign, tmp_path):
    assert len(ROWS) >= 120 and len(set(ROWS)) == len(ROWS)
    with campaign("3 scalars", small=len(ROWS), full=len(ROWS)) as run:
        attack(run, tmp_path)


def test_planted_defect(planted, tmp_path, monkeypatch):
    monkeypatch.setattr(builder, "resolve_plain", lambda text: text.lstrip("0") or "0")
    with planted("3 scalars", "leading zeros are lost", count=len(ROWS)) as run:
        attack(run, tmp_path)
