"""A value has no literal."""

from pathlib import Path

from compiler.model.rendering import Language, Rendering
from compiler.render import render


def case():
    rendering = Rendering("__main__.py", "main.j2", Language.PYTHON, {"datasets": [{"source": b"customers.csv"}]})
    return render((rendering,), (Path("templates").absolute(),)).diagnostics
