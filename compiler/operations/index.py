"""Which projects are as their last compilation left them: one look at the status of each of their files, no reading.

A project counts as untouched while size, times and number (inode) of every file that it read and wrote are the same,
and so are the compiler, `conf/` and its declared environment variables. Two things cannot be told by status, as in
git's index: a change within the same tick of the clock as the one before, so what is that young is not believed; and
large files that stacks share, whose content is checked once for all. Where only the status differs, as after a copy or
a checkout, the files are read and compared with what they were. Whatever is not believed is compiled again.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from compiler.model.manifest import Emitted
from compiler.model.workspace import Workspace
from compiler.operations.contents import names_of, on_disk
from compiler.operations.freshness import run_out
from compiler.source.canonical import digest_bytes, digest_file
from compiler.source.files import write_whole

_VERSION = 3
_PLAIN = 2
"""A form of `marshal` that depends on values only, not on which of them are the same object."""
_TICK = 20_000_000
"""Nanoseconds within which a file system may give two changes the same time; most are far below."""
_PAST = _TICK + 2_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A project: its name, the files that it read besides `conf/`, and its stacks; `notes` is what was said of it.

    `variables` maps declared environment variables to digests of their values, `waivers` the last days of waivers to
    whether they were over. `seal` stands for the status of all files; an empty one is never believed. `sources` stands
    for the content of the files that it read, `outputs` for that of its stacks.
    """

    name: str
    seal: str
    read: tuple[str, ...]
    stacks: tuple[Emitted, ...]
    variables: Mapping[str, str | None]
    waivers: Mapping[str, bool]
    notes: tuple[int, ...]
    sources: str
    outputs: str


@dataclass(slots=True)
class Index:
    """`entries` by project file; `notes` are plain values, each once, which entries refer to by number."""

    entries: dict[str, Entry] = field(default_factory=dict)
    notes: list[object] = field(default_factory=list)


