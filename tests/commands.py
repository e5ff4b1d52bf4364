"""Commands of `modelwright` in processes of their own that need not import anything: forks of one that has.

`run(arguments, folder, environment, stdin)` is like `subprocess.run` of the command. What depends on how Python itself
starts, or on signals, is tested with real starts elsewhere.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from tests import warm_jobs

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0
LIBRARIES = ("grpc", "hydra", "jinja2", "omegaconf", "psutil", "pulumi", "pydantic", "rich", "yaml")


def run(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Its exit code, negative for a signal, and what it printed."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write((stdin or "").encode())
        given.seek(0)
        order = json.dumps({"arguments": arguments, "folder": str(folder), "environment": dict(environment)})
        reading, ended = os.pipe()
        try:
            socket.send_fds(_server(), [order.encode()], [given.fileno(), out.fileno(), err.fileno(), ended])
        finally:
            os.close(ended)
        with os.fdopen(reading, "rb") as end:
            if not select.select([end], [], [], PATIENCE)[0]:
                raise subprocess.TimeoutExpired(list(arguments), PATIENCE, _text(out), _text(err))
            code = int(end.read())
        return subprocess.CompletedProcess(list(arguments), code, _text(out), _text(err))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


@functools.cache
def _server() -> socket.socket:
    """It ends when this process does, for nobody else holds this end; and it is no child, which tests count."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", "tests.commands", str(theirs.fileno())]
        subprocess.run(command, cwd=ROOT, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, check=True)
    return ours


def serve(control: socket.socket) -> None:
    """Fork for every order, and once more for whoever waits for the command and tells its end."""
    if os.fork():
        os._exit(0)
    import compiler

    for library in LIBRARIES:
        importlib.import_module(library)
    for module in pkgutil.walk_packages(compiler.__path__, "compiler."):
        if not module.name.startswith(("compiler.runtime.", "compiler.sdk")) and "__main__" not in module.name:
            importlib.import_module(module.name)
    warm_jobs.borrow()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        data, files, _, _ = socket.recv_fds(control, 1 << 20, 4)
        if not data:
            return
        if os.fork() == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            *streams, end = files
            command = os.fork()
            if command == 0:
                os.close(end)
                _become(json.loads(data), streams)
            status = os.waitpid(command, 0)[1]
            os.write(end, str(os.waitstatus_to_exitcode(status)).encode())
            os._exit(0)
        for file in files:
            os.close(file)


def _become(order: dict, streams: Sequence[int]) -> None:
    from compiler.cli.main import main

    code = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.environ.clear()
        os.environ.update(order["environment"])
        os.chdir(order["folder"])
        sys.argv = ["modelwright", *order["arguments"]]
        main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
