"""A file goes away after `fmt` has found it and before it is read."""

from pathlib import Path

from compiler.operations.formatting import Target, format_file


def case():
    return format_file(Target(Path("modelwright.yaml"), "modelwright.yaml"), check=False).diagnostics
