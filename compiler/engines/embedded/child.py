"""Runs a compiled program: one JSON order on standard input in, one JSON report on the given descriptor out.

Started as a file of its own with nothing of the compiler importable. Imports Pulumi before it reads the order, so that
a process started early answers at once. Ends with its whole process group when standard input closes.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import os
import runpy
import signal
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

THREADS = 32


def main() -> None:
    """`argv[1]` is the descriptor for the report."""
    control = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    report = os.fdopen(int(sys.argv[1]), "w", encoding="utf-8")
    importlib.import_module("pulumi")

    orders = os.fdopen(control, "r", encoding="utf-8")
    line = orders.readline()
    if not line:
        return
    threading.Thread(target=_end_with_parent, args=(control,), daemon=True).start()
    failure = _run(json.loads(line))
    json.dump(failure, report)
    report.flush()
    sys.stdout.flush()
    sys.stderr.flush()
    # Interpreter shutdown would wait for threads that wait for answers which never come.
    os._exit(0 if failure is None else 1)


def _end_with_parent(control: int) -> None:
    while os.read(control, 4096):
        pass
    os.killpg(0, signal.SIGKILL)


def _run(order: dict) -> dict | None:
    """None when the program ended well, else `kind`, `message`, `line` of its own last frame, and `trace`."""
    import pulumi
    from pulumi.runtime import Settings, configure, run_in_stack, set_all_config, stack

    program = Path(order["program"])
    os.chdir(program)
    # Last, so that no file beside the program stands in for a module of the library.
    sys.path.append(str(program))
    entry = program / "__main__.py"
    sys.argv = [str(entry)]
    settings = {key: order[key] for key in ("project", "stack", "monitor", "engine", "dry_run")}
    configure(Settings(**settings, parallel=THREADS, organization="organization", root_directory=str(program)))
    set_all_config(order["config"], order["secrets"])
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(ThreadPoolExecutor(max_workers=THREADS))
    # The SDK sends four debug messages for each resource, waiting for each answer; this engine keeps errors only.
    pulumi.log.debug = lambda *arguments, **options: None  # ty: ignore[invalid-assignment]
    # The SDK waits for its open outputs anew whenever one is known, which is quadratic; all of them are awaited anyway.
    stack.asyncio = SimpleNamespace(**{**vars(asyncio), "FIRST_COMPLETED": asyncio.FIRST_EXCEPTION})  # ty: ignore[invalid-assignment]
    # A failing program leaves futures that nobody looks at, which asyncio would report at length.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)

    def program_body() -> None:
        runpy.run_path(str(entry), run_name="__main__")

    try:
        loop.run_until_complete(run_in_stack(program_body))
    except pulumi.RunError as error:
        return {"kind": "RunError", "message": str(error), "line": 0, "trace": ""}
    except SystemExit as error:
        if error.code in (None, 0):
            return None
        return {"kind": "SystemExit", "message": f"it ended itself with {error.code}", "line": 0, "trace": ""}
    except BaseException as error:
        return _failure(error, entry)
    return None


def _failure(error: BaseException, entry: Path) -> dict:
    traceback.print_exc()
    if isinstance(error, SyntaxError):
        return {"kind": "SyntaxError", "message": error.msg, "line": error.lineno or 0, "trace": ""}
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(entry)]
    kind = type(error).__name__
    return {"kind": kind, "message": str(error), "line": lines[-1] if lines else 0, "trace": traceback.format_exc()}


if __name__ == "__main__":
    main()