def read_index(ws: Workspace, key: str) -> Index:
    """What `write_index` kept under the same `key`; an empty index when there is none, or a damaged one."""
    try:
        head, _, data = _file(ws).read_bytes().partition(b"\n")
        record = json.loads(head)
        if record["version"] != _VERSION or record["key"] != key or record["seal"] != digest_bytes(data):
            return Index()
        body = json.loads(data)
        entries = {file: _entry(values) for file, values in body["entries"].items()}
        return Index(entries, body["notes"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Index()


def write_index(ws: Workspace, key: str, index: Index) -> None:
    """Keep an index, whole or not at all; not being able to only costs time."""
    entries = {file: _values(entry) for file, entry in sorted(index.entries.items())}
    data = json.dumps({"entries": entries, "notes": index.notes}, separators=(",", ":")).encode()
    head = json.dumps({"version": _VERSION, "key": key, "seal": digest_bytes(data)}).encode()
    try:
        write_whole(_file(ws), head + b"\n" + data)
    except OSError:
        return


def untouched(ws: Workspace, index: Index, variables: Mapping[str, str], today: date | None) -> dict[str, Entry]:
    """The entries that are still true, by project file; with a new seal where only that of its files is another."""
    root, shared = str(ws.root), shared_files(ws)
    values: dict[str, str | None] = {}

    def true(entry: Entry) -> Entry | None:
        if any(value != _variable(variables, name, values) for name, value in entry.variables.items()):
            return None
        if entry.waivers and entry.waivers != run_out(today, map(date.fromisoformat, entry.waivers)):
            return None
        statuses = _statuses(root, entry.read, entry.stacks)
        if not entry.seal or not statuses:
            return None
        seal = _seal(statuses, shared)
        return entry if entry.seal == seal else _renewed(root, entry, seal, statuses)

    return {file: found for file, entry in index.entries.items() if (found := true(entry))}


def _renewed(root: str, entry: Entry, seal: str, statuses: list[os.stat_result]) -> Entry | None:
    """The entry with this seal when its files, whose status was taken before, hold what they held."""
    young = time.time_ns() - _TICK
    if any(max(item.st_mtime_ns, item.st_ctime_ns) > young for item in statuses):
        return None
    if not entry.sources or on_disk(root, entry.read) != entry.sources:
        return None
    if on_disk(root, names_of(entry.stacks)) != entry.outputs:
        return None
    return replace(entry, seal=seal)


def seal(ws: Workspace, stacks: tuple[Emitted, ...], begun: int, shared: frozenset[int]) -> str:
    """The seal of a project compiled since `begun` (nanoseconds since 1970); empty when it could not be believed."""
    read = files_read(stacks)
    statuses = _statuses(str(ws.root), read, stacks)
    now = time.time_ns()
    if not statuses or any(max(item.st_mtime_ns, item.st_ctime_ns) >= begun - _TICK for item in statuses[: len(read)]):
        return ""
    young = any(item.st_mtime_ns > now - _TICK and item.st_ino not in shared for item in statuses[len(read) :])
    return "" if young else _seal(statuses, shared)


def files_read(stacks: Iterable[Emitted]) -> tuple[str, ...]:
    """The project's own files: specs, data and code of all environments."""
    return tuple(sorted({file for stack in stacks for file in stack.read}))


def variable_digests(variables: Mapping[str, str], stacks: Iterable[Emitted]) -> dict[str, str | None]:
    """The declared environment variables of a project; None for one that is not set."""
    names = sorted({name for stack in stacks for name in stack.variables})
    return {name: _variable(variables, name, {}) for name in names}


def waivers_over(today: date | None, stacks: Iterable[Emitted]) -> dict[str, bool]:
    """The last days of a project's waivers, and which of them are over."""
    return run_out(today, sorted({date.fromisoformat(day) for stack in stacks for day in stack.waivers}))


def shared_files(ws: Workspace) -> frozenset[int]:
    """The numbers of the large files that stacks share and whose content is what their name says."""
    found: set[int] = set()
    try:
        for path in (ws.private / "cache" / "files").iterdir():
            if path.is_file() and not path.is_symlink() and digest_file(path) == f"sha256:{path.name}":
                found.add(path.stat().st_ino)
    except OSError:
        pass
    return frozenset(found)


def wait_out_the_tick(begun: int) -> None:
    """What was written since `begun` is old enough to be believed when this returns."""
    time.sleep(min(_PAST, max(0, begun + _PAST - time.time_ns())) / 1e9)


def _statuses(root: str, read: Iterable[str], stacks: Iterable[Emitted]) -> list[os.stat_result]:
    """Of each file in order; none at all when one is missing."""
    try:
        # Plain strings and functions: there are some 20 of these for each project.
        found = [os.stat(f"{root}/{file}") for file in read]  # noqa: PTH116
        for stack in stacks:
            base = f"{root}/{stack.folder}/"
            found += [os.lstat(base + name) for name in stack.files]
    except OSError:
        return []
    return found


def _seal(statuses: list[os.stat_result], shared: frozenset[int]) -> str:
    """A link more or less changes the times of a shared file: its number is enough, its content has been checked."""
    if not statuses:
        return ""
    facts = [
        item.st_ino
        if item.st_ino in shared
        else (item.st_ino, item.st_mode, item.st_size, item.st_mtime_ns, item.st_ctime_ns)
        for item in statuses
    ]
    return hashlib.blake2b(marshal.dumps(facts, _PLAIN), digest_size=16).hexdigest()


def _variable(variables: Mapping[str, str], name: str, known: dict[str, str | None]) -> str | None:
    if name not in known:
        value = variables.get(name)
        known[name] = None if value is None else digest_bytes(value.encode(errors="surrogatepass"))
    return known[name]


def _file(ws: Workspace) -> Path:
    return ws.private / "cache" / "index.json"


def _values(entry: Entry) -> list[object]:
    stacks = [[stack.folder, list(stack.files), list(stack.unmanaged)] for stack in entry.stacks]
    return [
        entry.name,
        entry.seal,
        list(entry.read),
        stacks,
        dict(entry.variables),
        dict(entry.waivers),
        list(entry.notes),
        entry.sources,
        entry.outputs,
    ]


def _entry(values: list) -> Entry:
    name, seal, read, stacks, variables, waivers, notes, sources, outputs = values
    found = tuple(
        Emitted(folder, (), tuple(unmanaged), dict.fromkeys(files, "")) for folder, files, unmanaged in stacks
    )
    return Entry(name, seal, tuple(read), found, variables, waivers, tuple(notes), sources, outputs)
