"""The inputs of the YAML test suite, from a Go module that ships them (MIT licence); fetched when they are wanted."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

MODULE = "github.com/goccy/go-yaml"
VERSION = "v1.19.2"


def suite(folder: Path) -> tuple[tuple[str, bytes], ...] | str:
    """Name and content of each input, valid and invalid ones; or why they cannot be had. Works in `folder`."""
    go = shutil.which("go")
    if go is None:
        return "there is no `go` on PATH to fetch it with"
    folder.mkdir()
    (folder / "go.mod").write_text("module inputs\n\ngo 1.21\n", encoding="utf-8")
    command = [go, "mod", "download", "-json", f"{MODULE}@{VERSION}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    try:
        root = Path(json.loads(done.stdout)["Dir"]) / "testdata" / "yaml-test-suite"
    except (ValueError, KeyError):
        return f"it cannot be fetched: {(done.stderr or done.stdout).strip()[-200:]}"
    files = sorted(root.rglob("in.yaml"))
    return tuple((path.parent.relative_to(root).as_posix(), path.read_bytes()) for path in files)
