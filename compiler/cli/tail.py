"""The end of log files, once or as they grow. In: paths; out: lines."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

_PAUSE = 0.25
"""Seconds between looks."""


def last_lines(path: Path, count: int) -> list[str]:
    """The last lines of a file; none when it is not there."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n") for line in deque(file, maxlen=count)]
    except OSError:
        return []


def follow_files(paths: Mapping[str, Path], say: Callable[[str], None], *, rounds: int | None = None) -> None:
    """Say what is added to any of the files, under its name when there are several, until interrupted (or `rounds`)."""
    positions = {name: _size(path) for name, path in paths.items()}
    while rounds is None or rounds > 0:
        for name, path in paths.items():
            text, positions[name] = read_from(path, positions[name])
            prefix = f"{name} | " if len(paths) > 1 else ""
            for line in text.splitlines():
                say(prefix + line)
        time.sleep(_PAUSE)
        rounds = None if rounds is None else rounds - 1


def read_from(path: Path, position: int) -> tuple[str, int]:
    """The text from a byte position to the last whole line, and the position after it; a shrunken file starts anew."""
    if _size(path) < position:
        position = 0
    try:
        with path.open("rb") as file:
            file.seek(position)
            data = file.read()
    except OSError:
        return "", position
    whole = data[: data.rfind(b"\n") + 1]
    return whole.decode("utf-8", errors="replace"), position + len(whole)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
