"""What will train: library versions and the digest of our own runtime's source, found without importing them."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from compiler.source.canonical import digest, digest_file

_PACKAGES = ("numpy", "scikit-learn", "skops")
_RUNTIME = Path(__file__).resolve().parents[1] / "runtime"


@cache
def runtime_versions() -> dict[str, str]:
    """By package name, `python` included; a package that is not installed is `absent`."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return found


@cache
def runtime_digest() -> str:
    """Of every source file of the job runtime. A change of what trains is a change of what is trained."""
    files = sorted(_RUNTIME.rglob("*.py"))
    return digest({path.relative_to(_RUNTIME).as_posix(): digest_file(path) for path in files})
