"""A template prints what its context does not have."""

from pathlib import Path

from compiler.model.rendering import Language, Rendering
from compiler.render import render


def case():
    rendering = Rendering("__main__.py", "main.j2", Language.PYTHON, {"names": ["churn"]})
    return render((rendering,), (Path("templates").absolute(),)).diagnostics
