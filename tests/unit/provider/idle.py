"""A child that waits for a request which never comes."""

import os

from compiler.provider.processes import Child, spawn


def idle(folder) -> Child:
    """It reads a pipe in `folder` to which nobody writes."""
    request = folder / "never"
    if not request.exists():
        os.mkfifo(request)
    return spawn(("check", str(request)), threads=1)
