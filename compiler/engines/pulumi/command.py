"""The Pulumi CLI on this machine: which one, of which version, and whether it fits."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from compiler.source.diagnostic import refuse

OLDEST = (3, 206)
"""The first that sends its events over gRPC. Up to the next major version all later ones fit."""
INSTALL = "https://www.pulumi.com/docs/install/"
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Cli:
    """`version` such as `3.274.1`; empty when it does not tell."""

    path: Path
    version: str

    @property
    def fits(self) -> bool:
        """True when this engine can drive it."""
        numbers = re.match(r"(\d+)\.(\d+)", self.version)
        return bool(numbers) and OLDEST <= (int(numbers[1]), int(numbers[2])) < (OLDEST[0] + 1, 0)


def find_cli(environ: Mapping[str, str] = os.environ) -> Cli | None:
    """The first that fits: on PATH, or where `make pulumi` builds it; else the one on PATH, else None."""
    found = [_asked(path) for path in _places(environ)]
    return next((cli for cli in found if cli.fits), found[0] if found else None)


def require_cli(environ: Mapping[str, str] = os.environ) -> Cli:
    """Raises `Refused` (P020, P021)."""
    cli = find_cli(environ)
    if cli is None:
        without = "`plan` goes without, and so does `--engine embedded` where `target: local`"
        hint = f"install it ({INSTALL}), or build it in a checkout (`make pulumi`); {without}"
        raise refuse("P020", "the Pulumi CLI is not installed", hint=hint)
    if not cli.fits:
        raise refuse(
            "P021",
            f"the Pulumi CLI `{cli.path}` is of version {cli.version or 'unknown'}; this needs {wanted()}",
            hint=f"install a newer one: {INSTALL}",
        )
    return cli


def wanted() -> str:
    """The versions that fit, in words."""
    return f"{OLDEST[0]}.{OLDEST[1]} or newer, below {OLDEST[0] + 1}"


def _places(environ: Mapping[str, str]) -> Iterator[Path]:
    if found := shutil.which("pulumi", path=environ.get("PATH")):
        yield Path(found)
    cache = Path(environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME", "~")).expanduser() / ".cache")
    yield from sorted((cache / "modelwright" / "pulumi").glob("v*/pulumi"), reverse=True)


def _asked(path: Path) -> Cli:
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        told = subprocess.run(
            [path, "version"], capture_output=True, text=True, timeout=_PATIENCE, env=environment, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return Cli(path, "")
    found = re.search(r"v?(\d+\.\d+\.\d+\S*)", told.stdout)
    return Cli(path, found[1] if found else "")
