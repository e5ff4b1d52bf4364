"""What a difference between the record of a local resource and what is there means."""

from __future__ import annotations

from compiler.model.drift import DriftKind, DriftRule

_NOISE, _CHANGED, _DELETED = DriftKind.NOISE, DriftKind.CHANGED, DriftKind.DELETED
_PROCESS = "the same endpoint in another process"

DRIFT = (
    DriftRule("Dataset", "digest", _CHANGED, "the data file is another one"),
    DriftRule("Dataset", "", _DELETED, "the data file is gone"),
    DriftRule("TrainingRun", "", _DELETED, "the trained model is missing from the store, or damaged"),
    DriftRule("ModelVersion", "version", _CHANGED, "the registry numbers it otherwise"),
    DriftRule("ModelVersion", "metrics", _CHANGED, "its record in the registry was changed"),
    DriftRule("ModelVersion", "gates", _CHANGED, "its record in the registry was changed"),
    DriftRule("ModelVersion", "", _DELETED, "the registry does not have it"),
    DriftRule("Endpoint", "pid", _NOISE, _PROCESS),
    DriftRule("Endpoint", "mark", _NOISE, _PROCESS),
    DriftRule("Endpoint", "home", _NOISE, _PROCESS),
    DriftRule("Endpoint", "url", _NOISE, "follows `port`"),
    DriftRule("Endpoint", "version", _CHANGED, "another version serves"),
    DriftRule("Endpoint", "artifact", _CHANGED, "another model serves"),
    DriftRule("Endpoint", "", _DELETED, "its server does not run, or does not answer"),
)
"""The first rule that fits decides; what none fits is somebody's doing where the program wrote it."""
