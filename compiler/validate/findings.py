"""Errors of pydantic in, diagnostics at the right place and in the user's words out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath, format_path
from compiler.source.nearest import nearest, suggest
from compiler.validate.draft import Context, at_key, at_value
from compiler.validate.fields import fields_at
from compiler.validate.partial import no_whole, only_in_environment
from compiler.validate.sourced import is_sourced
from compiler.validate.tree import below, has
from compiler.validate.words import describe, names, shorten

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "finite_number": "a finite number",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
    "scalar": "text, a number or `true`/`false`",
}
_FORMS = {
    "a mapping": "write its keys on indented lines below, or as `{key: value}`",
    "a list": "write its items on lines that begin with `- `, or as `[…]`",
}
_MOST = 100
"""Diagnostics of one code; nobody reads more, and looking for the nearest name takes its time."""
_OF_THE_FILE = ("environments", "defaults", "env", "include")
"""Keys of a project file that are used up before its shape is looked at."""
_FILL = "fill it in, or remove the key if it is optional"
_LANGUAGES = {"duration": "V008", "gate": "V009", "check": "V010", "trigger": "V011", "date": "V145", "place": "V150"}
_BOUNDS = {
    "greater_than": ("gt", "greater than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`also` are paths about which nothing more is to be said: the key that a misspelt one was meant to be."""

    diagnostic: Diagnostic
    also: tuple[ConfigPath, ...] = ()


def findings_of(context: Context, tree: dict[str, object], errors: Sequence[ErrorDetails]) -> list[Finding]:
    """One finding per faulty place; a key that is missing because it was misspelt is told once."""
    extra = [error for error in errors if error["type"] == "extra_forbidden"]
    shown = len(extra) if len(extra) <= _MOST else _MOST - 1
    unknown = [_unknown_key(context, tree, error) for error in extra[:shown]]
    if left := [tuple(error["loc"]) for error in extra[shown:]]:
        summary = f"unknown key `{shorten(str(left[0][-1]))}`, and {len(left) - 1:,} more"
        more = at_key(context, "V001", left[0], summary, "remove them, or begin each with `x-` to keep it as a note")
        unknown.append(Finding(more, tuple(left)))
    meant = {path for finding in unknown for path in finding.also}
    found = {finding.diagnostic.path: finding for finding in unknown}
    for error in errors:
        path = _path(tree, error)
        if error["type"] == "extra_forbidden" or path in found or any(path[:size] in meant for size in _sizes(path)):
            continue
        if error["type"] == "missing" and only_in_environment(context, path[:2]):
            found.setdefault(path[:2], Finding(no_whole(context, tree, path[:2])))
        else:
            found[path] = Finding(_diagnose(context, tree, path, error))
    return _limited(list(found.values()))


def _sizes(path: ConfigPath) -> range:
    """The lengths of the paths above a path, and its own."""
    return range(1, len(path) + 1)


def _limited(findings: list[Finding]) -> list[Finding]:
    """At most `_MOST` of each code; the last one says how many more there are."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.diagnostic.code, []).append(finding)
    kept: list[Finding] = []
    for code, listed in by_code.items():
        if code == "V001" or len(listed) <= _MOST:
            kept += listed
            continue
        left = listed[_MOST - 1 :]
        last = left[0].diagnostic
        also = tuple(path for item in left for path in (*item.also, item.diagnostic.path))
        kept += listed[: _MOST - 1]
        kept.append(Finding(replace(last, summary=f"{last.summary} (and {len(left) - 1:,} more of this kind)"), also))
    return kept


def _path(tree: object, error: ErrorDetails) -> ConfigPath:
    """The part of pydantic's location that exists in the tree: union tags and `[key]` marks are left out."""
    path: ConfigPath = ()
    for part in error["loc"]:
        if has(below(tree, path), part):
            path = (*path, part)
    return (*path, error["loc"][-1]) if error["type"] == "missing" else path


def _unknown_key(context: Context, tree: dict[str, object], error: ErrorDetails) -> Finding:
    path = tuple(error["loc"])
    pretrained = path[:1] == ("models",) and is_sourced(below(tree, path[:2]))
    key, valid = str(path[-1]), [*fields_at(path[:-1], pretrained=pretrained), *(() if path[:-1] else _OF_THE_FILE)]
    where = format_path(path[:-1])
    summary = f"unknown key `{shorten(key)}`" + (f" in `{where}`" if where else "")
    match = nearest(key, valid)
    also = ((*path[:-1], match),) if match else ()
    return Finding(at_key(context, "V001", path, summary, suggest(key, valid)), also)


def _diagnose(context: Context, tree: dict[str, object], path: ConfigPath, error: ErrorDetails) -> Diagnostic:
    kind, value = error["type"], error["input"]
    label = format_path(path)
    details = error.get("ctx", {})
    if _are_columns(path) and (kind in ("missing", "too_short") or value is None):
        return columns_left_out(context, tree, path)
    if kind == "missing":
        return _missing(context, path)
    if error["loc"][-1] == "[key]" or path == ("project",):
        return _bad_name(context, path, kind, value)
    if kind in _LANGUAGES:
        reason = str(details.get("reason", ""))
        return at_value(context, _LANGUAGES[kind], path, f"`{label}`: cannot read {describe(value)}", reason)
    if kind == "literal_error":
        return _not_an_option(context, path, value, re.findall(r"'([^']*)'", str(details["expected"])))
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        summary = f"`{label}` must be {words} {details[bound]:g}, got {describe(value)}"
        share = details[bound] == 1 and kind == "less_than" and isinstance(value, int | float) and 5 <= value < 100
        return at_value(context, "V005", path, summary, f"for {value:g} % write `{value / 100:g}`" if share else "")
    if kind == "string_pattern_mismatch" and path[:1] == ("waive",):
        return at_value(context, "V007", path, f"`{label}` is empty", _FILL)
    if kind == "string_pattern_mismatch":
        hint = "write the file and the function in it, such as `train.py:build`"
        return at_value(context, "V013", path, f"`{label}`: cannot read {describe(value)}", hint)
    if kind in ("string_too_short", "too_short"):
        return at_value(context, "V007", path, f"`{label}` is empty", _FILL)
    return _wrong_type(context, path, kind, value)


