"""The user's own modules that an entry point imports: its path goes in, their paths and digests come out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from compiler.source.canonical import digest_file
from compiler.source.files import inside


def imported_files(root: Path, entrypoint: str) -> dict[str, str]:
    """`sha256:<hex>` by path relative to the workspace, the entry point itself left out, as is what cannot be read.

    Modules are found as the job runtime finds them: in the folder of the entry point. Packages count as a whole.
    """
    start = inside(root, entrypoint)
    if start is None:
        return {}
    base = root.resolve()
    seen: set[Path] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += _imports(path, start.parent)
    digests: dict[str, str] = {}
    for path in sorted(seen - {start}):
        if path.is_relative_to(base) and path.is_file():
            digests[path.relative_to(base).as_posix()] = digest_file(path)
    return digests


def _imports(path: Path, folder: Path) -> list[Path]:
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        # Training tells what is wrong with it.
        return []
    return [file for name in _names(tree) for file in _files(folder, name)]


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def _files(folder: Path, name: str) -> list[Path]:
    package = folder / name
    if package.is_dir():
        return sorted(package.rglob("*.py"))
    module = folder / f"{name}.py"
    return [module.resolve()] if module.is_file() else []
