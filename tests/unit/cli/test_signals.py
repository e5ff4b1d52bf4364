"""A first signal winds up, a second one ends the process at once, whatever still runs in it."""

import os
import signal
import subprocess
import sys

import pytest

HANGS = """
import threading, time
from compiler.cli.signals import listen
listen()
threading.Thread(target=lambda: time.sleep(20)).start()
try:
    print("ready", flush=True)
    time.sleep(20)
except KeyboardInterrupt as error:
    print(type(error).__name__, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals here")
@pytest.mark.parametrize(
    ("first", "name", "second"),
    [(signal.SIGINT, "KeyboardInterrupt", signal.SIGTERM), (signal.SIGTERM, "Terminated", signal.SIGINT)],
)
def test_the_second_signal_waits_for_nothing(first, name, second):
    with subprocess.Popen([sys.executable, "-c", HANGS], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(first)
        assert process.stdout.readline() == f"{name}\n"
        process.send_signal(second)
        assert process.wait(timeout=10) == 128 + second


LINGERS = """
import signal, threading, time
from compiler.cli import main
def linger():
    while signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        time.sleep(0.01)
    print("all is said", flush=True)
    time.sleep(20)
threading.Thread(target=linger).start()
main._run = lambda words: 5
main.main()
"""


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals here")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_after_the_last_word_is_no_failure(number):
    with subprocess.Popen([sys.executable, "-c", LINGERS], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "all is said\n"
        process.send_signal(number)
        assert process.wait(timeout=10) == 5
