"""A composed spec goes in; digests, headers and function names of the files that it names come out. Nothing is run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import MappingProxyType

from compiler.load.code import read_code
from compiler.load.probing import is_file, is_folder, resolved_inside
from compiler.load.table import Table, read_table
from compiler.model.composed import Composed
from compiler.model.datafile import CodeFile, DataFile, Files
from compiler.model.workspace import Workspace
from compiler.source.canonical import digest_file
from compiler.source.diagnostic import Checked, Diagnostic, ordered
from compiler.source.location import ConfigPath


def inspect_files(ws: Workspace, composed: Composed, tables: dict[Path, Table] | None = None) -> Checked[Files]:
    """Look at every dataset's table and every model's entry point. What is in `tables` is not read again.

    Paths are relative to the project's folder and must stay inside it. `s3://` sources and values of a wrong type
    (validate tells those) are left out; what cannot be read is left out with a diagnostic at its line in the spec.
    """
    data: dict[str, DataFile] = {}
    code: dict[str, CodeFile] = {}
    notes: list[Diagnostic] = []
    known: dict[str, DataFile] = {}
    tables = {} if tables is None else tables
    for name, source in _texts(composed, "datasets", "source"):
        found = known.get(source) or _data(ws, composed, ("datasets", name, "source"), source, tables)
        if isinstance(found, Diagnostic):
            notes.append(found)
        elif found:
            data[name] = known[source] = found
    for name, entrypoint in _texts(composed, "models", "entrypoint"):
        read = _code(ws, composed, ("models", name, "entrypoint"), entrypoint)
        if isinstance(read, Diagnostic):
            notes.append(read)
        elif read:
            code[name] = read
    files = Files(MappingProxyType(data), MappingProxyType(code), composed.included, composed.variables)
    return Checked(files, ordered(notes))


def _texts(composed: Composed, section: str, key: str) -> list[tuple[str, str]]:
    entries = composed.tree.get(section)
    if not isinstance(entries, dict):
        return []
    found = ((name, entry.get(key)) for name, entry in entries.items() if isinstance(entry, dict))
    return [(name, value) for name, value in found if isinstance(value, str) and value]


def _data(
    ws: Workspace, composed: Composed, path: ConfigPath, source: str, tables: dict[Path, Table]
) -> DataFile | Diagnostic | None:
    if source.startswith("s3://"):
        return None if _is_csv(source) else _no_csv(composed, path, source)
    if "://" in source:
        scheme = source.partition("://")[0]
        hint = "use a file below the project's folder, or an `s3://` address"
        return _note(composed, path, "L023", f"data cannot be read from `{scheme}://`", hint)
    file = _existing(ws, composed, path, source)
    if isinstance(file, Diagnostic):
        return file
    if not _is_csv(source):
        return _no_csv(composed, path, source)
    try:
        table = tables[file] if file in tables else tables.setdefault(file, read_table(file))
    except OSError as error:
        return _note(composed, path, "L022", f"`{source}` cannot be read: {error.strerror}", "check its permissions")
    except ValueError as error:
        hint = "the first line must name the columns, with commas between"
        return _note(composed, path, "L024", f"`{source}`: {error}", hint)
    if twice := [name for name, count in Counter(table.header).items() if count > 1]:
        hint = "give one of them another name in the file"
        return _note(composed, path, "L025", f"`{source}` names the column `{twice[0]}` twice", hint)
    return DataFile(_relative(composed, source), table.digest, table.size, table.header)


def _is_csv(source: str) -> bool:
    return source.lower().endswith(".csv")


def _no_csv(composed: Composed, path: ConfigPath, source: str) -> Diagnostic:
    hint = "export the table as CSV: UTF-8, with commas, and names in the first line"
    return _note(composed, path, "L027", f"`{source}` is not a `.csv` file", hint)


def _code(ws: Workspace, composed: Composed, path: ConfigPath, entrypoint: str) -> CodeFile | Diagnostic | None:
    source, separator, _ = entrypoint.rpartition(":")
    if not separator or not source:
        return None
    file = _existing(ws, composed, path, source)
    if isinstance(file, Diagnostic):
        return file
    try:
        functions = read_code(file)
        digest = digest_file(file)
    except OSError as error:
        return _note(composed, path, "L022", f"`{source}` cannot be read: {error.strerror}", "check its permissions")
    except ValueError as error:
        return _note(composed, path, "L026", f"`{source}` is not valid Python: {error}", "fix the file")
    return CodeFile(_relative(composed, source), digest, functions)


def _existing(ws: Workspace, composed: Composed, path: ConfigPath, source: str) -> Path | Diagnostic:
    why = _unsafe(source)
    file = None if why else resolved_inside(ws.root, _relative(composed, source))
    if file is None:
        hint = f"write a path below {_folder(composed)}, with forward slashes"
        reason = why or "is a link that leads out of the workspace"
        return _note(composed, path, "L020", f"`{source}` {reason}", hint)
    if is_file(file):
        return file
    found = "is a folder" if is_folder(file) else "does not exist"
    hint = f"the path is relative to {_folder(composed)}"
    return _note(composed, path, "L022", f"the file `{source}` {found}", hint)


def _unsafe(source: str) -> str:
    if "\\" in source:
        return "has a backslash"
    if Path(source).is_absolute() or source.startswith("~"):
        return "is not relative to the project's folder"
    if ".." in Path(source).parts:
        return "leaves the project's folder"
    return "holds a control character" if "\0" in source else ""


def _folder(composed: Composed) -> str:
    return f"`{composed.folder}`" if composed.folder != "." else "the project's folder"


def _relative(composed: Composed, source: str) -> str:
    return (Path(composed.folder) / source).as_posix()


def _note(composed: Composed, path: ConfigPath, code: str, summary: str, hint: str) -> Diagnostic:
    sources = composed.sources
    return Diagnostic(code, summary, sources.locate(path), path, hint, chain=sources.chain(path))
