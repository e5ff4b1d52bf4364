"""The first module of a child process that is started for one job: it dies with its parent, then becomes the runtime.

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

    guard_number, _, *arguments = sys.argv[1:]
    guard(int(guard_number))
    sys.argv = ["compiler.runtime", *arguments]
    runpy.run_module("compiler.runtime", run_name="__main__", alter_sys=True)


def guard(pipe: int) -> None:
    """From now on this process and its group end when the pipe closes, unless a byte came through it."""
    threading.Thread(target=_watch, args=(pipe,), daemon=True).start()


def _watch(pipe: int) -> None:
    # A parent-death signal would come too early: it is tied to the thread that started the child, not to the process.
    # Signals are for the job's own threads.
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    released = os.read(pipe, 1)
    os.close(pipe)
    if released:
        return
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
