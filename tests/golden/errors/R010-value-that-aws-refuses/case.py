"""A program gives the cloud a value that its API refuses."""

from pathlib import Path

from compiler.model.rendering import Language, Rendering
from compiler.model.signatures import Accepted, Signature, Signatures
from compiler.render import render

QUEUE = Signature({"delay": Accepted("integer", least=0, most=900)}, ("delay",), ())


def case():
    known = Signatures("aws", {"queues.Queue": QUEUE}, {"queues": frozenset({"Queue"})})
    rendering = Rendering("__main__.py", "main.j2", Language.PYTHON, {"delay": 1000}, signatures=known)
    return render((rendering,), (Path("templates").absolute(),)).diagnostics
