"""What stands after an operation: metrics, gates, endpoints, predictions, next steps. In: results; out: text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from compiler.model.metrics import METRICS
from compiler.reports.style import number, paint, plural, short, table

_INVOKE = "aws sagemaker-runtime invoke-endpoint --content-type text/csv --body fileb://FILE"


def outputs_text(outputs: Mapping[str, object], *, colour: bool) -> str:
    """Metrics and gates of every model, or the job that trained it, and where every endpoint is; then all others."""
    parts = [_model(name, model, colour) for name, model in _mappings(outputs.get("models"))]
    endpoints = [
        (name, str(endpoint.get("url") or endpoint.get("name") or "not known yet"))
        for name, endpoint in _mappings(outputs.get("endpoints"))
    ]
    if endpoints:
        parts.append(f"{paint('Endpoints', 'bold', colour)}\n{table(endpoints)}")
    others = [(name, short(value)) for name, value in sorted(outputs.items()) if name not in ("models", "endpoints")]
    if others:
        parts.append(f"{paint('Outputs', 'bold', colour)}\n{table(others)}")
    return "\n\n".join(parts)


def output_text(value: object) -> str:
    """One output: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def next_steps(target: str, environment: str, outputs: Mapping[str, object]) -> str:
    """Commands that make sense after an `up`; `target` is how the project was named on the command line.

    `predict` asks endpoints with a URL; for those in a cloud, that cloud's own command stands.
    """
    words = " ".join(word for word in (target, "" if environment == "local" else f"--env {environment}") if word)
    tail = f" {words}" if words else ""
    named = [
        str(item["name"]) for _, item in _mappings(outputs.get("endpoints")) if "name" in item and "url" not in item
    ]
    steps = [
        (f"modelwright predict{tail} --data FILE", "predict rows of a CSV or JSON file"),
        (f"modelwright status{tail}", "what runs"),
        (f"modelwright destroy{tail}", "stop and remove everything"),
    ]
    if not named:
        return f"Next\n{table(steps)}"
    return f"Next\n{table(steps[1:])}\n\nAsk an endpoint\n  {_INVOKE} --endpoint-name {named[0]} answer.json"


def predictions_text(rows: Sequence[Mapping[str, object]]) -> str:
    """One line per row; nested values such as probabilities become columns of their own."""
    flat = [_flatten(row) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    if not names:
        return "no rows"
    numeric = {
        i for i, name in enumerate(names) if all(isinstance(row.get(name), (int, float, type(None))) for row in flat)
    }
    lines = [["row", *names], *([str(at), *(_cell(row.get(name)) for name in names)] for at, row in enumerate(flat, 1))]
    return table(lines, indent="", right=frozenset({0, *(index + 1 for index in numeric)}))


def metrics_line(metrics: Mapping[str, object]) -> str:
    """`roc_auc 0.9931, log_loss 0.1042`."""
    return ", ".join(f"{name} {number(value)}" for name, value in _in_order(metrics))


def parameters_line(parameters: Mapping[str, object]) -> str:
    """`max_depth 4, max_features sqrt`."""
    return ", ".join(
        f"{name} {value if isinstance(value, str) else number(value)}" for name, value in sorted(parameters.items())
    )


def _model(name: str, model: Mapping[str, object], colour: bool) -> str:
    title = f"Model {name}" + (f", version {number(model['version'])}" if model.get("version") is not None else "")
    metrics, gates = model.get("metrics"), model.get("gates")
    lines = [paint(title, "bold", colour)]
    made = [(word.replace("_", " "), str(model[word])) for word in ("training_job", "artifact") if word in model]
    lines.append(table(made) if "training_job" in model else "")
    if isinstance(metrics, Mapping):
        lines.append(table(((str(key), number(value)) for key, value in _in_order(metrics)), right=frozenset({1})))
    if isinstance(gates, Iterable) and not isinstance(gates, (str, Mapping)):
        lines.append(_gates([gate for gate in gates if isinstance(gate, Mapping)], colour))
    return "\n".join(line for line in lines if line)


def _gates(gates: Sequence[Mapping[str, object]], colour: bool) -> str:
    aligned = table(
        ((str(gate.get("text", "")), number(gate.get("value"))) for gate in gates), indent="", right=frozenset({1})
    )
    lines = []
    for gate, line in zip(gates, aligned.splitlines(), strict=True):
        passed = bool(gate.get("passed"))
        word = paint("passed", "green", colour) if passed else paint("failed", "bold red", colour)
        lines.append(f"  {word}  {line}")
    return "\n".join(lines)


def _mappings(value: object) -> list[tuple[str, Mapping[str, object]]]:
    """The named mappings of an output that may be absent or not known yet."""
    if not isinstance(value, Mapping):
        return []
    return [(str(name), item) for name, item in sorted(value.items()) if isinstance(item, Mapping)]


def _in_order(metrics: Mapping[str, object]) -> list[tuple[str, object]]:
    """As in the table of metrics: outputs that went through an engine have lost the order of the spec."""
    places = {name: place for place, name in enumerate(METRICS)}
    return sorted(
        ((str(name), value) for name, value in metrics.items()), key=lambda item: (places.get(item[0], 99), item[0])
    )


def _flatten(row: Mapping[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat.update({f"{name}.{key}": item for key, item in value.items()})
        else:
            flat[name] = value
    return flat


def _cell(value: object) -> str:
    return "" if value is None else number(value)


def removed_text(count: int, kept: Iterable[str]) -> str:
    """How a destroy ended, and what is still there."""
    listed = list(kept)
    tail = "\nKept:\n" + "\n".join(f"  {item}" for item in listed) if listed else ""
    return f"{plural(count, 'resource')} removed.{tail}"
