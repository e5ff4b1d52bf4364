"""Calls of the system that fail: the library of `faults.c`, and how a process makes one of its own calls fail."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

KINDS = ("open", "write", "fsync", "rename")
ABLE = os.name == "posix" and Path("/proc/self/fd").is_dir() and shutil.which("cc") is not None


def built(folder: Path) -> str:
    """The library, compiled into the folder; for `LD_PRELOAD`."""
    library = folder / "faults.so"
    source = Path(__file__).with_name("faults.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return str(library)


def ready() -> None:
    """What commands import that work on stacks, so that no fork does it again."""
    for name in (
        "grpc",
        "filelock",
        "psutil",
        "sqlite3",
        "compiler.engines.embedded.monitor",
        "compiler.provider.local",
    ):
        import_module(name)
    for name in ("up", "plan", "destroy", "compile"):
        import_module(f"compiler.cli.commands.{name}")


def arm(fault: Sequence[int], folder: str, report: int) -> Callable[[], None]:
    """From now on the call of this kind and number below the folder fails; what is returned reports the counts."""
    library = ctypes.CDLL(None)
    library.fault_arm(*fault, os.fsencode(os.path.realpath(folder)), report)

    def told() -> None:
        counts = "".join(f"\n{library.fault_calls(kind)}" for kind in range(len(KINDS)))
        os.lseek(report, 0, os.SEEK_END)
        os.write(report, counts.encode())

    return told
