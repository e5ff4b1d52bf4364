"""A project file and the files of its `include:` go in; one document comes out, each value at its own place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from compiler.load.builder import MAX_DIAGNOSTICS, MAX_NODES
from compiler.load.document import load_document
from compiler.load.probing import is_file, resolved_inside
from compiler.load.size import check_size
from compiler.model.document import Document, Mark
from compiler.model.workspace import ProjectFile
from compiler.source.diagnostic import Checked, Diagnostic, ordered
from compiler.source.location import ConfigPath, Location, format_path

KEY = "include"
MOST_FILES = 100
DEEPEST = 8
_FORM = "write `include: [models/churn.yaml]`"


def load_spec(root: Path, project: ProjectFile) -> Checked[Document]:
    """The project file, with the files that it and they include merged in: mappings merge, nothing is written twice.

    Included paths are relative to the project's folder and must stay in it.
    """
    first = load_document(root, project.file)
    if first.value is None or KEY not in first.value.tree:
        return _bounded(first)
    whole = _Whole(root, project.folder)
    _take(whole, first.value, (project.file,))
    if whole.notes:
        return Checked(None, ordered(whole.notes))
    included = {file: digest for file, digest in whole.digests.items() if file != project.file}
    return _bounded(
        Checked(
            Document(
                first.value.file,
                whole.tree,
                MappingProxyType(whole.marks),
                first.value.digest,
                MappingProxyType(included),
            )
        )
    )


def _bounded(checked: Checked[Document]) -> Checked[Document]:
    notes = check_size(checked.value) if checked.value else ()
    return Checked(None, notes) if notes else checked


@dataclass(slots=True)
class _Whole:
    """The document so far. `places` tells for each file, without links, where it was included."""

    root: Path
    folder: str
    tree: dict[str, object] = field(default_factory=dict)
    marks: dict[ConfigPath, Mark] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    places: dict[Path, Location] = field(default_factory=dict)
    notes: list[Diagnostic] = field(default_factory=list)


def _take(whole: _Whole, document: Document, chain: tuple[str, ...]) -> None:
    """Merge a file, then those that it includes; `chain` leads to it from the project file."""
    whole.digests[document.file] = document.digest
    whole.places.setdefault((whole.root / document.file).resolve(), document.marks[()].value)
    whole.marks.setdefault((), document.marks[()])
    rest = {key: value for key, value in document.tree.items() if key != KEY}
    if len(chain) > 1 and "project" in rest:
        where = document.marks[("project",)].key
        hint = f"a project is named in `{chain[0]}`; remove the line here"
        whole.notes.append(Diagnostic("L036", "an included file names the project", where, ("project",), hint))
        return
    _merge(whole, whole.tree, rest, (), document)
    if len(whole.marks) > MAX_NODES:
        summary = f"the project's files hold more than {MAX_NODES} values together"
        whole.notes.append(Diagnostic("L034", summary, document.marks[()].value, hint="make two projects of it"))
        return
    for where, file in _named(whole, document):
        _include(whole, where, file, chain)


def _include(whole: _Whole, where: Location, file: str, chain: tuple[str, ...]) -> None:
    path = (whole.root / file).resolve()
    if file in chain:
        names = " → ".join(f"`{name}`" for name in (*chain[chain.index(file) :], file))
        whole.notes.append(Diagnostic("L033", "a file includes itself", where, (KEY,), names))
    elif path in whole.places:
        hint = f"it is named in {whole.places[path]} already; remove the line here"
        whole.notes.append(Diagnostic("L033", f"`{file}` is included twice", where, (KEY,), hint))
    elif len(chain) > DEEPEST:
        hint = "include the file from the project file itself"
        whole.notes.append(Diagnostic("L034", f"files include one another more than {DEEPEST} deep", where, (), hint))
    elif len(whole.digests) > MOST_FILES:
        # Told once: every later entry would say the same.
        if not any(note.code == "L034" for note in whole.notes):
            summary = f"a project includes at most {MOST_FILES} files"
            whole.notes.append(Diagnostic("L034", summary, where, (KEY,), "put several parts into one file"))
    else:
        whole.places[path] = where
        loaded = load_document(whole.root, file)
        whole.notes += loaded.diagnostics
        if loaded.value is not None:
            _take(whole, loaded.value, (*chain, file))


def _named(whole: _Whole, document: Document) -> list[tuple[Location, str]]:
    """The files that a document includes, relative to the workspace, each with the place that names it."""
    entries = document.tree.get(KEY, [])
    if not isinstance(entries, list):
        note = Diagnostic("L030", "`include` must be a list of files", document.marks[(KEY,)].value, (KEY,), _FORM)
        whole.notes.append(note)
        return []
    found: list[tuple[Location, str]] = []
    for index, entry in enumerate(entries):
        where = document.marks[(KEY, index)].value
        if problem := _problem(whole, entry):
            code, summary, hint = problem
            whole.notes.append(Diagnostic(code, summary, where, (KEY, index), hint))
        else:
            found.append((where, (PurePosixPath(whole.folder) / str(entry)).as_posix()))
    return found


def _problem(whole: _Whole, entry: object) -> tuple[str, str, str] | None:
    """Why an entry names no file that can be included: code, summary and hint."""
    if not isinstance(entry, str) or not entry:
        return "L030", "an entry of `include` is the path of a file", _FORM
    if "${" in entry:
        return "L030", f"`{entry}` holds a reference", "files are read before references are filled in; write the path"
    if any(sign in entry for sign in "*?[") or not entry.endswith((".yaml", ".yml")):
        return "L030", f"`{entry}` is not the path of one `.yaml` file", "name each file by itself"
    place = f"`{whole.folder}`" if whole.folder != "." else "the project's folder"
    base = whole.root / whole.folder
    parts = PurePosixPath(entry).parts
    path = None if ".." in parts or entry.startswith("~") else resolved_inside(base, entry)
    if path is None:
        return "L031", f"`{entry}` leaves the project's folder", f"write a path below {place}, with forward slashes"
    if not is_file(path):
        return "L032", f"the file `{entry}` does not exist", f"the path is relative to {place}"
    return None


def _merge(
    whole: _Whole, into: dict[str, object], tree: dict[str, object], base: ConfigPath, document: Document
) -> None:
    for key, value in tree.items():
        path = (*base, key)
        old = into.get(key)
        if key not in into:
            into[key] = _copied(whole, value, path, document)
        elif isinstance(old, dict) and isinstance(value, dict):
            _merge(whole, old, value, path, document)
        elif len(whole.notes) < MAX_DIAGNOSTICS:
            first, second = whole.marks[path].key, document.marks[path].key
            hint = f"the other place is {first}; keep one of them"
            summary = f"`{format_path(path)}` is written in two files"
            whole.notes.append(Diagnostic("L035", summary, second, path, hint))


def _copied(whole: _Whole, value: object, path: ConfigPath, document: Document) -> object:
    """The value with new mappings, which may grow by what other files say; its marks are kept on the way."""
    whole.marks[path] = document.marks[path]
    if isinstance(value, dict):
        return {key: _copied(whole, item, (*path, key), document) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(whole, item, (*path, index), document) for index, item in enumerate(value)]
    return value
