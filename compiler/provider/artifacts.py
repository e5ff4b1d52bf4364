"""The content-addressed store of trained models: `artifacts/<hex>/` holds `model.skops` and `model.json`."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from compiler.runtime.artifact import SIDECAR, artifact_digest
from compiler.source.diagnostic import refuse
from compiler.source.files import remove_below, sync_folder

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def artifact_folder(private: Path, artifact: str) -> Path:
    """Where the artifact of a digest is, or would be. Raises ValueError when the text is not a digest."""
    if not _DIGEST.fullmatch(artifact):
        raise ValueError(f"not a digest: {artifact!r}")
    return private / "artifacts" / artifact.removeprefix("sha256:")


def verified(private: Path, artifact: str) -> Path | None:
    """The folder of a stored artifact whose content is what its digest says; None when it is missing or damaged."""
    try:
        folder = artifact_folder(private, artifact)
        return folder if artifact_digest(folder) == artifact else None
    except (OSError, ValueError):
        return None


def verified_or_refuse(private: Path, artifact: str) -> Path:
    """The same; raises `Refused` (D020) instead of None."""
    if folder := verified(private, artifact):
        return folder
    try:
        folder = artifact_folder(private, artifact)
        what, where = ("is damaged" if folder.exists() else "is missing"), f"artifacts/{folder.name}"
    except ValueError:
        what, where = "is not named by a digest", artifact
    raise refuse(
        "D020",
        f"the stored model `{where}` {what}",
        hint="run `modelwright up`: the model is trained again from its data",
    )


def store(private: Path, built: Path, artifact: str) -> Path:
    """Move a finished artifact folder into the store; one that is there and intact stays. Raises `Refused` (D020)."""
    if existing := verified(private, artifact):
        shutil.rmtree(built)
        return existing
    try:
        intact = artifact_digest(built) == artifact
    except OSError:
        intact = False
    if not intact:
        raise refuse(
            "D020",
            "the trained model on disk is not what the training wrote",
            hint="see that the disk is sound and has room, and run the command again",
        )
    folder = artifact_folder(private, artifact)
    folder.parent.mkdir(parents=True, exist_ok=True)
    remove_below(folder.parent, folder)
    sync_folder(built)
    built.rename(folder)
    sync_folder(folder.parent)
    return folder


def read_sidecar(folder: Path) -> dict[str, object]:
    """What an artifact says about itself: schema, metrics, profile, versions. Raises OSError and ValueError."""
    sidecar = json.loads((folder / SIDECAR).read_text(encoding="utf-8"))
    if not isinstance(sidecar, dict):
        raise ValueError(f"{SIDECAR} holds no object")
    return sidecar


def remove_artifact(private: Path, artifact: str) -> None:
    """Remove an artifact; no error when it is gone already. Raises ValueError when the text is not a digest."""
    remove_below(private, artifact_folder(private, artifact))
