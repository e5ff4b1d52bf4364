"""The system ends one of the processes that share the work of `compile --all`."""

import os
import signal

from compiler.operations.crew import share_out


def case():
    return tuple(share_out(range(40), work, 2))


def work(number):
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number
