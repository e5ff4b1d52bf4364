"""The first module of every child process: it dies with its parent, then becomes the job runtime.

Arguments: the descriptor of a pipe that the parent holds open, a mark by which the process is known, the runtime's own
arguments. When the pipe closes the whole process group is killed; one byte on it sets the process free.
"""

from __future__ import annotations

import os
import signal
import sys
import threading


def main() -> None:
    """Guard this process, then run `compiler.runtime` in it."""
    import runpy

    guard, _, *arguments = sys.argv[1:]
    threading.Thread(target=_watch, args=(int(guard),), daemon=True).start()
    sys.argv = ["compiler.runtime", *arguments]
    runpy.run_module("compiler.runtime", run_name="__main__", alter_sys=True)


def _watch(guard: int) -> None:
    # A parent-death signal would come too early: it is tied to the thread that started the child, not to the process.
    # Signals are for the job's own threads.
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    released = os.read(guard, 1)
    os.close(guard)
    if released:
        return
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
