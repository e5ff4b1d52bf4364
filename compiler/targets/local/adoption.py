"""How what stands on this machine gets into a stack and its spec."""

from __future__ import annotations

from compiler.model.target import Adoption


def _token(type_: str) -> str:
    return f"modelwright:index:{type_}"


_SECTIONS = {"Dataset": "datasets", "TrainingRun": "models", "ModelVersion": "models", "Endpoint": "serving"}
# A file is the user's own, and a run of the same inputs is the same run, whoever asks for it.
ADOPTION = Adoption(_token, _SECTIONS, frozenset({"Dataset", "TrainingRun"}))
