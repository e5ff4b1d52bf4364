"""The command `train` where SageMaker starts it: channels below /opt/ml go in, a model folder or a failure comes out.

Run as `python -m <package>.sagemaker_train`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .failure import Failure, as_dict, shorten
from .job import run_train
from .jsonfile import read_json, write_bytes, write_json

BASE = "MODELWRIGHT_SAGEMAKER_BASE"
"""Names a folder that stands for /opt/ml."""


def main(base: Path) -> int:
    """Exit status as of `train`; the failure file says what went wrong.

    Channels: `definition` (one JSON file), `data` (one CSV file), and, where there are such, `code` (the entry point's
    folder) and `champion` (an artifact folder).
    """
    work = base / "output" / "modelwright"
    result = work / "result.json"
    try:
        request = _request(base, result)
        write_json(work / "request.json", request)
        status = run_train(work / "request.json", lambda failure: _report(base, as_dict(failure)))
        failure = read_json(result)["failure"]
    except Failure as caught:
        status, failure = 1, as_dict(caught)
    if failure:
        _report(base, failure)
    else:
        # The model folder is a mount: it can be filled, not replaced.
        shutil.copytree(work / "artifact", base / "model", dirs_exist_ok=True)
    return status


def _report(base: Path, failure: Mapping[str, str]) -> None:
    """A gate's message stands alone: its numbers must come first."""
    text = failure["message"] if failure["kind"] == "gate" else f"{failure['kind']}: {failure['message']}"
    write_bytes(base / "output" / "failure", shorten(text).encode())


def _request(base: Path, result: Path) -> dict[str, Any]:
    channels = base / "input" / "data"
    definition = read_json(_only(channels / "definition", ".json"))
    champion = channels / "champion"
    return {
        "definition": definition,
        "source": str(_only(channels / "data", ".csv")),
        "code": _code(definition, channels / "code"),
        "champion": str(champion) if champion.is_dir() and any(champion.iterdir()) else None,
        "output": str(result.with_name("artifact")),
        "result": str(result),
    }


def _only(channel: Path, suffix: str) -> Path:
    found = sorted(channel.glob(f"*{suffix}")) if channel.is_dir() else []
    if len(found) != 1:
        raise Failure("request", f"the channel `{channel.name}` holds {len(found)} {suffix} files, expected one")
    return found[0]


def _code(definition: Mapping[str, Any], channel: Path) -> str | None:
    """The channel holds the file by its path in the workspace, or alone by its name."""
    entry = definition.get("entrypoint")
    if not isinstance(entry, dict):
        return None
    whole = channel / str(entry.get("path"))
    return str(whole if whole.is_file() else channel / whole.name)


if __name__ == "__main__":
    sys.exit(main(Path(os.environ.get(BASE, "/opt/ml"))))
