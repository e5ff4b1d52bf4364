"""Floor 4: what the commands do, on a session; the command line and other front ends only show the results."""

from compiler.operations.apply import DestroyResult, UpResult, destroy, plan, up
from compiler.operations.doctor import Finding, doctor
from compiler.operations.explain import Explanation, explain
from compiler.operations.serve import EndpointStatus, LogFile, ModelStatus, Status, logs, predict, status
from compiler.operations.validate import validate

__all__ = [
    "DestroyResult",
    "EndpointStatus",
    "Explanation",
    "Finding",
    "LogFile",
    "ModelStatus",
    "Status",
    "UpResult",
    "destroy",
    "doctor",
    "explain",
    "logs",
    "plan",
    "predict",
    "status",
    "up",
    "validate",
]
