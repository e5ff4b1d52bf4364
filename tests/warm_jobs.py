"""Fork servers of jobs that need not import scikit-learn, as hundreds of commands would: forks of one that has.

`borrow()` makes the commands of this process, and of its forks, use them. `compiler.provider` itself is tested with
servers of its own, and so are the commands that are started as users start them.
"""

from __future__ import annotations

import functools
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from compiler.provider import processes
from compiler.provider.environment import child_environment
from compiler.provider.forkserver import ForkServer, possible

ROOT = Path(__file__).resolve().parents[1]


@functools.cache
def lender() -> tuple[socket.socket, str]:
    """The process that has imported everything, and the mark in its command line. It ends with its last borrower."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    mark = f"modelwright-{secrets.token_hex(8)}"
    with theirs:
        command = [sys.executable, "-m", "tests.warm_jobs", str(theirs.fileno()), mark]
        environment = child_environment(1)
        subprocess.run(command, cwd=ROOT, env=environment, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL)
    return ours, mark


class Borrowed(ForkServer):
    """A fork server that is a fork itself."""

    def __init__(self, mark: str) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        order = json.dumps({"folder": str(Path.cwd()), "environment": child_environment(1)})
        with theirs:
            socket.send_fds(lender()[0], [order.encode()], [theirs.fileno()])

    def close(self) -> None:
        self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()


def borrow() -> None:
    """From now on."""
    if possible():
        mark = lender()[1]
        processes.ForkServer = Borrowed
        processes._new_mark = lambda: mark


def lend(control: socket.socket) -> None:
    """Fork for every order."""
    if os.fork():
        os._exit(0)
    from compiler.provider.forking import Forking
    from compiler.runtime.job import warm

    warm()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        data, theirs, _, _ = socket.recv_fds(control, 1 << 20, 1)
        if not data:
            return
        if os.fork() == 0:
            order = json.loads(data)
            os.setsid()
            os.chdir(order["folder"])
            os.environ.clear()
            os.environ.update(order["environment"])
            control.close()
            Forking(socket.socket(fileno=theirs[0])).serve()
            os._exit(0)
        os.close(theirs[0])


if __name__ == "__main__":
    lend(socket.socket(fileno=int(sys.argv[1])))
