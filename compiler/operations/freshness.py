"""Whether the result of an earlier run is still what the files say: a hash check instead of a compilation.

A record keeps the digests of everything that was read and written. It is believed only while every one of them is
still the same, and only by the very same compiler.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import compiler
from compiler.model.memory import Memory
from compiler.model.workspace import Workspace
from compiler.source.canonical import digest, digest_bytes, digest_file
from compiler.source.diagnostic import Diagnostic, Related, Severity
from compiler.source.files import inside, write_whole
from compiler.source.installed import installed_sklearn
from compiler.source.location import Location, parse_path
from compiler.source.share import share
from compiler.source.sourcemap import Layer, LayerKind
from compiler.source.version import VERSION

if TYPE_CHECKING:
    from compiler.model.resolved import Resolved
    from compiler.pipeline import Session


def recall(session: Session, kind: str) -> dict[str, Any] | None:
    """The facts that `remember` was given for this session and kind, if nothing changed since."""
    try:
        path = _path(session, kind)
        record = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        content = conf(session.workspace, session.memory)
        if content is None or record["conf"] != content or record["tool"] != tool(session.memory):
            return None
        if record["waivers"] != run_out(session.today, map(date.fromisoformat, record["waivers"])):
            return None
        if record["variables"] != _variables(session, list(record["variables"])):
            return None
        facts = record["facts"]
        if not isinstance(facts, dict) or record["seal"] != digest(facts):
            return None
        notes_from_facts(facts.get("notes"))
        root = session.workspace.root
        return facts if all(_same(root, file, known) for file, known in record["files"].items()) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # no record, or one that cannot be read: do the work


def remember(
    session: Session, kind: str, resolved: Iterable[Resolved], written: Iterable[Path], facts: Mapping[str, object]
) -> None:
    """Keep facts (plain values) as long as the inputs, the written files and the standing of waivers stay as now."""
    root = session.workspace.root
    stacks = tuple(resolved)
    used = [item.files for item in stacks]
    read = {path: digest for found in used for path, digest in found.digests().items()}
    declared = sorted({name for found in used for name in found.variables})
    try:
        known = {path.relative_to(root).as_posix(): digest_file(path) for path in written}
        known[session.project.file] = digest_file(root / session.project.file)
        variables = _variables(session, declared)
        record = {
            "tool": tool(session.memory),
            "conf": conf(session.workspace, session.memory),
            "files": read | known,
            "facts": facts,
        }
        record["variables"] = variables
        record["waivers"] = run_out(session.today, (waiver.until for item in stacks for waiver in item.project.waive))
        record["seal"] = digest(json.loads(json.dumps(facts)))
        write_whole(_path(session, kind), json.dumps(record).encode())
    except OSError:
        return  # not being able to remember only costs time


def run_out(today: date | None, days: Iterable[date]) -> dict[str, bool]:
    """Which of the days are over."""
    return {day.isoformat(): today is not None and today > day for day in days}


def _variables(session: Session, names: Iterable[str]) -> dict[str, str | None]:
    """The declared environment variables, by name; a value is kept as its digest."""
    known = session.variables
    return {name: digest_bytes(known[name].encode(errors="surrogatepass")) if name in known else None for name in names}


def _same(root: Path, file: str, known: object) -> bool:
    """Only a regular file of the workspace is opened: the record may be damaged, and a pipe would never end."""
    path = inside(root, file)
    return path is not None and path.is_file() and digest_file(path) == known


def notes_to_facts(notes: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """Diagnostics as plain values."""
    return [{**item.as_json(), "confidential": item.confidential} for item in notes if item.severity != "error"]


def notes_from_facts(facts: object) -> tuple[Diagnostic, ...]:
    """The inverse of `notes_to_facts`."""
    return tuple(_note(item) for item in facts) if isinstance(facts, list) else ()


def _note(data: dict) -> Diagnostic:
    path, severity = parse_path(data["path"]), Severity(data["severity"])
    chain = tuple(
        Layer(LayerKind(layer["kind"]), _place(layer), _place(layer), layer["value"]) for layer in data["chain"]
    )
    place = _place(data) if data["file"] else None
    related = tuple(Related(item["role"], _place(item)) for item in data["related"])
    hidden = data["confidential"] is not False  # what a damaged record does not say is not shown
    return Diagnostic(data["code"], data["summary"], place, path, data["hint"], severity, chain, related, hidden)


def _place(data: dict) -> Location:
    return Location(data["file"], data["line"], data["column"])


def _path(session: Session, kind: str) -> Path:
    parts = session.parts and session.parts.as_lists()
    key = digest(
        [
            session.project.file,
            session.environment,
            list(session.overrides),
            kind,
            session.base,
            parts,
            dict(session.tags),
        ]
    )
    return session.workspace.private / "cache" / "fresh" / f"{key.removeprefix('sha256:')[:32]}.json"


def conf(ws: Workspace, memory: Memory) -> str | None:
    """None when `conf/` cannot be read as a whole: then nothing is believed."""
    from compiler.compose.conf import conf_digest, conf_roots

    roots = conf_roots(ws)
    return memory.once(("conf", roots), lambda: conf_digest(roots))


def tool(memory: Memory) -> str:
    """The very compiler that runs."""
    return memory.once("tool", _tool)


def _tool() -> str:
    """Changes with the release and with the scikit-learn that specs are checked against, and in a checkout with every
    edit of the compiler, its tables or its templates.
    """
    found = []
    for root in (str(Path(compiler.__file__).parent), str(share("templates"))):
        for folder, inner, names in os.walk(root):
            inner[:] = sorted(name for name in inner if name != "__pycache__")
            for name in sorted(names):
                stat = Path(folder, name).stat()
                found.append([f"{folder[len(root) :]}/{name}", stat.st_size, stat.st_mtime_ns])
    return digest([VERSION, installed_sklearn(), found])
