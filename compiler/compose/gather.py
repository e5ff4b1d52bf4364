"""Reads the files of `conf/` that can take part in a composition before Hydra does, for limits and positions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from compiler.compose.conf import Load, Root, find, in_the_way
from compiler.compose.forbidden import check_tree
from compiler.model.document import Document, Mark
from compiler.source.diagnostic import Checked, Diagnostic
from compiler.source.location import ConfigPath, Location

_MOST = 10_000
Documents = dict[str, Document]


def gather(roots: tuple[Root, ...], wanted: list[str], load: Load) -> Checked[Documents]:
    """Load `wanted` (`config`, `env/prod`) and what their `defaults:` lists name; refuse what may not stand there."""
    documents: Documents = {}
    notes: list[Diagnostic] = []
    queue = list(wanted)
    seen: set[str] = set()
    while queue:
        name = queue.pop(0)
        root = find(roots, name)
        if name in seen:
            continue
        seen.add(name)
        if blocked := in_the_way(roots, name):
            hint = "move it away, or put a file in its place"
            notes.append(Diagnostic("C014", f"`{blocked}` should be a file, and is none", hint=hint))
        if root is None:
            continue
        loaded = load(root.base, f"conf/{name}.yaml")
        if loaded.value is None:
            notes += loaded.diagnostics
            continue
        document = _shown(loaded.value, root.prefix)
        documents[name] = document
        notes += check_tree(document)
        if len(document.marks) > _MOST:
            summary = f"the file holds more than {_MOST} values"
            notes.append(Diagnostic("C014", summary, Location(document.file, 1, 1), hint="split it"))
        for target, where in _named(name, document):
            if problem := _refused(target, where):
                notes.append(problem)
            else:
                queue.append(target)
    return Checked(None if notes else documents, tuple(notes))


def _shown(document: Document, prefix: str) -> Document:
    if not prefix:
        return document
    marks = {path: Mark(_moved(mark.value, prefix), _moved(mark.key, prefix)) for path, mark in document.marks.items()}
    return Document(prefix + document.file, document.tree, marks, document.digest)


def _moved(location: Location, prefix: str) -> Location:
    return Location(prefix + location.file, location.line, location.column)


def _named(name: str, document: Document) -> Iterator[tuple[str, Location]]:
    """The configs that the `defaults:` of `name` refer to, relative to its group or from the root."""
    entries = document.tree.get("defaults")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        where = document.marks[("defaults", index)].value
        if isinstance(entry, str) and entry != "_self_":
            yield _absolute(name, entry), where
        elif isinstance(entry, dict):
            for key, value in entry.items():
                group = key.split("@")[0].removeprefix("override ").removeprefix("optional ").strip()
                for option in value if isinstance(value, list) else [value]:
                    if isinstance(option, str):
                        yield _absolute(name, f"{group}/{option}"), where


def _absolute(name: str, reference: str) -> str:
    reference = reference.split("@")[0].removesuffix(".yaml")
    if reference.startswith("/"):
        return reference[1:]
    return str(PurePosixPath(name).parent / reference)


def _refused(target: str, where: Location) -> Diagnostic | None:
    parts = target.split("/")
    path: ConfigPath = ("defaults",)
    if "hydra" in parts[:1]:
        return Diagnostic("C008", f"`{target}` would configure Hydra itself", where, path, "remove it")
    if "${" in target:
        return Diagnostic("C014", f"`{target}` holds a reference", where, path, "name the option")
    if ".." in parts or "\\" in target or ":" in target:
        return Diagnostic("C021", f"`{target}` leaves `conf/`", where, path, "name a group of `conf/` and its option")
    return None
