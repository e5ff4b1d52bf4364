"""A Python file goes in, the names of the functions at its top level come out. The file is parsed, never run."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

_LARGEST = 1 << 20


def read_code(path: Path) -> tuple[str, ...]:
    """Function names in the file's order. Raises OSError, and ValueError that names the file's own line."""
    with path.open("rb") as file:
        source = file.read(_LARGEST + 1)
    if len(source) > _LARGEST:
        raise ValueError("the file is larger than 1 MiB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(source)
    except SyntaxError as error:
        line = f"line {error.lineno}: " if error.lineno else ""
        raise ValueError(f"{line}{error.msg}") from None
    except (ValueError, RecursionError, MemoryError):
        raise ValueError("it cannot be parsed") from None
    return tuple(item.name for item in module.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)))
