"""A template puts quotes around a value."""

from pathlib import Path

from compiler.model.rendering import Language, Rendering
from compiler.render import render


def case():
    rendering = Rendering("__main__.py", "main.j2", Language.PYTHON, {"name": "churn"})
    return render((rendering,), (Path("templates").absolute(),)).diagnostics
