"""A fault is planted in the function that writes text literals: it escapes nothing."""

from pathlib import Path
from unittest.mock import patch

from compiler.model.rendering import Language, Rendering
from compiler.render import render
from compiler.render.literals import python


def case():
    rendering = Rendering("__main__.py", "main.j2", Language.PYTHON, {"name": 'churn"), pulumi.export("name", "fraud'})
    with patch.object(python, "quoted", lambda text: f'"{text}"'):
        return render((rendering,), (Path("templates").absolute(),)).diagnostics
