"""The calls of a program, held against what they take: once for what a template wrote, then each printed value.

In: signatures, the text in pieces and the values; raises `Problem` R010. Values that only a deployment knows pass, but
for the length of what is known of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from compiler.model.rendering import Code
from compiler.model.signatures import Accepted, Signature, Signatures
from compiler.render.binder import Slot
from compiler.render.problem import Problem
from compiler.render.text import Pieces, placeholder, placeholder_number, tidy
from compiler.render.verify.accepted import misfit
from compiler.render.verify.allowed import dotted
from compiler.render.verify.python import read_skeleton
from compiler.source.nearest import suggest

Argument = tuple[int, Accepted, str]
"""The number of a printed value, what it is printed for, and how that is called."""
_CONCAT = "pulumi.Output.concat"


def check_calls(signatures: Signatures, pieces: Pieces, slots: Sequence[Slot]) -> None:
    """Raise `Problem` for the first call that the SDK or the API behind it would refuse."""
    codes = frozenset(number for number, slot in enumerate(slots) if type(slot.value) is Code)
    for number, accepted, name in _read(signatures, pieces, codes):
        if wrong := misfit(accepted, slots[number].value):
            raise Problem("R010", f"{name} {wrong}", slot=number, hint="it is checked against the API of the cloud")


@lru_cache(maxsize=64)
def _read(signatures: Signatures, pieces: Pieces, codes: frozenset[int]) -> tuple[Argument, ...]:
    text = tidy(pieces.fill(placeholder))
    try:
        tree = read_skeleton(text, codes).tree
    except Problem:
        # Names of our own stand in places where only the finished text tells what they are.
        tree = ast.parse(text)
    bound = {
        statement.targets[0].id: statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    }
    reader = _Reader(signatures, bound)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return tuple(argument for node in calls for argument in reader.call(node))


@dataclass(frozen=True, slots=True)
class _Reader:
    """`bound` are the values of the names of a program."""

    signatures: Signatures
    bound: Mapping[str, ast.expr]

    def call(self, node: ast.Call) -> Iterator[Argument]:
        root, _, name = dotted(node.func).partition(".")
        if root != self.signatures.root:
            return
        signature = self.signatures.calls.get(name)
        if signature is None:
            self._check_name(node, name)
            return
        self._check_names(node, name, signature)
        for keyword in node.keywords:
            if keyword.arg is not None:
                label = f"`{root}.{name}({keyword.arg}=…)`"
                yield from self._value(signature.arguments[keyword.arg], keyword.value, label)

    def _check_name(self, node: ast.Call, name: str) -> None:
        module, _, last = name.rpartition(".")
        known = self.signatures.modules.get(module)
        if known is not None and last not in known:
            raise _refused(node, f"the SDK has no `{self.signatures.root}.{name}`", suggest(last, known))

    def _check_names(self, node: ast.Call, name: str, signature: Signature) -> None:
        given = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg is not None}
        whole = f"`{self.signatures.root}.{name}`"
        for key, value in given.items():
            if key not in signature.arguments:
                raise _refused(value, f"{whole} has no argument `{key}`", suggest(key, signature.arguments))
        for key in signature.required:
            if key not in given:
                raise _refused(node, f"{whole} needs `{key}`", "write it, as the API needs it")
        for group in signature.exclusive:
            if len(both := [key for key in group if key in given]) > 1:
                raise _refused(given[both[1]], f"{whole} takes one of `{both[0]}` and `{both[1]}`", "leave one out")

    def _value(self, accepted: Accepted, node: ast.expr, label: str) -> Iterator[Argument]:
        match node:
            case ast.Name(id=name) if (number := placeholder_number(name)) is not None:
                yield number, accepted, label
            case ast.Name(id=name):
                # What a resource is has a class of its own and no value that can be looked at.
                if (value := self.bound.get(name)) is not None and not isinstance(value, (ast.Call, ast.Name)):
                    yield from self._value(accepted, value, label)
            case ast.List(elts=items):
                yield from self._inside(accepted, "list", items, node, label)
            case ast.Dict(values=items):
                yield from self._inside(accepted, "mapping", items, node, label)
            case ast.BoolOp(values=items):
                for item in items:
                    yield from self._value(accepted, item, label)
            case ast.Call():
                yield from self._made(accepted, node, label)
            case ast.Constant(value=value):
                if wrong := misfit(accepted, value):
                    raise _refused(node, f"{label} {wrong}", "write what the API takes")

    def _inside(
        self, accepted: Accepted, kind: str, items: Sequence[ast.expr], node: ast.expr, label: str
    ) -> Iterator[Argument]:
        if accepted.kind not in (kind, "any"):
            raise _refused(node, f"{label} takes no {kind}", f"it takes {accepted.made_by or accepted.kind}")
        if accepted.of is not None:
            for item in items:
                yield from self._value(accepted.of, item, label)

    def _made(self, accepted: Accepted, node: ast.Call, label: str) -> Iterator[Argument]:
        name = dotted(node.func)
        if name == _CONCAT:
            parts = Accepted("text", most=accepted.most)
            for item in node.args:
                yield from self._value(parts, item, label)
        elif name.endswith("Args") and accepted.kind != "any" and name != f"{self.signatures.root}.{accepted.made_by}":
            wanted = f"{self.signatures.root}.{accepted.made_by}" if accepted.made_by else accepted.kind
            raise _refused(node, f"{label} takes no `{name}`", f"it takes {wanted}")


def _refused(node: ast.expr, summary: str, hint: str) -> Problem:
    return Problem("R010", summary, line=node.lineno, hint=hint)
