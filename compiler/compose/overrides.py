"""Overrides of the command line go in, in Hydra's grammar; typed edits with their column come out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from compiler.compose.calls import call_problem
from compiler.compose.conf import Root, groups
from compiler.compose.plainness import unfit
from compiler.compose.references import problem_of
from compiler.source.diagnostic import Checked, Diagnostic
from compiler.source.location import COMMAND_LINE, ConfigPath, Location

_LONGEST, _DEEPEST = 10_000, 40


class Verb(StrEnum):
    """What an override does; the signs are Hydra's."""

    SET = ""
    ADD = "+"
    FORCE = "++"
    DELETE = "~"


@dataclass(frozen=True, slots=True)
class Override:
    """`group` is the config group that is chosen, else empty. `given` is false for a deletion without a value."""

    text: str
    verb: Verb
    path: ConfigPath
    value: object
    given: bool
    group: str
    location: Location
    key: Location


def parse_overrides(texts: tuple[str, ...], roots: tuple[Root, ...]) -> Checked[tuple[Override, ...]]:
    """Parse all; columns count in the texts joined by spaces. Hydra is imported when there is something to parse."""
    overrides: list[Override] = []
    notes: list[Diagnostic] = []
    column = 1
    for text in texts:
        found = _parse(text, column, roots)
        if isinstance(found, Diagnostic):
            notes.append(found)
        else:
            overrides.append(found)
        column += len(text) + 1
    return Checked(None if notes else tuple(overrides), tuple(notes))


def _parse(text: str, column: int, roots: tuple[Root, ...]) -> Override | Diagnostic:
    from hydra.core.override_parser.overrides_parser import OverridesParser, create_functions
    from hydra.core.override_parser.types import OverrideType
    from hydra.errors import HydraException

    start = Location(COMMAND_LINE, 1, column)
    if why := _too_much(text):
        return Diagnostic("C010", f"`{text[:60]}…` is not an override: {why}", start, hint="write it into the project")
    try:
        functions = create_functions()
        # The same command line means the same thing each time.
        del functions.definitions["shuffle"]
        parsed = OverridesParser(functions).parse_override(text)
    except (HydraException, RecursionError, ValueError, ArithmeticError) as error:
        if problem := call_problem(str(error)):
            why, hint = problem
            return Diagnostic("C010", f"`{text}` is not an override: {why}", start, hint=hint)
        said = str(error).splitlines()[0][:80] if str(error) else "it cannot be read"
        hint = "write `path.to.value=5`, and quote a value with spaces or signs: `'path=\"a >= 1\"'`"
        return Diagnostic("C010", f"`{text}` is not an override: {said}", start, hint=hint)
    key = parsed.key_or_group
    if parsed.is_sweep_override():
        hint = f"for a list write `{key}=[1,2]`, for one text with a comma put it in quotes"
        return Diagnostic("C011", f"`{text}` stands for several values", start, hint=hint)
    if key.split(".")[0].split("/")[0] == "hydra":
        return Diagnostic("C008", f"`{text}` would configure Hydra itself", start, hint="remove it")
    if re.split(r"[./]", key)[0] == "defaults":
        hint = f"choose an option of a group: {_choices(parsed.value())}"
        return Diagnostic("C010", f"`{text}`: a defaults list is written in files only", start, hint=hint)
    if not key or parsed.package is not None:
        hint = "write `path.to.value=5`, or `group=option`"
        return Diagnostic("C010", f"`{text}` is not an override of this configuration", start, hint=hint)
    verbs = {
        OverrideType.CHANGE: Verb.SET,
        OverrideType.ADD: Verb.ADD,
        OverrideType.FORCE_ADD: Verb.FORCE,
        OverrideType.DEL: Verb.DELETE,
    }
    verb = verbs[parsed.type]
    given = parsed.value_type is not None
    value = parsed.value() if given else None
    place = Location(COMMAND_LINE, 1, column + text.find("=") + 1) if given else start
    if problem := _unfit(text, key, value, place):
        return problem
    group = key if "/" in key or (key in groups(roots) and isinstance(value, str)) else ""
    if group:
        return _choice(text, verb, group, value, place, start, roots)
    path = tuple(int(part) if part.isdigit() else part for part in key.split("."))
    return Override(text, verb, path, value, given, "", place, start)


def _choices(value: object) -> str:
    """What a defaults list chooses, as overrides; an example where it chooses nothing that can be read."""
    entries = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
    pairs = [(group, option) for entry in entries for group, option in entry.items() if isinstance(option, str)]
    return " ".join(f"`{group}={option}`" for group, option in pairs or [("compute", "medium")])


def _too_much(text: str) -> str:
    """Why Hydra's parser, which goes as deep as its input, is not to see the text."""
    if len(text) > _LONGEST:
        return f"it is longer than {_LONGEST:,} characters"
    depth = deepest = 0
    for sign in text:
        depth += (sign in "[{(") - (sign in "]})")
        deepest = max(deepest, depth)
    if max(deepest, text.partition("=")[0].count(".")) > _DEEPEST:
        return f"it is nested more than {_DEEPEST} deep"
    return ""


def _choice(
    text: str, verb: Verb, group: str, value: object, place: Location, start: Location, roots: tuple[Root, ...]
) -> Override | Diagnostic:
    from compiler.compose.choices import check_choice

    if verb is Verb.DELETE:
        return Diagnostic("C010", f"`{text}`: a config group cannot be removed", start, hint="choose another option")
    if problem := next(iter(check_choice(group, str(value), roots)), None):
        code, summary, hint = problem
        return Diagnostic(code, summary, place if code == "C007" else start, hint=hint)
    return Override(text, verb, (), value, True, group, place, start)


def _unfit(text: str, key: str, value: object, place: Location) -> Diagnostic | None:
    if "_target_" in key.split("."):
        return Diagnostic("C009", "`_target_` is not allowed", place, hint="remove it")
    if why := unfit(value):
        return Diagnostic("C010", f"`{text}`: {why}", place, hint="write a plain value, or quote it")
    if isinstance(value, str) and "${" in value and (problem := problem_of(value)):
        return Diagnostic(problem.code, problem.summary, place, hint=problem.hint)
    return None
