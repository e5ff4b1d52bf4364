"""Which scikit-learn is installed beside us: local jobs run with it. Found without the second that an import takes."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_NEWEST = "1.9"


@cache
def installed_sklearn() -> str:
    """`1.9.1`; the newest version that is supported where none is installed, so that specs can be checked anyway.

    Read from the name of the folder that every installer writes: asking importlib.metadata takes ten times as long.
    """
    package = find_spec("sklearn")
    if package is None or package.origin is None:
        return _NEWEST
    folders = sorted(Path(package.origin).parent.parent.glob("scikit_learn-*.dist-info"))
    return folders[-1].name.removesuffix(".dist-info").rpartition("-")[2] if folders else _NEWEST
