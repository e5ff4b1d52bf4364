"""Inside a training job: SageMaker's folders in, a trained model with the code that serves it in `/opt/ml/model` out.

The job definition, the user's code and the data are channels; the runtime does the work; a failure's text goes where
SageMaker reads it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import store

ROOT = Path("/opt/ml")
FAILURE_CHARACTERS = 900
"""SageMaker shows 1024 and adds words of its own."""


def main() -> int:
    """Exit status 0, or 1 after writing the failure file."""
    return run(ROOT, os.environ)


def run(root: Path, environment: Mapping[str, str]) -> int:
    """Train below `root` (`/opt/ml`). `environment` may name the champion's pointer, `MODELWRIGHT_CHAMPION`."""
    try:
        result = _train(root, environment)
    except Exception as error:
        return _fail(root, f"{type(error).__name__}: {error}")
    if not result["ok"]:
        return _fail(root, f"{result['failure']['kind']}: {result['failure']['message']}")
    return 0


def _fail(root: Path, message: str) -> int:
    print(message, file=sys.stderr, flush=True)
    failure = root / "output" / "failure"
    failure.parent.mkdir(parents=True, exist_ok=True)
    failure.write_text(message[:FAILURE_CHARACTERS], "utf-8")
    return 1


def _train(root: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    channels, work = root / "input" / "data", root / "work"
    code = unpack(channels / "runtime" / "runtime.zip", root / "model" / "code")
    install(code)
    definition = json.loads((channels / "job" / "definition.json").read_text("utf-8"))
    entrypoint = definition.get("entrypoint")
    pointer = environment.get("MODELWRIGHT_CHAMPION")
    request = {
        "definition": definition,
        "source": str(_only_file(channels / "data")),
        "code": str(channels / "job" / Path(entrypoint["path"]).name) if entrypoint else None,
        "champion": _champion(pointer, work),
        "output": str(root / "model" / "artifact"),
        "result": str(work / "result.json"),
    }
    result = _call_runtime(request, work, code, definition["limits"]["threads"])
    if result["ok"]:
        name = environment.get("TRAINING_JOB_NAME", "")
        served = {"model": definition["model"], "version": name, "digest": result["artifact"]}
        (root / "model" / "served.json").write_text(json.dumps(served), "utf-8")
        if pointer:
            store.write(pointer, json.dumps({"job": name}).encode())
    return result


def unpack(archive: Path, folder: Path) -> Path:
    """The runtime beside the model, so that the artifact serves itself."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder


def install(code: Path) -> None:
    """What the image lacks goes beside the runtime, for training now and for serving later: no install at start-up."""
    pins = (code / "requirements.txt").read_text("utf-8").split()
    missing = [pin for pin in pins if importlib.util.find_spec(pin.partition("==")[0].replace("-", "_")) is None]
    if missing:
        command = [sys.executable, "-m", "pip", "install", "--no-deps", "--quiet", "--target", str(code), *missing]
        subprocess.run(command, check=True)


def _only_file(folder: Path) -> Path:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if len(files) != 1:
        raise ValueError(f"the data channel holds {len(files)} files; one is expected")
    return files[0]


def _champion(pointer: str | None, work: Path) -> str | None:
    """The artifact folder of the last model that passed its gates; None before the first."""
    content = store.read(pointer) if pointer else None
    if content is None or pointer is None:
        return None
    job = json.loads(content)["job"]
    work.mkdir(parents=True, exist_ok=True)
    archive = work / "champion.tar.gz"
    store.download(f"{pointer.rpartition('/')[0]}/{job}/output/model.tar.gz", archive)
    with tarfile.open(archive) as opened:
        members = [member for member in opened.getmembers() if member.isfile() and _is_artifact(member.name)]
        for member in members:
            source = opened.extractfile(member)
            target = work / "champion" / Path(member.name).name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read() if source else b"")
    return str(work / "champion")


def _is_artifact(name: str) -> bool:
    return Path(name).parts[-2:] in (("artifact", "model.skops"), ("artifact", "model.json"))


def _call_runtime(request: dict[str, Any], work: Path, code: Path, threads: int) -> dict[str, Any]:
    """The runtime in a process of its own, with the threads that its definition allows and without inherited paths."""
    work.mkdir(parents=True, exist_ok=True)
    path = work / "request.json"
    path.write_text(json.dumps(request), "utf-8")
    pinned = {name: str(threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    environment = {**os.environ, **pinned, "PYTHONPATH": str(code)}
    command = [sys.executable, "-m", "modelwright_runtime", "train", str(path)]
    status = subprocess.run(command, env=environment, check=False).returncode
    result = Path(request["result"])
    if not result.exists():
        raise RuntimeError(f"the runtime ended with status {status} and without a result")
    return json.loads(result.read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(main())
