"""The secrets of a stack: which ones its program asks for, and their values from the process environment.

A secret NAME is the variable `MODELWRIGHT_SECRET_NAME`. Values go to the program over a pipe and are written nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from compiler.model.graph import Graph, Secret
from compiler.source.diagnostic import Checked, Diagnostic, ordered
from compiler.source.location import Location, format_path, parse_path
from compiler.source.sourcemap import SourceMap

PREFIX = "MODELWRIGHT_SECRET_"


def required(graph: Graph, sources: SourceMap) -> list[dict[str, object]]:
    """What the program asks the stack configuration for, as plain values: name, path in the spec and place."""
    found: list[dict[str, object]] = []
    for node in graph.nodes:
        secrets = getattr(node, "secrets", {})
        for variable, secret in secrets.items():
            assert isinstance(secret, Secret)
            path = node.origin.inputs[f"secrets.{variable}"]
            where = sources.locate(path) or node.origin.location
            place = {"file": where.file, "line": where.line, "column": where.column}
            found.append({"name": secret.name, "path": format_path(path), **place})
    return found


def supplied(wanted: list[dict[str, Any]], project: str, variables: Mapping[str, str]) -> Checked[dict[str, str]]:
    """Values by configuration key (`churn:TOKEN`); P090 at its line in the spec for one that is not set."""
    values: dict[str, str] = {}
    notes: list[Diagnostic] = []
    for item in wanted:
        name = item["name"]
        if value := variables.get(f"{PREFIX}{name}"):
            values[f"{project}:{name}"] = value
            continue
        where = Location(item["file"], item["line"], item["column"])
        hint = f"set the environment variable `{PREFIX}{name}` to its value"
        notes.append(Diagnostic("P090", f"the secret `{name}` is not set", where, parse_path(item["path"]), hint))
    return Checked(None if notes else values, ordered(notes))
