"""What either engine costs for the same stack: a plan and an `up` without change, and the Pulumi CLI's own share of it.

The share is what the CLI takes for the same operation on a program that declares nothing: start, state, locks and the
language server, without a provider. A CLI must be there (`make pulumi`).
"""

import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.commands import workspace
from benchmarks.measure import Row, median, modelwright, report
from compiler.engines.pulumi.command import find_cli

EMPTY = """
import sys, time
from pathlib import Path
from compiler.engines.pulumi import PulumiEngine
from compiler.model.stack import Stack
root = Path({root!r})
stack = Stack("empty", "local", root, root / ".modelwright", root, backend="file://.modelwright/pulumi")
engine = PulumiEngine()
{body}
engine.close()
"""
PLAN = "engine.preview(stack)"


def main() -> None:
    cli = find_cli()
    if cli is None or not cli.fits:
        sys.exit("no Pulumi CLI: `make pulumi` builds one where there is Go")
    with tempfile.TemporaryDirectory() as name:
        os.environ["PULUMI_HOME"] = f"{name}/home"
        floor = floors(Path(name) / "empty")
        folders = {engine: workspace(made(Path(name) / engine)) for engine in ("embedded", "pulumi")}
        rows = []
        try:
            for engine, folder in folders.items():
                words = ("breast-cancer", "--engine", engine)
                median(modelwright("up", *words, "--yes"), cwd=folder, runs=1)
                plan = Row(f"plan, {engine}", *median(modelwright("plan", *words), cwd=folder), 1.0)
                up = Row(f"up without change, {engine}", *median(modelwright("up", *words, "--yes"), cwd=folder), 1.5)
                if engine == "pulumi":
                    share = f"Pulumi {cli.version} on a program that declares nothing"
                    plan = replace(plan, limit=5.0, floor=floor["plan"], floor_is=share)
                    up = replace(up, limit=5.0, floor=floor["up"], floor_is=share)
                rows += [plan, up]
        finally:
            for folder in folders.values():
                median(modelwright("destroy", "breast-cancer", "--yes"), cwd=folder, runs=1)
        report(sorted(rows, key=lambda row: row.name))


def made(folder: Path) -> Path:
    """The folder, which must be new."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def floors(root: Path) -> dict[str, float]:
    """Seconds for `plan` and `up` of a program that declares nothing."""
    made(root)
    (root / "__main__.py").write_text("")

    def timed(body: str, runs: int) -> float:
        return median([sys.executable, "-c", EMPTY.format(root=str(root), body=body)], runs=runs)[0]

    timed("engine.apply(stack, lambda event: None)", 1)
    return {"plan": timed(PLAN, 5), "up": timed("engine.preview(stack); engine.outputs(stack)", 5)}


if __name__ == "__main__":
    main()
