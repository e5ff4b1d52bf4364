"""A target hands on a path that leads out of the stack's folder, and two that differ in case alone."""

from pathlib import Path

from compiler.model.rendering import Language, Rendering
from compiler.render import render


def case():
    paths = ("../requirements.txt", "requirements.txt", "Requirements.txt")
    renderings = tuple(Rendering(path, "main.j2", Language.TEXT, {}) for path in paths)
    return render(renderings, (Path("templates").absolute(),)).diagnostics
