"""Audit events of a run: what it opened, imported, executed and started, held against what it may."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.torture.forks import ROOT, Event

NEVER = (
    "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.putenv", "os.kill", "socket.",
    "urllib.", "http.", "ftplib.", "smtplib.", "ctypes.", "pickle.", "marshal.load", "webbrowser.", "pty.", "code.",
    "cpython.run_", "function.__new__", "sqlite3.enable", "os.startfile", "os.chdir",
)  # fmt: skip
"""Events of which a compilation causes none."""
PLACES = frozenset({
    "open", "os.listdir", "os.scandir", "os.walk", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link",
    "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.utime", "shutil.rmtree", "shutil.move",
    "shutil.copyfile", "shutil.copytree", "sqlite3.connect", "tempfile.mkstemp", "tempfile.mkdtemp", "glob.glob",
    "pathlib.Path.glob", "pathlib.Path.rglob",
})  # fmt: skip
"""Events whose first words are paths."""
_TWO = frozenset({"os.rename", "os.link", "os.symlink", "shutil.move", "shutil.copyfile", "shutil.copytree"})
_PYTHON = tuple(
    os.path.realpath(path)
    for path in (sys.prefix, sys.base_prefix, ROOT / "compiler", ROOT / "conf", ROOT / "templates")
)
_CODE_FILE = re.compile(r'file "([^"]*)", line')
_MADE = re.compile(r"<(string|unknown|frozen [\w.]+|attrs generated .*|__array_function__ internals>)")
"""Code that libraries make while they are imported."""


def moved_outside(events: tuple[Event, ...], root: Path, cwd: Path) -> str:
    """The first path that was touched and lies neither in `root` nor, for reading, in Python or the product."""
    base = os.path.realpath(root)
    for name, words in events:
        if name not in PLACES:
            continue
        reads = name in ("open", "os.listdir", "os.scandir", "os.walk", "pathlib.Path.glob", "pathlib.Path.rglob")
        if name == "open":
            reads = not (_flags(words) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND))
        for path in words[: 2 if name in _TWO else 1]:
            real = os.path.realpath(cwd / path) if "\0" not in path else path
            if path.isdigit() or path in ("None", "/dev/null", "-1"):
                continue
            if not any(_below(real, place) for place in (base, *(_PYTHON if reads else ()))):
                return f"{name} {real!r}"
    return ""


def misbehaved(events: tuple[Event, ...]) -> str:
    """The first event that no compilation causes: a process, a socket, code that came with neither Python nor us."""
    for name, words in events:
        if name.startswith(NEVER):
            return f"{name} {words}"
        if name == "exec" and (problem := _executed(words[0])):
            return problem
        if name == "import" and (problem := _imported(words)):
            return problem
    return ""


def _executed(code: str) -> str:
    file = _CODE_FILE.search(code)
    known = file is not None and (_MADE.match(file[1]) or any(_below(os.path.realpath(file[1]), p) for p in _PYTHON))
    return "" if known else f"exec {code}"


def _imported(words: tuple[str, ...]) -> str:
    return (
        f"import {words[0]}" if "evil" in words[0] or words[0].split(".")[0] in ("antigravity", "hydra_plugins") else ""
    )


def _flags(words: tuple[str, ...]) -> int:
    return int(words[2]) if len(words) > 2 and words[2].lstrip("-").isdigit() else 0


def _below(path: str, place: str) -> bool:
    return path == place or path.startswith(place + os.sep)


def tree_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder with its content, to see that nothing changed."""
    for path in sorted(folder.rglob("*")):
        yield str(path), path.read_bytes() if path.is_file() and not path.is_symlink() else b""
