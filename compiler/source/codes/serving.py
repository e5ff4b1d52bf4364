"""Codes of the phase: serving (S…)."""

from __future__ import annotations

from compiler.source.codes import Code

CODES: tuple[Code, ...] = (
    Code(
        "S001",
        "port taken",
        "Another process listens on the port of an endpoint. Stop it, choose another port, or leave `port` out: then "
        "any free one is taken and kept.",
        wrong="serving: {churn-api: {port: 8080}}     # something else listens on 8080",
        right="serving: {churn-api: {}}",
        exit=4,
    ),
    Code(
        "S002",
        "server did not start",
        "The process of an endpoint ended or said nothing before it could answer. Its output is in the log.",
        wrong="a server that is ended while it starts, because memory ran out",
        right="modelwright logs churn, then modelwright up churn",
        exit=4,
    ),
    Code(
        "S003",
        "server gave no prediction",
        "The server runs, but a row made from the model's own schema got no prediction. A version that cannot predict "
        "does not take over.",
        wrong="def build():\n    return ModelThatRaisesInPredict()",
        right="def build():\n    return LogisticRegression()",
        exit=4,
    ),
    Code(
        "S004",
        "version could not be loaded",
        "The running server refused the new version. The old one still serves.",
        wrong="a model file that was damaged after it was registered",
        right="modelwright up churn   # trains it again",
        exit=4,
    ),
    Code(
        "S005",
        "endpoint record damaged",
        "The file that tells the process of an endpoint from all others cannot be read. End the server if one runs, "
        "remove the file, and run the command again.",
        wrong="a record below .modelwright/endpoints/ with merge markers",
        right="rm the record, then modelwright up churn",
        exit=4,
    ),
)
