"""Where an input of a resource stands in compiled files: the argument in the program, or the entry of a JSON file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from compiler.model.document import Document
from compiler.model.graph import Graph, identifier
from compiler.model.rendering import Artifact
from compiler.source.location import ConfigPath, parse_path

PROGRAM = "__main__.py"
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Line:
    """`file` is relative to the stack's folder; `exact` is true for the line of the input, not of what holds it."""

    file: str
    number: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """The calls that make resources, by the address text of the resource; JSON files by path."""

    calls: dict[str, ast.Call]
    files: dict[str, Document]

    def at(self, address: str, name: str) -> Line | None:
        """The line of an input such as `definition.params.max_depth`, or of the nearest thing that holds it.

        An empty name means the resource itself; None is a resource that no call makes.
        """
        call = self.calls.get(address)
        if call is None:
            return None
        return self._below(call, parse_path(name), call.lineno)

    def _below(self, node: ast.expr, parts: ConfigPath, line: int) -> Line:
        if not parts:
            return Line(PROGRAM, line, exact=True)
        part, rest = parts[0], parts[1:]
        match node:
            case ast.Call():
                return self._argument(node, parts, line)
            case ast.Dict():
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == part:
                        return self._below(value, rest, key.lineno)
            case ast.List():
                at = (
                    part
                    if isinstance(part, int)
                    else next((i for i, item in enumerate(node.elts) if _is(item, part)), -1)
                )
                if 0 <= at < len(node.elts):
                    return self._below(node.elts[at], rest, node.elts[at].lineno)
        return Line(PROGRAM, line, exact=False)

    def _argument(self, call: ast.Call, parts: ConfigPath, line: int) -> Line:
        name = _HUMP.sub("_", str(parts[0])).lower()
        for keyword in call.keywords:
            if keyword.arg == name:
                return self._below(keyword.value, parts[1:], keyword.lineno)
        texts = [
            node.value for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        file = next((text for text in texts if text in self.files), None)
        return _line(file, self.files[file], parts) if file else Line(PROGRAM, line, exact=False)


def printed(graph: Graph, artifacts: tuple[Artifact, ...]) -> Printed:
    """Read what was compiled: the program's calls, and the JSON files that it names."""
    from compiler.load import load_text

    content = {artifact.path: artifact.content for artifact in artifacts}
    calls = dict(_calls(ast.parse(content.get(PROGRAM, b""))))
    loaded = {path: load_text(data, path).value for path, data in content.items() if path.endswith(".json")}
    known = {
        str(node.address): calls.get(str(node.address)) or calls.get(identifier(node.address)) for node in graph.nodes
    }
    return Printed(
        {address: call for address, call in known.items() if call is not None},
        {path: document for path, document in loaded.items() if document},
    )


def _calls(program: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """The calls at the top of a program: by the variable that takes the result, and by type and name of a resource."""
    for statement in program.body:
        if not isinstance(statement, (ast.Assign, ast.Expr)) or not isinstance(statement.value, ast.Call):
            continue
        call = statement.value
        if isinstance(statement, ast.Assign):
            yield from ((target.id, call) for target in statement.targets if isinstance(target, ast.Name))
        if call.args and isinstance(call.args[0], ast.Constant):
            yield f"{ast.unparse(call.func).partition('.')[2]}.{call.args[0].value}", call


def _is(item: ast.expr, name: str) -> bool:
    """True for `{"name": …}`: what the spec has by name is a list in some inputs."""
    if not isinstance(item, ast.Dict):
        return False
    pairs = zip(item.keys, item.values, strict=True)
    return any(
        isinstance(key, ast.Constant)
        and key.value == "name"
        and isinstance(value, ast.Constant)
        and value.value == name
        for key, value in pairs
    )


def _line(file: str, document: Document, parts: ConfigPath) -> Line:
    """The line of the entry, or of the last one on the way to it that is there."""
    here: ConfigPath = ()
    value: object = document.tree
    for part in parts:
        at = part
        if isinstance(value, list) and isinstance(part, str):
            at = next((i for i, item in enumerate(value) if isinstance(item, dict) and item.get("name") == part), part)
        if (*here, at) not in document.marks:
            return Line(file, document.marks[here].key.line, exact=False)
        here = (*here, at)
        value = value[at] if isinstance(value, (dict, list)) else None  # ty: ignore[invalid-argument-type]
    return Line(file, document.marks[here].key.line, exact=True)
