"""The server is well, and the row that it is probed with lacks every value."""

from pathlib import Path
from unittest.mock import patch

from compiler.operations import up
from compiler.pipeline import open_session


def case():
    session = open_session(Path.cwd(), ".", "local").value
    with patch("compiler.runtime.serving.served.example", lambda features, sidecar: {}):
        return up(session, lambda event: None, lambda plan: True).diagnostics
