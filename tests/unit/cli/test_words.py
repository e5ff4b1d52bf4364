"""What texts tell people to type or to look up exists: commands, and codes in help texts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from compiler.cli.run import run
from compiler.cli.table import COMMANDS
from compiler.source.codes import all_codes

ROOT = Path(__file__).parents[3]
TYPED = re.compile(r"(?:^|[`$|(]|&& |run: )\s*(?:modelwright|mw) ([a-z]+)", re.MULTILINE)
CODE = re.compile(r"\b[A-Z]\d{3}\b")
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md")), *sorted((ROOT / "compiler").rglob("*.md"))]


def literals(path: Path) -> list[str]:
    """The string literals of a module, docstrings among them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def unknown(text: str) -> set[str]:
    # `vlidate` is the documented example of a mistake.
    return set(TYPED.findall(text)) - set(COMMANDS) - {"vlidate"}


def test_every_command_in_the_code_exists():
    wrong = {}
    for path in sorted((ROOT / "compiler").rglob("*.py")):
        if names := {name for text in literals(path) for name in unknown(text)}:
            wrong[path.relative_to(ROOT).as_posix()] = names
    assert wrong == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_on_a_page_exists(page):
    assert unknown(page.read_text(encoding="utf-8")) == set()


def test_the_readme_lists_every_command():
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Commands")[2].partition("\n## ")[0]
    assert {name for name in COMMANDS if f"`{name}`" not in text} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_code_in_a_help_text_exists(command, capsys):
    run([command, "--help"])
    assert set(CODE.findall(capsys.readouterr().out)) - set(all_codes()) == set()
