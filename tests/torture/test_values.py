"""Promise 1: no value changes the shape of what a template prints, and every value comes back as it went in."""

from __future__ import annotations

import re
from random import Random

import pytest
from yaml import YAMLError

from compiler.model.rendering import Language, Rendering
from compiler.render import languages, render
from compiler.render.binder import Binder
from compiler.render.literals import jsonlike, markdown, python
from compiler.render.template import run_template
from compiler.render.verify import jsonlike as check_jsonlike
from tests.torture.fragments import FOLDERS, OWN, TEMPLATES, Fragment, fragments, plain
from tests.torture.hostile import SURROGATES, UNWRITABLE, text, value
from tests.torture.reading import Different, compare

# The fragments are made once, by one worker.
pytestmark = pytest.mark.xdist_group("values")

SHARES = {Language.PYTHON: 300_000, Language.JSON: 250_000, Language.YAML: 250_000, Language.MARKDOWN: 200_000}
SPOILT = 40
"""One file of so many holds a value that cannot be written, and must be refused."""
_PRINTS = re.compile(r"(?<!\$){{")


class Supplier:
    """Hostile values, numbered as the harmless ones are."""

    def __init__(self, random: Random, language: Language, spoilt: int | None = None) -> None:
        self.random, self.language, self.spoilt = random, language, spoilt
        self.values: dict[str, object] = {}
        self.unwritable = ""
        self.extra = () if language is Language.YAML else SURROGATES

    def __call__(self, kind: str) -> object:
        number = len(self.values)
        made = self._made(kind, number)
        self.values[plain(kind, number)] = made
        return made

    def _made(self, kind: str, number: int) -> object:
        if kind == "any" and self.spoilt is not None and number >= self.spoilt:
            self.spoilt = None
            self.unwritable = plain(kind, number)
            return self.random.choice(UNWRITABLE)()
        words = text(self.random, self.extra)
        if kind == "any" and self.language not in (Language.MARKDOWN, Language.TEXT):
            return value(self.random, self.extra)
        if kind == "key":
            return f"{words}{number}"
        # The letters of a name make a variable, the rest does not.
        return f"n{number}{re.sub('[0-9a-z]+', '', words.lower())}" if kind == "name" else words


def harmless(fragment: Fragment) -> tuple[bytes, int]:
    """What a fragment prints with harmless values, and how many it takes."""
    numbers = iter(range(10**6))
    (artifact,) = render((fragment.build(lambda kind: plain(kind, next(numbers))),), FOLDERS).value or ()
    return artifact.content, next(numbers)


def problem_of(fragment: Fragment, plain_file: tuple[bytes, int], random: Random, *, spoilt: bool) -> str:
    """What is wrong with one file of hostile values."""
    content, places = plain_file
    supply = Supplier(random, fragment.language, random.randrange(places) if spoilt else None)
    try:
        checked = render((fragment.build(supply),), FOLDERS)
    except Exception as error:
        return f"raised {error!r}"
    # A part may have values that its template does not print in this shape.
    used = supply.unwritable != "" and re.search(rf"\b{supply.unwritable}\b".encode(), content) is not None
    if checked.value is None:
        codes = {item.code for item in checked.diagnostics}
        return "" if used and codes == {"R004"} else f"refused: {[item.summary for item in checked.diagnostics][:2]}"
    if used and fragment.language is not Language.TEXT:
        return "a value that cannot be written was written"
    try:
        compare(fragment.language, content, checked.value[0].content, supply.values)
    except (Different, ValueError, SyntaxError, RecursionError, YAMLError) as error:
        return f"{error}"
    return ""


def attack(run, language: Language) -> None:
    """Fragments of one language in turn, with hostile values in all places."""
    kinds = {language} | ({Language.TEXT} if language is Language.MARKDOWN else set())
    targets = [(one, harmless(one)) for one in fragments() if one.language in kinds]
    for number, random in run.cases():
        fragment, plain_file = targets[number % len(targets)]
        run.step = fragment.times
        if what := problem_of(fragment, plain_file, random, spoilt=number % SPOILT == SPOILT - 1):
            run.report(number, f"{fragment.name}: {what}")


@pytest.mark.parametrize("language", SHARES, ids=str)
def test_values(campaign, language):
    fragments()
    with campaign(f"1 values, {language}", small=600, full=SHARES[language]) as run:
        attack(run, language)


def printed(rendering: Rendering) -> set[tuple[str, int]]:
    """The template lines that print the values of a file."""
    binder = Binder()
    run_template(rendering, FOLDERS, binder)
    return {slot.place() for slot in binder.slots}


def test_every_place_of_every_template_is_attacked():
    found: set[tuple[str, int]] = set()
    for fragment in fragments():
        numbers = iter(range(10**6))
        found |= printed(fragment.build(lambda kind: plain(kind, next(numbers))))  # noqa: B023
    places = {
        (path.relative_to(root).as_posix(), line)
        for root in (TEMPLATES, OWN)
        for path in root.rglob("*.j2")
        for line, code in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if _PRINTS.search(code) and not re.fullmatch(r"\s*{{ (?:\w+\.)?\w+\(.*\)(?: \| indent\(\d+\))? }}\s*", code)
    }
    assert places - found == set()


DEFECTS = {
    Language.PYTHON: ("quotes are not escaped", python, "quoted", lambda words: f'"{words}"'),
    Language.JSON: ("quotes are not escaped", jsonlike, "json_quoted", lambda words: f'"{words}"'),
    Language.YAML: ("words are never quoted", jsonlike, "yaml_quoted", lambda words: words),
    Language.MARKDOWN: ("backticks are not counted", markdown, "span", lambda words, in_table: f"`{words}`"),
}


@pytest.mark.parametrize("language", DEFECTS, ids=str)
def test_planted_defect(planted, monkeypatch, language):
    defect, module, name, variant = DEFECTS[language]
    monkeypatch.setattr(module, name, variant)
    monkeypatch.setattr(languages, "verify_tokens", lambda *_: None)
    monkeypatch.setattr(check_jsonlike, "verify_json", lambda *_: None)
    monkeypatch.setattr(languages, "ODD", re.compile("(?!)"))
    with planted(f"1 values, {language}", defect, count=600) as run:
        attack(run, language)
