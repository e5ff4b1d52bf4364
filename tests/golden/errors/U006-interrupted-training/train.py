"""Interrupts the command that trains it, as Ctrl-C would."""

import os
import signal
import time
from pathlib import Path


def build(**params):
    os.kill(int(Path(__file__).with_name("command").read_text()), signal.SIGINT)
    time.sleep(60)
