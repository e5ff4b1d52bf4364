"""The name of a session's project, also when its file does not make sense (any more)."""

from __future__ import annotations

from pathlib import PurePosixPath

from compiler.pipeline import Session


def project_name(session: Session) -> str:
    """`project:` of the file, or else the folder's name: enough to look at what runs and to stop it."""
    from compiler.load import load_document

    document = load_document(session.workspace.root, session.project.file).value
    name = document.tree.get("project") if document else None
    return name if isinstance(name, str) else PurePosixPath(session.project.folder).name
