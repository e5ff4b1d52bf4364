"""What the job runtime found wrong goes in, diagnostics for the user come out."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence

from compiler.provider.jobs import Ended
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import Location

Found = Mapping[str, object]

_DATA_CODES = {
    "unreadable": "D003",
    "missing-column": "D004",
    "duplicate-column": "D004",
    "ragged-row": "D005",
    "bad-value": "D005",
    "no-rows": "D007",
    "check-failed": "D006",
}
_DATA_HINTS = {
    "D003": "the file must be CSV: UTF-8, commas, one header line",
    "D004": "correct the header of the file or the names under `columns`",
    "D005": "correct the file, declare another type, or list the text under `missing`",
    "D006": "correct the data, or the bound if it asks too much",
    "D007": "add rows to the file",
}
_TRAINING_CODES = {
    "estimator": "D011",
    "tuning": "D011",
    "timeout": "D012",
    "entrypoint": "D013",
    "data": "D015",
    "champion": "D016",
    "metric": "D017",
    "artifact": "D018",
}
_TRAINING_HINTS = {
    "D011": "change the parameters or the estimator",
    "D012": "raise `train.timeout`, or train less: fewer rows, features or iterations",
    "D013": "correct the function that `entrypoint` names",
    "D015": "correct the data, the `target` or the `split`",
    "D016": "bring the data and the champion together again, or remove the gates that mention `champion`",
    "D017": "remove the metric, or use an estimator that can be measured by it",
    "D018": "build the model of scikit-learn's own classes",
}
_PLACES = {"entrypoint": ("definition", "entrypoint"), "tuning": ("definition", "tune")}
_MOST_PER_COLUMN = 3


def data_problems(source: str, inputs: Mapping[str, object], found: Sequence[Found]) -> tuple[Diagnostic, ...]:
    """One diagnostic for each problem of a check; for bad values three for each column at most."""
    shown: dict[object, int] = {}
    diagnostics: list[Diagnostic] = []
    for problem in found:
        if problem.get("kind") == "bad-value":
            shown[problem.get("column")] = shown.get(problem.get("column"), 0) + 1
            if shown[problem.get("column")] > _MOST_PER_COLUMN:
                continue
        diagnostics.append(_data_problem(source, inputs, problem))
    return tuple(diagnostics)


def _data_problem(source: str, inputs: Mapping[str, object], problem: Found) -> Diagnostic:
    kind, row, count = problem.get("kind"), problem.get("row"), problem.get("count")
    code = _DATA_CODES.get(str(kind), "D003")
    path: tuple[str | int, ...] = ()
    if code == "D006":
        path = _entry(inputs, "checks", "text", problem.get("text"))
    elif problem.get("column") is not None:
        path = _entry(inputs, "columns", "name", problem.get("column"))
    location = Location(source, int(row), 1) if isinstance(row, (int, float)) and code in ("D003", "D005") else None
    hint = _DATA_HINTS[code]
    if isinstance(count, (int, float)) and count > 1:
        hint = f"{int(count)} like this; {hint}"
    return Diagnostic(code, str(problem.get("message")), location, path, hint)


def _entry(inputs: Mapping[str, object], key: str, field: str, value: object) -> tuple[str | int, ...]:
    entries = inputs.get(key)
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict) and entry.get(field) == value:
            return (key, index)
    return (key,)


def failed_gates(definition: Mapping[str, object], verdicts: Sequence[Found]) -> tuple[Diagnostic, ...]:
    """One diagnostic for each gate that did not pass, with its numbers; `verdicts` in the definition's order."""
    wanted = definition.get("gates")
    texts = [gate.get("text") for gate in wanted if isinstance(gate, dict)] if isinstance(wanted, list) else []
    diagnostics = []
    for position, verdict in enumerate(verdicts):
        if verdict.get("passed"):
            continue
        text = verdict.get("text")
        index = position if position < len(texts) and texts[position] == text else texts.index(text)
        numbers = f"{_number(verdict.get('value'))}, needed {verdict.get('op')} {_number(verdict.get('threshold'))}"
        against = " against the champion" if verdict.get("champion") else ""
        diagnostics.append(
            Diagnostic(
                "D010",
                f"gate `{text}` failed: {verdict.get('metric')} is {numbers}{against}",
                path=("definition", "gates", index),
                hint="the model was not registered, and what serves still serves; improve the model or change the gate",
            )
        )
    return tuple(diagnostics)


def _number(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, (int, float)) else "unknown"


def failed_training(definition: Mapping[str, object], ended: Ended, log: str) -> tuple[Diagnostic, ...]:
    """Why a training gave no model. Empty when it did give one."""
    result = ended.result or {}
    if result.get("ok") and not ended.timed_out:
        return ()
    failure = result.get("failure")
    failure = failure if isinstance(failure, dict) else {}
    kind, message = str(failure.get("kind", "")), str(failure.get("message", ""))
    verdicts = result.get("gates")
    if kind == "gate" and isinstance(verdicts, list):
        return failed_gates(definition, verdicts)
    name = f"training of `{definition.get('model')}`"
    see = f"its output is in `{log}`"
    if ended.timed_out or kind == "timeout":
        limits = definition.get("limits")
        seconds = limits.get("timeout_seconds") if isinstance(limits, dict) else None
        return (Diagnostic("D012", f"the {name} took longer than {seconds} seconds", hint=_TRAINING_HINTS["D012"]),)
    if code := _TRAINING_CODES.get(kind):
        path = _PLACES.get(kind, ())
        return (Diagnostic(code, f"the {name} failed: {message}", path=path, hint=f"{_TRAINING_HINTS[code]}; {see}"),)
    how = f"stopped: {message}" if message else died(ended)
    return (Diagnostic("D014", f"the {name} {how}", hint=see),)


def died(ended: Ended) -> str:
    """How a process ended that left no result."""
    if ended.code >= 0:
        return f"ended with status {ended.code} and no result" + (f": {ended.last}" if ended.last else "")
    name = signal.Signals(-ended.code).name if -ended.code in list(signal.Signals) else str(-ended.code)
    return f"was ended by {name}" + ("; the machine may be out of memory" if name == "SIGKILL" else "")
