"""A request file becomes a result file and an exit status; whatever goes wrong in between, there is a result."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .failure import Failure, as_dict, empty_result
from .guard import watch
from .hiding import forms_of, hidden_in, secrets_of
from .jsonfile import read_json, write_json

OK, FAILED, GATE = 0, 1, 3


def say(line: str) -> None:
    """One line of progress, at once."""
    print(line, flush=True)


def warm() -> None:
    """Imports what training and serving need, and what their imports would import later."""
    import sklearn.compose
    import sklearn.ensemble
    import sklearn.impute
    import sklearn.linear_model
    import sklearn.metrics
    import sklearn.model_selection
    import sklearn.pipeline
    import sklearn.preprocessing  # noqa: F401
    import skops.io  # noqa: F401

    from . import champion, sidecar, train  # noqa: F401
    from .serving import server  # noqa: F401


def reseed() -> None:
    """In a fork: the generator of chance that scikit-learn falls back on is no copy of its parent's any more."""
    import numpy

    numpy.random.seed()


def run_check(path: Path) -> int:
    """0 when the data is as declared, 1 when not."""

    def body(request: dict[str, Any]) -> dict[str, Any]:
        from .check import check

        return check(request)

    def failed(failure: Failure) -> dict[str, Any]:
        found = {
            "kind": failure.kind,
            "column": None,
            "row": None,
            "text": None,
            "message": failure.message,
            "count": 1,
        }
        empty = {"rows": 0, "profile": {"rows": 0, "columns": {}}, "checked": []}
        return {"ok": False, **empty, "problems": [found], "problem_count": 1}

    return OK if _run(path, body, failed)["ok"] else FAILED


def run_train(path: Path, cut_short: Callable[[Failure], None] = lambda _: None) -> int:
    """0 when there is an artifact, 3 when a gate failed, 1 for any other failure.

    `cut_short` is told when the job ends the whole process: too late, or asked to stop.
    """

    def body(request: dict[str, Any]) -> dict[str, Any]:
        result = Path(request["result"])

        def end(failure: Failure) -> None:
            write_json(result, failed(failure))
            cut_short(failure)

        over = watch(_timeout(request), end)
        try:
            from .train import train

            return train(request, say)
        finally:
            over()

    def failed(failure: Failure) -> dict[str, Any]:
        return {**empty_result(), "failure": as_dict(failure)}

    result = _run(path, body, failed)
    if result["ok"]:
        return OK
    print(f"{result['failure']['kind']}: {result['failure']['message']}", file=sys.stderr, flush=True)
    return GATE if result["failure"]["kind"] == "gate" else FAILED


def _timeout(request: dict[str, Any]) -> float:
    try:
        return float(request["definition"]["limits"]["timeout_seconds"])
    except (KeyError, TypeError, ValueError):
        raise Failure("request", "the job definition has no time limit") from None


def run_serve(path: Path) -> int:
    """Serves until it is told to stop: 0 then, 1 when it could not start."""
    try:
        from .serving.server import serve

        status = serve(read_json(path))
        # A prediction that does not end in time would be waited for.
        sys.stdout.flush()
        os._exit(status)
    except Failure as failure:
        print(f"{failure.kind}: {failure.message}", file=sys.stderr, flush=True)
        return FAILED


def _run(
    path: Path, body: Callable[[dict[str, Any]], dict[str, Any]], failed: Callable[[Failure], dict[str, Any]]
) -> dict[str, Any]:
    request: dict[str, Any] = {}
    try:
        request = read_json(path)
        missing = [name for name in ("source", "result") if not isinstance(request.get(name), str)]
        if missing:
            raise Failure("request", f"the request says no `{missing[0]}`")
        result = body(request)
    except Failure as failure:
        result = failed(failure)
    except Exception as error:
        traceback.print_exc()
        result = failed(Failure("internal", f"{type(error).__name__}: {error}"))
    # Here, and not only where it is read: whoever reads it may be killed before, and the file stays.
    shown = hidden_in(result, forms_of(secrets_of(request)))
    assert isinstance(shown, dict)
    if isinstance(request.get("result"), str):
        write_json(Path(request["result"]), shown)
    return shown
