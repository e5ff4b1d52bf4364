"""The entry point of the process. In: its command line; out: its exit code. Light, so that `--version` is fast."""

from __future__ import annotations

import io
import sys
from typing import NoReturn

from compiler.source.version import VERSION


def main() -> NoReturn:
    """Run the command line of this process and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        print(f"modelwright {VERSION}")
        sys.exit(0)
    from compiler.cli.run import run
    from compiler.cli.signals import listen

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    listen()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
