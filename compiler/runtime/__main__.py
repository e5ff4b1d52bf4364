"""`check|train|serve REQUEST.json` runs one job."""

from __future__ import annotations

import sys
from pathlib import Path

from . import job

COMMANDS = {"check": job.run_check, "train": job.run_train, "serve": job.run_serve}


def main(arguments: list[str]) -> int:
    """Exit status: 0 ok, 3 a gate failed, 2 wrong arguments, 1 any other failure."""
    if len(arguments) != 2 or arguments[0] not in COMMANDS:
        print("usage: python -m compiler.runtime check|train|serve REQUEST.json", file=sys.stderr)
        return 2
    return COMMANDS[arguments[0]](Path(arguments[1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
