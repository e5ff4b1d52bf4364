"""Files and functions stay small, everything public says what it does, and templates only print."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "compiler").rglob("*.py"))


def lines(path):
    return path.read_text(encoding="utf-8").count("\n")


def test_files_are_small():
    assert [str(path.relative_to(ROOT)) for path in SOURCES if lines(path) > 400] == []
    assert statistics.median(map(lines, SOURCES)) < 120


def test_functions_are_small():
    wrong = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > 60:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {size} lines")
    assert wrong == []


def test_every_module_says_what_it_is_for():
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES if lines(path)}
    assert [str(path.relative_to(ROOT)) for path, tree in modules.items() if not ast.get_docstring(tree)] == []


def test_templates_are_small():
    templates = list((ROOT / "templates").rglob("*.j2"))
    assert templates
    assert [str(path.relative_to(ROOT)) for path in templates if lines(path) > 60] == []


def test_the_version_is_one():
    import tomllib

    from compiler.source.version import VERSION

    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
