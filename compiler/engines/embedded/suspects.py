"""Which resource of a program, and which of its inputs, an error of the program is about. The program is only read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from compiler.source.address import Address

_ARGUMENT = re.compile(r"(?:argument|property|properties|arguments)[^']*'(\w+)'")
_INPUT = re.compile(r"unexpected input of type \w+ for (\w+) in (\w+)")


@dataclass(frozen=True, slots=True)
class Suspect:
    """`path` is an input of the resource, such as `resource_config.instance_count`; empty for the resource itself.

    `line` is the line of the program.
    """

    address: Address
    path: str
    line: int


def suspect(program: str, line: int, said: str) -> Suspect | None:
    """What an error that says `said` at a line of the program is about; 0 for an error that has no line."""
    try:
        tree = ast.parse(program)
    except (SyntaxError, ValueError, RecursionError):
        return None
    calls = list(_resources(tree))
    if line:
        at = next(((call, address) for call, address in calls if _holds(call, line)), None)
        if at is None:
            return None
        argument = _ARGUMENT.search(said)
        named = [argument[1]] if argument else []
        return Suspect(at[1], ".".join([*_way(at[0], line), *named]), line)
    if match := _INPUT.search(said):
        found = [
            Suspect(address, keyword.arg, keyword.lineno)
            for call, address in calls
            for keyword in call.keywords
            if keyword.arg and keyword.arg == match[1] and address.type.rpartition(".")[2] == match[2]
        ]
        return found[0] if len(found) == 1 else None
    return None


def _resources(tree: ast.Module) -> Iterator[tuple[ast.Call, Address]]:
    """The calls that make resources: of a class of a package, with a name as their first argument."""
    packages = {
        name.asname or name.name
        for statement in tree.body
        if isinstance(statement, ast.Import)
        for name in statement.names
        if name.name.startswith("pulumi_")
    }
    for statement in tree.body:
        call = statement.value if isinstance(statement, (ast.Assign, ast.Expr)) else None
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
            package, _, kind = ast.unparse(call.func).partition(".")
            if package in packages and isinstance(call.args[0].value, str):
                yield call, Address(kind, call.args[0].value)


def _holds(node: ast.expr, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _way(call: ast.Call, line: int) -> Iterator[str]:
    """The keywords on the way into nested calls that begin at a line or before it."""
    for keyword in call.keywords:
        inner = next((node for node in ast.walk(keyword.value) if isinstance(node, ast.Call)), None)
        if keyword.arg and inner is not None and _holds(keyword.value, line) and inner.lineno <= line > call.lineno:
            yield keyword.arg
            yield from _way(inner, line)
