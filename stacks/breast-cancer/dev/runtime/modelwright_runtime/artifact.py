"""The artifact folder, `model.skops` and `model.json`: written whole, named by its digest, verified, then loaded."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .failure import Failure
from .jsonfile import dump_json, read_json, sha256, sha256_file, write_bytes
from .schema import Feature, Target, read_feature

FORMAT = 1
MODEL, SIDECAR = "model.skops", "model.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that may be used: the fitted pipeline and what its sidecar says."""

    pipeline: Any
    model: str
    task: str
    features: tuple[Feature, ...]
    target: Target
    columns: tuple[str, ...]
    missing: frozenset[str]
    digest: str
    sidecar: dict[str, Any]


def artifact_digest(folder: Path) -> str:
    """`sha256:<hex>` over the canonical list of (name, content digest). Raises OSError."""
    pairs = [[path.name, sha256_file(path)] for path in sorted(folder.iterdir())]
    return f"sha256:{sha256(json.dumps(pairs, separators=(',', ':')).encode())}"


def write_artifact(folder: Path, model: bytes, sidecar: dict[str, Any]) -> str:
    """Writes beside `folder` and renames onto it; an older folder there is replaced. Returns the digest."""
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    shutil.rmtree(beside, ignore_errors=True)
    write_bytes(beside / MODEL, model)
    write_bytes(beside / SIDECAR, dump_json(sidecar))
    digest = artifact_digest(beside)
    if folder.exists():
        shutil.rmtree(folder)
    beside.rename(folder)
    return digest


def load_artifact(folder: Path, digest: str | None) -> Loaded:
    """Failure `artifact` when the folder is not what the digest says, or holds what is not trusted."""
    from .archive import load_model

    try:
        names = sorted(path.name for path in folder.iterdir())
        found = artifact_digest(folder)
    except OSError as error:
        raise Failure("artifact", f"the artifact cannot be read: {error.strerror or error}") from None
    if names != [SIDECAR, MODEL]:
        raise Failure("artifact", f"the artifact holds {', '.join(names) or 'nothing'}, not {SIDECAR} and {MODEL}")
    if digest is not None and found != digest:
        raise Failure("artifact", f"the artifact's digest is {found}, expected {digest}: its files were changed")
    sidecar = read_json(folder / SIDECAR)
    if sidecar.get("format") != FORMAT:
        raise Failure("artifact", f"the artifact has format {sidecar.get('format')!r}; {FORMAT} is known here")
    try:
        features = tuple(read_feature(raw) for raw in sidecar["features"])
        target = Target(sidecar["target"]["name"], sidecar["target"]["type"], tuple(sidecar["target"]["classes"]))
        columns, missing = tuple(sidecar["columns"]), frozenset(sidecar["missing"])
        model, task = str(sidecar["model"]), str(sidecar["task"])
    except (KeyError, TypeError) as error:
        raise Failure("artifact", f"`{SIDECAR}` cannot be read: {error!r}") from None
    pipeline = load_model((folder / MODEL).read_bytes())
    if getattr(pipeline, "n_features_in_", len(features)) != len(features):
        raise Failure(
            "artifact", f"`{SIDECAR}` lists {len(features)} features, the model takes {pipeline.n_features_in_}"
        )
    return Loaded(pipeline, model, task, features, target, columns, missing, found, sidecar)
