"""The entry point of the process. In: its command line; out: its exit code. Light, so that `--version` is fast."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    try:
        code = _run(sys.argv[1:])
    except KeyboardInterrupt as error:
        # Before or after the part that answers for itself; any other kind than Ctrl-C is `Terminated`.
        code = 130 if type(error) is KeyboardInterrupt else 143
    _wind_up(code)
    sys.exit(code)


def _wind_up(code: int) -> None:
    """All is done and said: a signal from now on ends what still runs here at once, and is no failure any more."""
    import atexit
    import os
    import signal

    numbers = (signal.SIGINT, signal.SIGTERM)
    # While the interpreter ends, Python's own handlers are gone before their number is.
    atexit.register(lambda: [signal.signal(number, signal.SIG_IGN) for number in numbers])
    for number in numbers:
        signal.signal(number, lambda *_: os._exit(code))


def _run(words: list[str]) -> int:
    """Everything is imported here, so that a signal at any time ends quietly."""
    if words == ["--version"]:
        from compiler.source.version import VERSION

        print(f"modelwright {VERSION}")
        return 0
    import gc

    gc.set_threshold(50_000)  # a command makes much at once and throws little of it away
    from compiler.cli.signals import listen

    listen()
    import io

    from compiler.cli.run import run

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    return run(words)


if __name__ == "__main__":
    main()
