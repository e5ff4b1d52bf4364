"""`env:` of a spec: the environment variables that it declares, with what they are worth in this run."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from compiler.model.document import Document
from compiler.source.diagnostic import Checked, Diagnostic
from compiler.source.location import ConfigPath, Location
from compiler.source.nearest import suggest

KEY = "env"
SECRETS = "MODELWRIGHT_SECRET_"
"""Variables with this beginning hold secrets, which are never configuration."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LONGEST = 10_000
_KINDS = {"text": "text", "integer": "a whole number", "number": "a number", "boolean": "`true` or `false`"}
_FORM = "write `env: [NAME]`, or `env: {NAME: {type: integer, default: 5}}`"


@dataclass(frozen=True, slots=True)
class Variable:
    """`default` is None when there is none; `given` is the text in the environment, None when it is not set there.

    `location` is where the name stands, `written` where the default does.
    """

    name: str
    kind: str
    default: object
    given: str | None
    location: Location
    written: Location


Variables = Mapping[str, Variable]


def declared_names(document: Document) -> tuple[str, ...]:
    """The names that a spec declares, whether well formed or not."""
    section = document.tree.get(KEY)
    return tuple(name for name in section if isinstance(name, str)) if isinstance(section, (dict, list)) else ()


def read_variables(document: Document, given: Mapping[str, str]) -> Checked[dict[str, Variable]]:
    """The declared variables by name; nothing else of `given` is looked at."""
    section = document.tree.get(KEY)
    if section is None:
        return Checked({})
    if not isinstance(section, (dict, list)):
        return Checked(None, (_form(document, (KEY,), "`env` must be a list or a mapping of names"),))
    found: dict[str, Variable] = {}
    notes: list[Diagnostic] = []
    for index, name in enumerate(section):
        path: ConfigPath = (KEY, name) if isinstance(section, dict) else (KEY, index)
        read = _read(document, path, name, section.get(name) if isinstance(section, dict) else None, given)
        if isinstance(read, Diagnostic):
            notes.append(read)
        elif read.name in found:
            notes.append(_form(document, path, f"`{name}` is declared twice"))
        else:
            found[read.name] = read
    return Checked(None if notes else found, tuple(notes))


def value_of(variable: Variable) -> object:
    """What it is worth. Raises ValueError with the reason and a hint."""
    name, text = variable.name, variable.given
    if text is None:
        if variable.default is None:
            raise ValueError(
                f"the environment variable `{name}` is not set",
                f"set it, or give it a default: {{{name}: {{default: …}}}}",
            )
        return variable.default
    if len(text) > _LONGEST or _ODD.search(text):
        what = "a control character" if len(text) <= _LONGEST else f"more than {_LONGEST:,} characters"
        raise ValueError(f"the environment variable `{name}` holds {what}", "set it to a single line of text")
    value = _converted(variable.kind, text)
    if value is None:
        raise ValueError(
            f"the environment variable `{name}` is not {_KINDS[variable.kind]}", f"it is declared as `{variable.kind}`"
        )
    return value


def undeclared(name: str, variables: Variables) -> tuple[str, str]:
    """The summary and the hint for a reference to a variable that is not declared."""
    hint = suggest(name, variables) if variables else ""
    declare = f"declare it at the top of the spec: `env: [{name}]`"
    return f"the environment variable `{name}` is not declared", f"{hint} Else {declare}" if hint.endswith(
        "?"
    ) else declare


def _read(
    document: Document, path: ConfigPath, name: object, content: object, given: Mapping[str, str]
) -> Variable | Diagnostic:
    mark = document.marks[path]
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return _form(document, path, "a name of `env` is made of letters, digits and `_`", at_key=True)
    if name.startswith(SECRETS):
        hint = f"refer to it as `${{secret:{name.removeprefix(SECRETS)}}}`, without a declaration"
        return Diagnostic("C030", f"`{name}` holds a secret", mark.key, path, hint)
    if content is not None and not isinstance(content, dict):
        return _form(document, path, f"what is said of `{name}` must be a mapping")
    content = content or {}
    if unknown := sorted(content.keys() - {"type", "default"}):
        where = (*path, unknown[0])
        hint = suggest(unknown[0], ("type", "default"))
        return Diagnostic("C030", f"`{unknown[0]}` is unknown here", document.marks[where].key, where, hint)
    kind, default = content.get("type", "text"), content.get("default")
    if not isinstance(kind, str) or kind not in _KINDS:
        hint = f"one of {', '.join(_KINDS)}"
        where = (*path, "type")
        return Diagnostic("C030", f"the type of `{name}` is unknown", document.marks[where].value, where, hint)
    written = document.marks.get((*path, "default"), mark).value
    if default is not None and not _fits(kind, default):
        hint = "say its `type`: integer, number or boolean" if kind == "text" else f"or change its type, `{kind}`"
        summary = f"the default of `{name}` is not {_KINDS[kind]}"
        return Diagnostic("C030", summary, written, (*path, "default"), hint)
    return Variable(name, kind, default, given.get(name), mark.key, written)


def _fits(kind: str, value: object) -> bool:
    match value:
        case bool():
            return kind == "boolean"
        case str():
            return kind == "text" and "${" not in value
        case int():
            return kind in ("integer", "number")
    return isinstance(value, float) and kind == "number"


def _converted(kind: str, text: str) -> object:
    """The value, or None when the text is none of its kind."""
    match kind:
        case "text":
            return text
        case "boolean":
            return {"true": True, "false": False}.get(text)
        case "integer":
            return int(text) if re.fullmatch(r"[-+]?[0-9]{1,18}", text) else None
    if re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        return int(text)
    number = float(text) if re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", text) else math.inf
    return number if math.isfinite(number) else None


def _form(document: Document, path: ConfigPath, summary: str, *, at_key: bool = False) -> Diagnostic:
    mark = document.marks[path]
    return Diagnostic("C030", summary, mark.key if at_key else mark.value, path, _FORM)
