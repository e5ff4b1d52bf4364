"""The `environments:` of a spec: their names, and what one of them says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compiler.compose.conf import Root, options
from compiler.model.document import Document
from compiler.model.preview import PREVIEW
from compiler.source.diagnostic import Checked, Diagnostic
from compiler.source.location import ConfigPath

LOCAL = "local"
_OF_PREVIEWS = re.compile(r"preview|pr-[0-9]+")
_LIKE_A_PREVIEW = re.compile(r"(.*-)?pr-[0-9]+(-.*)?")
_FIXED = {
    "project": "a project has one name in all environments",
    "defaults": "groups are chosen once, at the top; set the single values here instead",
    "environments": "environments do not nest",
    "env": "variables are declared once, at the top; refer to them here as `${env:NAME}`",
    "include": "a spec has the same files in all environments; include them at the top",
}


def list_environments(document: Document) -> tuple[str, ...]:
    """Every environment of a project: `local`, which always exists, then the keys of `environments:`."""
    section = document.tree.get("environments")
    names = list(section) if isinstance(section, dict) else []
    return (LOCAL, *(name for name in names if name != LOCAL))


def environment_files(roots: tuple[Root, ...]) -> tuple[str, ...]:
    """The environments that `conf/env/` has a file for."""
    return tuple(name for name in options(roots, "env") if name != PREVIEW)


def environment_layer(document: Document, environment: str) -> Checked[dict[str, object]]:
    """What the spec says for one environment; an empty mapping when it says nothing. All environments are checked."""
    section = document.tree.get("environments")
    if section is None:
        return Checked({})
    if not isinstance(section, dict):
        example = "environments: {prod: {}}"
        return Checked(
            None, (_note(document, ("environments",), "`environments` must be a mapping of names", example),)
        )
    notes: list[Diagnostic] = []
    notes += _reserved(document, section)
    for name, content in section.items():
        path = ("environments", name)
        if content is not None and not isinstance(content, dict):
            notes.append(_note(document, path, f"the environment `{name}` must be a mapping", f"{name}: {{}}"))
            continue
        for key in _FIXED.keys() & (content or {}).keys():
            where = document.marks[(*path, key)].key
            notes.append(Diagnostic("C004", f"`{key}` cannot differ by environment", where, (*path, key), _FIXED[key]))
    layer = section.get(environment)
    return Checked(layer if isinstance(layer, dict) else {}, tuple(notes))


def is_reserved(name: str) -> bool:
    """Whether previews have environments of this name."""
    return _OF_PREVIEWS.fullmatch(name) is not None


def reserved_project(document: Document) -> Iterator[Diagnostic]:
    """C022 for a project whose resources in a cloud could be taken for those of another one's preview."""
    name = document.tree.get("project")
    if isinstance(name, str) and _LIKE_A_PREVIEW.fullmatch(name):
        path = ("project",)
        summary = f"resources of a project `{name}` would be called as those of previews are"
        yield Diagnostic("C022", summary, document.marks[path].value, path, "leave `pr-` and a number out of its name")


def _reserved(document: Document, section: dict[str, object]) -> Iterator[Diagnostic]:
    for name in section:
        if is_reserved(name):
            path = ("environments", name)
            hint = "give it another name; what every preview has stands in `conf/env/preview.yaml`"
            summary = f"previews of pull requests have environments with names such as `{name}`"
            yield Diagnostic("C022", summary, document.marks[path].key, path, hint)


def _note(document: Document, path: ConfigPath, summary: str, example: str) -> Diagnostic:
    return Diagnostic("C002", summary, document.marks[path].value, path, f"write `{example}`")
