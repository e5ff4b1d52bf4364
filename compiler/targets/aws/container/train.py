"""The start of a training job: the channel `runtime` becomes code that can run, and `/opt/ml/model` what can serve.

The runtime itself does the training (`sagemaker_train` in it); here it gets what the image lacks, the champion to beat,
and folders of its own.
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

from . import parameters, store

ROOT = Path("/opt/ml")
WORK = Path("/tmp/modelwright")
FAILURE_CHARACTERS = 900
"""SageMaker shows 1024 and adds words of its own."""
_KINDS = {
    "binary": "binary_classification_metrics",
    "multiclass": "multiclass_classification_metrics",
    "regression": "regression_metrics",
}


def main() -> int:
    """0, or another status after a failure file was written."""
    return run(ROOT, WORK, os.environ)


def run(root: Path, work: Path, environment: Mapping[str, str]) -> int:
    """`root` is `/opt/ml`, `work` a folder to be made. `environment` may name the champion, `MODELWRIGHT_CHAMPION`,
    and where secrets are, `MODELWRIGHT_SECRETS`; `MODELWRIGHT_CANDIDATE` tells that somebody approves the model first.
    """
    try:
        code = _unpack(root / "input" / "data" / "runtime" / "runtime.zip", root / "model" / "code")
        _install(code)
        _lay_out(root, work)
        pointer = environment.get("MODELWRIGHT_CHAMPION")
        if pointer:
            _fetch_champion(pointer, work / "input" / "data" / "champion")
        secrets = parameters.secrets_of(_definition(work), environment.get("MODELWRIGHT_SECRETS", ""))
        status = _run(work, code, secrets)
        if status == 0:
            job = environment.get("TRAINING_JOB_NAME", "")
            _finish(root, work, job)
            if pointer and environment.get("MODELWRIGHT_CANDIDATE"):
                _tell_metrics(work, f"{pointer.rpartition('/')[0]}/{job}/metrics.json")
            elif pointer:
                store.write(pointer, json.dumps({"job": job}).encode())
        return status
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        print(message, file=sys.stderr, flush=True)
        (root / "output").mkdir(parents=True, exist_ok=True)
        (root / "output" / "failure").write_text(message[:FAILURE_CHARACTERS], "utf-8")
        return 1


def _unpack(archive: Path, folder: Path) -> Path:
    """The runtime beside the model, so that the artifact serves itself."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder


def _install(code: Path) -> None:
    """What the image lacks goes beside the runtime, for training now and for serving later: no install at start-up."""
    pins = (code / "requirements.txt").read_text("utf-8").split()
    missing = [pin for pin in pins if importlib.util.find_spec(pin.partition("==")[0].replace("-", "_")) is None]
    if missing:
        command = [sys.executable, "-m", "pip", "install", "--no-deps", "--quiet", "--target", str(code), *missing]
        subprocess.run(command, check=True)


def _lay_out(root: Path, work: Path) -> None:
    """A folder like `/opt/ml`, where a channel for the champion can be added and the artifact stands by itself."""
    data = work / "input" / "data"
    data.mkdir(parents=True)
    for channel in ("definition", "data", "code"):
        if (root / "input" / "data" / channel).is_dir():
            (data / channel).symlink_to(root / "input" / "data" / channel)
    for name, real in (("output", root / "output"), ("model", root / "model" / "artifact")):
        real.mkdir(parents=True, exist_ok=True)
        (work / name).symlink_to(real)


def _fetch_champion(pointer: str, folder: Path) -> None:
    """The artifact of the last job that passed its gates; nothing before the first."""
    content = store.read(pointer)
    if content is None:
        return
    archive = folder.parent.parent / "champion.tar.gz"
    store.download(f"{pointer.rpartition('/')[0]}/{json.loads(content)['job']}/output/model.tar.gz", archive)
    folder.mkdir()
    with tarfile.open(archive) as opened:
        for member in opened.getmembers():
            parts = Path(member.name).parts[-2:]
            if member.isfile() and parts in (("artifact", "model.skops"), ("artifact", "model.json")):
                source = opened.extractfile(member)
                (folder / parts[1]).write_bytes(source.read() if source else b"")


def _definition(work: Path) -> dict[str, Any]:
    return json.loads(next((work / "input" / "data" / "definition").glob("*.json")).read_text("utf-8"))


def _run(work: Path, code: Path, secrets: Mapping[str, str]) -> int:
    environment = {**os.environ, **secrets, "PYTHONPATH": str(code), "MODELWRIGHT_SAGEMAKER_BASE": str(work)}
    command = [sys.executable, "-m", "modelwright_runtime.sagemaker_train"]
    return subprocess.run(command, env=environment, check=False).returncode


def _finish(root: Path, work: Path, job: str) -> None:
    """Say beside the artifact what it is."""
    served = {"model": _definition(work)["model"], "version": job, "digest": _result(work)["artifact"]}
    (root / "model" / "served.json").write_text(json.dumps(served), "utf-8")


def _tell_metrics(work: Path, address: str) -> None:
    """For the registry, in the form that it shows.

    https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-model-quality-metrics.html
    """
    metrics = {name: {"value": value, "standard_deviation": "NaN"} for name, value in _result(work)["metrics"].items()}
    store.write(address, json.dumps({_KINDS[_definition(work)["task"]]: metrics}).encode())


def _result(work: Path) -> dict[str, Any]:
    return json.loads((work / "output" / "modelwright" / "result.json").read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(main())
