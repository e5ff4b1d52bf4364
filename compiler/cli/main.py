"""The entry point of the process. In: its command line; out: its exit code. Light, so that `--version` is fast."""

from __future__ import annotations

import io
import signal
import sys
from types import FrameType
from typing import NoReturn

from compiler.source.version import VERSION


class Terminated(KeyboardInterrupt):
    """Raised where a signal asked the process to end, so that work is wound up exactly as after Ctrl-C."""


def main() -> NoReturn:
    """Run the command line of this process and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        print(f"modelwright {VERSION}")
        sys.exit(0)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    signal.signal(signal.SIGTERM, _terminate)
    from compiler.cli.run import run

    sys.exit(run(sys.argv[1:]))


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


if __name__ == "__main__":
    main()
