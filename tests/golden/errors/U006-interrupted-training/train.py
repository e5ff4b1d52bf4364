"""Interrupts the command that trains it, as Ctrl-C would."""

import os
import signal
import time


def build(**params):
    os.kill(os.getppid(), signal.SIGINT)
    time.sleep(60)