def _are_columns(path: ConfigPath) -> bool:
    return len(path) == 3 and path[0] == "datasets" and path[2] == "columns"


def _missing(context: Context, path: ConfigPath) -> Diagnostic:
    holder = format_path(path[:-1])
    summary = f"`{holder}` has no `{path[-1]}`" if holder else f"`{path[-1]}` is missing"
    hint = f"add `{path[-1]}: …`" + (f" below `{holder}`" if holder else "")
    file = f"conf/env/{context.composed.environment}.yaml"
    if path == ("platform", "target") and file in context.composed.read:
        hint = f"add `target: …` to `{file}`: a workspace's file takes the place of the product's whole file"
    return replace(at_key(context, "V002", path[:-1], summary, hint), path=path)


def _bad_name(context: Context, path: ConfigPath, kind: str, value: object) -> Diagnostic:
    if kind == "string_type":
        return _wrong_type(context, path, kind, value)
    at = at_value if path == ("project",) else at_key
    summary = f"`{shorten(str(value))}` cannot be a name" if value else "a name is empty"
    if kind == "string_too_long":
        return at(context, "V006", path, f"{summary}: it has {len(str(value))} characters", "use 40 at most")
    proposal = re.sub(r"[^a-z0-9]+", "-", str(value).lower()).strip("-0123456789")[:40].rstrip("-")
    hint = "use small letters, digits and single hyphens, beginning with a letter"
    return at(context, "V006", path, summary, f"{hint}: `{proposal}`" if proposal else hint)


def _not_an_option(context: Context, path: ConfigPath, value: object, options: list[str]) -> Diagnostic:
    summary = f"`{format_path(path)}` cannot be {describe(value)}"
    if isinstance(value, str) and (match := nearest(value, options)):
        return at_value(context, "V004", path, summary, f"did you mean `{match}`?")
    return at_value(context, "V004", path, summary, f"write {names(options)}")


def _wrong_type(context: Context, path: ConfigPath, kind: str, value: object) -> Diagnostic:
    expected = _EXPECTED.get(kind, "another kind of value")
    hint = _FILL if value is None else ""
    if len(path) == 4 and _are_columns(path[:3]):
        expected, hint = "a column type", "write it as `integer`, or as `{type: category, values: [a, b]}`"
    elif kind in ("int_type", "float_type", "bool_type") and (plain := _unquoted(kind, value)):
        hint = f"write `{plain}`"
    elif path == ("budget", "monthly") and (amount := re.search(r"\d+(?:\.\d+)?", str(value))):
        hint = f"write the amount and its unit apart: `{{monthly: {amount[0]}, currency: USD}}`"
    elif kind == "tuple_type" and isinstance(value, str) and value:
        hint = f"write a list: `[{shorten(value)}]`"
    elif kind == "string_type" and isinstance(value, int | float):
        # Without the value: `1.10` was read as 1.1, but means the text 1.10.
        hint = "put it in quotes, as it is written"
    elif kind == "string_type" and value is None:
        hint += "; the text `null` stands in quotes"
    summary = f"`{format_path(path)}`: expected {expected}, got {describe(value)}"
    return at_value(context, "V003", path, summary, hint or _FORMS.get(expected, f"write {expected}"))


def _unquoted(kind: str, value: object) -> str:
    """What was meant: `7` for `"7"` and for `7.0`, `true` for `yes`; empty when that cannot be told."""
    text = str(value).strip().lower()
    if kind == "bool_type":
        return {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}.get(
            text, ""
        )
    whole = re.fullmatch(r"([-+]?\d{1,18})(\.0*)?", text)
    if whole:
        return whole[1]
    return text if kind == "float_type" and re.fullmatch(r"[-+]?\d{1,18}\.\d{1,18}", text) else ""


def columns_left_out(context: Context, tree: Mapping[str, object], path: ConfigPath) -> Diagnostic:
    """The columns of a dataset are missing: offers the command that infers them from the data."""
    name = path[1]
    dataset = _mapping(_mapping(tree.get("datasets")).get(name))
    models = [_mapping(model) for model in _mapping(tree.get("models")).values()]
    target = next((str(model["target"]) for model in models if model.get("dataset") == name and "target" in model), "")
    source = str(dataset.get("source") or "FILE")
    if "://" not in source and context.composed.folder not in ("", "."):
        source = f"{context.composed.folder}/{source}"
    command = f"modelwright init NEW --data {shlex.quote(source)} --target {shlex.quote(target or 'COLUMN')}"
    hint = f"`{command}` writes a project with them, to copy from"
    found = at_key(context, "V012", path, f"dataset `{name}` has no `columns`", hint)
    return replace(found, path=path)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
