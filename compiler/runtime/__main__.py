"""`check|train|serve REQUEST.json` runs one job; `standby` imports first, then reads the job from standard input."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from . import job

COMMANDS = {"check": job.run_check, "train": job.run_train, "serve": job.run_serve}


def main(arguments: list[str]) -> int:
    """Exit status: 0 ok, 3 a gate failed, 2 wrong arguments, 1 any other failure."""
    if arguments == ["standby"]:
        return standby()
    if len(arguments) != 2 or arguments[0] not in COMMANDS:
        print("usage: python -m compiler.runtime check|train|serve REQUEST.json, or standby", file=sys.stderr)
        return 2
    return COMMANDS[arguments[0]](Path(arguments[1]))


def standby() -> int:
    """Waits for one line `{"command", "request", "log"?}`; 0 when standard input closes without one."""
    job.warm()
    line = sys.stdin.readline()
    if not line.strip():
        return 0
    try:
        order = json.loads(line)
        command, request = COMMANDS[order["command"]], Path(order["request"])
    except (ValueError, KeyError, TypeError):
        print('standby: expected {"command": "check|train|serve", "request": path, "log": path}', file=sys.stderr)
        return 2
    if order.get("log"):
        redirect(Path(order["log"]))
    return command(request)


def redirect(log: Path) -> None:
    """Standard output and error go to the end of a file; standard input is let go of."""
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    empty = os.open(os.devnull, os.O_RDONLY)
    for source, number in ((empty, 0), (target, 1), (target, 2)):
        os.dup2(source, number)
    os.close(target)
    os.close(empty)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
