"""The examples of codes are true: the wrong one, put into a whole project, yields its code, the right one does not."""

from __future__ import annotations

import pytest
from example_bench import BARE, REGRESSOR, codes, prepare, spec

from compiler.source.codes import all_codes

MODELS = {"V062": BARE, "V065": REGRESSOR}
"""The model in the project, where the usual classifier does not suit an example."""
ALONE = {"V142", "V143"}
"""Told only for what an environment writes itself: the project has no environments."""
FILES = {"L018": "modelwright.toml", "L024": "data/customers.csv", "L025": "data/customers.csv", "L026": "train.py"}
"""Examples that are the content of another file."""
OVERRIDES = ("C010", "C011", "C012", "C013")
OTHERS = {
    "L001": "about permissions, not about a text",
    "L002": "about bytes, not about a text",
    "L004": "the text would be too long for an example",
    "L019": "a command",
    "L021": "two project files",
    "L028": "two workspaces",
    "L034": "a hundred files",
    "L035": "two files",
    "L036": "two files",
    "L040": "the text would be too long for an example",
    "C001": "a command",
    "C014": "a file of `conf/`",
    "C015": "a file of `conf/`",
    "C021": "a file of `conf/`",
    "C032": "a command and its environment variables",
    "C033": "a command and its environment variables",
    "C034": "an entry of `train.env`, which no example of one line can place",
    "V031": "depends on how the data file spells a column",
    "V074": "two endpoints",
    "V111": "depends on a column that looks like the target",
    "G004": "a fault of a target, not of a spec",
    "G005": "a fault of a target, not of a spec",
    "G030": "a fault of a target, not of a spec",
    "G031": "a fault of a target, not of a spec",
}
"""Why an example about a spec is not run here. All other phases (R, E, P, D, S, I, O, U) are not about its text."""
SHOWN = [
    code
    for code in all_codes().values()
    if code.id[0] in "LCVG" and code.id not in OTHERS and "…" not in code.wrong + code.right
]
"""An example with `…` leaves out what does not matter to it, or what no documentation should hold: a whole secret."""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("examples")
    prepare(folder)
    return folder


def test_most_are_shown():
    assert set(OTHERS) <= set(all_codes())
    assert len(SHOWN) > 130


def test_the_project_itself_is_sound(project):
    for model in (None, REGRESSOR, BARE):
        assert codes(project, spec("owner: growth-ml", model)) == set()
    assert codes(project, spec("owner: growth-ml", environments=False)) == set()


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.id)
def test_the_wrong_example_yields_the_code_and_the_right_one_does_not(project, code):
    assert code.id in told(project, code.id, code.wrong)
    assert code.id not in told(project, code.id, code.right)


def told(project, code, example):
    base = spec("owner: growth-ml", MODELS.get(code), code not in ALONE)
    if code in OVERRIDES:
        return codes(project, base, [example.strip("'")])
    if code == "L016":
        return codes(project, example)
    if code not in FILES:
        text = spec(example, MODELS.get(code), code not in ALONE)
        assert text is not None, "no place is known for this example: give it one, or a reason in OTHERS"
        return codes(project, text)
    file = project / FILES[code]
    before = file.read_text()
    file.write_text(example + "\n" if code != "L026" else f"{example}\n    return None\n")
    try:
        return codes(project, spec("entrypoint: train.py:build\nestimator: null") if code == "L026" else base)
    finally:
        file.write_text(before)
