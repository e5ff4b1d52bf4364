"""Promise 2: whatever stands in a project file, the answer is quick, small and a located diagnostic with a hint."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.torture.forks import Ended, Forks, command
from tests.torture.workshop import SPEC, workspace
from tests.torture.yaml_inputs import BYTES, ENCODINGS, INVALID, floods, mutated, truncated
from tests.torture.yaml_suite import suite

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NAMES = ("breast-cancer", "diabetes", "digits")
TEXTS = tuple((EXAMPLES / name / "modelwright.yaml").read_bytes() for name in NAMES)
DEFECTS = "tests.torture.defects"
SIZES = (60, 1_000, 20_000, 80_000, 240_000)
"""Of floods, in characters; the large ones take their time, so small campaigns do without them."""
MANY = 100
REAL_SHARE = 50
"""One of so many inputs goes through the installed command."""


class Room:
    """A copy of the examples, and a server for command lines; `check` tries one input in the place of one example."""

    def __init__(self, folder: Path, forks: Forks) -> None:
        shutil.copytree(EXAMPLES, folder / "examples")
        workspace(folder / "own")
        self.folder, self.forks = folder, forks

    def check(self, number: int, place: str, content: bytes, *allowed: int) -> str:
        """What is wrong with the answer; empty when all is well."""
        file = self.folder / place / "modelwright.yaml"
        file.write_bytes(content)
        words = ["validate", ".", "--json"]
        run = command if number % REAL_SHARE == REAL_SHARE - 1 else self.forks.run
        return problem_of(run(words, file.parent), content, allowed)


def problem_of(ended: Ended, content: bytes, allowed: tuple[int, ...]) -> str:
    """What is wrong with how a command line ended."""
    if excess := ended.excess():
        return excess
    if "Traceback" in ended.err + ended.out or ended.code not in allowed:
        return f"exit {ended.code}: {ended.out[-600:]}{ended.err[-600:]}"
    if ended.code == 0:
        return ""
    errors = [item for item in json.loads(ended.out)["diagnostics"] if item["severity"] == "error"]
    faults = (fault_of(item, content.count(b"\n") + 1) for item in errors)
    return next(filter(None, faults), "") if errors else "exit 2 without an error"


def fault_of(item: dict, lines: int) -> str:
    """What an error lacks."""
    lacking = [key for key in ("code", "summary", "file", "line", "column", "hint") if not item[key]]
    if lacking:
        return f"no {', '.join(lacking)} in {item['code']}: {item['summary']} ({item['line']}:{item['column']})"
    if len(item["summary"]) > 400 or len(item["hint"]) > 400:
        return f"{item['code']} is {len(item['summary'])} + {len(item['hint'])} characters long"
    here = item["file"].endswith("modelwright.yaml")
    return f"{item['code']} points at line {item['line']} of {lines}" if here and item["line"] > lines else ""


def cut_texts(run, check: Callable[..., str]) -> None:
    """Each example cut at every offset (or at as many random ones as there are cases)."""
    cuts = truncated(TEXTS)
    if run.count < len(cuts):
        cuts = tuple(run.random(-1).sample(cuts, run.count))
    for number, _ in run.cases():
        index, offset = cuts[number]
        if what := check(number, f"examples/{NAMES[index]}", TEXTS[index][:offset], 0, 2):
            run.report(number, f"{NAMES[index]} cut at {offset}: {what}")


def changed_texts(run, check: Callable[..., str]) -> None:
    """Examples with slips and attacks in them."""
    for number, random in run.cases():
        index = number % len(TEXTS)
        content = mutated(random, TEXTS[index])
        if what := check(number, f"examples/{NAMES[index]}", content, 0, 2):
            run.report(number, f"{NAMES[index]} changed: {what}")


def crafted(random: Random, sizes: tuple[int, ...]) -> list[tuple[str, bytes, tuple[int, ...]]]:
    """Invalid lines, wrong encodings and floods, in random order: name, content and allowed exit codes."""
    good = SPEC.encode()
    made = [(name, good + line.encode(), (2,)) for name, line in INVALID.items()]
    made += [(name, good + line, (2,)) for name, line in BYTES.items()]
    made += [(f"encoded as {name}", SPEC.replace("growth-ml", "größe").encode(name), (2,)) for name in ENCODINGS]
    for size in sizes:
        made += [(f"{name}, {size}", around(text), (0, 2)) for name, text in floods(size)]
    made.append(("more than a mebibyte", good + b"#" * (1 << 20), (2,)))
    return random.sample(made, len(made))


def around(flood: str) -> bytes:
    """The good file with the flood in the place of the sections that it has itself."""
    sections: list[str] = []
    for line in SPEC.splitlines(keepends=True):
        if line[0].isalpha():
            sections.append(line)
        else:
            sections[-1] += line
    own = {line.partition(":")[0] for line in flood.split("\n", 3)[:3]}
    return "".join([part for part in sections if part.partition(":")[0] not in own] + [flood]).encode()


def crafted_texts(run, check: Callable[..., str]) -> None:
    """What was thought out by hand."""
    made = crafted(run.random(-1), SIZES if run.count >= MANY else SIZES[:3])
    for number, _ in run.cases():
        if number >= len(made):
            break
        name, content, allowed = made[number]
        if what := check(number, "own", content, *allowed):
            run.report(number, f"{name}: {what}")


ATTACKS = (
    ("cut", cut_texts, 30, len(truncated(TEXTS))),
    ("changed", changed_texts, 40, 3_000),
    ("crafted", crafted_texts, 40, 1_000),
)


def test_the_yaml_test_suite(campaign, request, room, tmp_path):
    if not request.config.option.torture:
        pytest.skip("the YAML test suite is fetched at full size only (--torture)")
    inputs = suite(tmp_path / "go")
    if isinstance(inputs, str):
        pytest.skip(f"the YAML test suite takes no part: {inputs}")
    with campaign("2 YAML inputs, test suite", small=0, full=len(inputs)) as run:
        for number, _ in run.cases():
            name, content = inputs[number]
            # None of them is a specification.
            if what := room.check(number, "own", content, 2):
                run.report(number, f"{name}: {what}")


@pytest.fixture
def room(tmp_path) -> Iterator[Room]:
    with Forks() as forks:
        yield Room(tmp_path, forks)


@pytest.mark.parametrize("defect", ["syntax_crashes", "hints_are_lost", "nothing_is_bounded"])
def test_planted_defect(planted, tmp_path, defect):
    with planted("2 YAML inputs", defect.replace("_", " "), count=120) as run, Forks(f"{DEFECTS}:{defect}") as forks:
        crafted_texts(run, Room(tmp_path, forks).check)


@pytest.mark.parametrize(("name", "attack", "small", "full"), ATTACKS, ids=[name for name, *_ in ATTACKS])
def test_yaml_inputs(campaign, room, name, attack, small, full):
    with campaign(f"2 YAML inputs, {name}", small=small, full=full) as run:
        attack(run, room.check)
