"""What a compiled Python program may contain: the few imports, calls and kinds of nodes that templates need."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import PurePosixPath

from compiler.render.problem import Problem
from compiler.render.text import placeholder_number

_NODES = (
    ast.Module,
    ast.Import,
    ast.ImportFrom,
    ast.alias,
    ast.Assign,
    ast.Expr,
    ast.Call,
    ast.keyword,
    ast.Attribute,
    ast.Subscript,
    ast.Name,
    ast.Load,
    ast.Store,
    ast.Constant,
    ast.List,
    ast.Dict,
    ast.UnaryOp,
    ast.USub,
    ast.BoolOp,
    ast.Or,
)
_IMPORTS = {("json", None), ("pulumi", None), ("pulumi_aws", "aws"), ("pulumi_modelwright", "modelwright")}
_CALLS = frozenset({"json.loads", "json.dumps", "Path"})
_ROOTS = frozenset({"pulumi", "aws", "modelwright"})
_CONFIG = ("get", "require")
# Parts of the SDK that run code or commands of their own.
_CLOSED = frozenset({"runtime", "automation", "dynamic"})


@dataclass(frozen=True, slots=True)
class Program:
    """`bound`: which statement binds a name; `used`: the first that prints a value; `paths`: values read as files."""

    bound: dict[str, int]
    used: dict[int, int]
    paths: set[int]


def check_program(tree: ast.Module) -> Program:
    """Raise `Problem` for anything that is not allowed; else which names and values stand where."""
    program = Program({}, {}, set())
    for index, statement in enumerate(tree.body):
        for node in ast.walk(statement):
            _check_node(node, index, program)
        match statement:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                program.bound.update({name.asname or name.name: index for name in names})
            case ast.Assign(targets=[ast.Name(id=name)]):
                program.bound.setdefault(name, index)
            case ast.Expr(value=ast.Call()) | ast.Expr(value=ast.Constant()):
                pass
            case _:
                raise _refused(statement, "a statement other than an import, an assignment or a call")
    return program


def check_path(text: object) -> bool:
    """True for a relative path that stays below the program's folder."""
    if type(text) is not str or not text or "\\" in text or "\0" in text:
        return False
    path = PurePosixPath(text)
    return not path.is_absolute() and ".." not in path.parts


def _check_node(node: ast.AST, index: int, program: Program) -> None:
    if not isinstance(node, _NODES):
        raise _refused(node, f"`{type(node).__name__}`")
    match node:
        case ast.Import() | ast.ImportFrom():
            _check_import(node)
        case ast.Call():
            _check_call(node, program.paths)
        case ast.Name(id=name, ctx=ast.Load()):
            slot = placeholder_number(name)
            if slot is not None:
                program.used.setdefault(slot, index)
            elif name not in program.bound:
                raise _refused(node, f"`{name}`, which nothing above it defines,")
        case ast.Attribute(attr=attribute) if attribute.startswith("_"):
            raise _refused(node, f"`.{attribute}`")
        case ast.keyword(arg=None):
            raise _refused(node.value, "`**`")
        case ast.Constant(value=bytes()):
            raise _refused(node, "bytes")


def _check_import(node: ast.Import | ast.ImportFrom) -> None:
    names = [(name.name, name.asname) for name in node.names]
    if isinstance(node, ast.ImportFrom):
        if (node.module, node.level, names) != ("pathlib", 0, [("Path", None)]):
            raise _refused(node, f"the import from `{node.module}`")
    elif not _IMPORTS.issuperset(names):
        raise _refused(node, f"the import of `{names[0][0]}`")


def _check_call(node: ast.Call, paths: set[int]) -> None:
    if isinstance(node.func, ast.Attribute) and _is_path(node.func.value):
        if node.func.attr != "read_text":
            raise _refused(node, f"`Path.{node.func.attr}`")
        return
    name = dotted(node.func)
    root, *rest = name.split(".")
    if name == "Path":
        _check_path_argument(node, paths)
        return
    config = root == "config" and len(rest) == 1 and rest[0].startswith(_CONFIG)
    if not (name in _CALLS or config or (root in _ROOTS and rest and rest[0] not in _CLOSED)):
        raise _refused(node, f"the call of `{name}`")


def dotted(node: ast.expr) -> str:
    """`a.b.c` for names and attributes, something that is no name for all else."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def _is_path(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Path"


def _check_path_argument(node: ast.Call, paths: set[int]) -> None:
    match node:
        case ast.Call(args=[ast.Constant(value=text)], keywords=[]) if check_path(text):
            return
        case ast.Call(args=[ast.Name(id=name)], keywords=[]) if (slot := placeholder_number(name)) is not None:
            paths.add(slot)
        case _:
            raise _refused(node, "a `Path` that is not one relative path")


def _refused(node: ast.AST, what: str) -> Problem:
    return Problem(
        "R008",
        f"{what} is not allowed in a compiled program",
        line=getattr(node, "lineno", 1),
        hint="see the rules for templates in `compiler/render/__init__.py`",
    )
