"""One stack of about 300 resources, embedded engine: `plan` of here and of a cloud, and `up` without change.

    python -m benchmarks.large_stack

The floor is an interpreter that runs the compiled program against Pulumi's mocks, without an engine. The first `up`,
untimed, trains 15 small models and serves five of them.
"""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import Row, median, modelwright, python, report

PROJECT = "large"
HERE = {"datasets": 265, "models": 15, "served": 5}
CLOUD = {"datasets": 1, "models": 27, "served": 26}
LIMIT = 3.0
RUNS = 3
PROGRAM = """
import os, runpy
import pulumi
from compiler.targets.aws.functions import FUNCTIONS

class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return args.name, {{"arn": args.name, "bucket": args.name, "name": args.name, **args.inputs}}
    def call(self, args):
        return FUNCTIONS[args.token]({{**args.args, "region": "eu-west-1"}}), []

@pulumi.runtime.test
def run():
    runpy.run_path("__main__.py", run_name="__main__")

pulumi.log.debug = lambda *arguments, **options: None
os.chdir({folder!r})
pulumi.runtime.set_mocks(Mocks(), project="large", stack={environment!r})
run()
os._exit(0)
"""


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as name:
        here, cloud = Path(name) / "here", Path(name) / "cloud"
        write_project(here, **HERE)
        write_project(cloud, **CLOUD)
        try:
            rows.append(beside("plan, nothing stands", here, "local", "plan"))
            median(modelwright("up", PROJECT, "--yes"), cwd=here, runs=1)
            rows.append(beside("plan, nothing to do", here, "local", "plan"))
            rows.append(beside("up, nothing to do", here, "local", "up", "--yes"))
            rows.append(beside("plan of a cloud, nothing stands", cloud, "prod", "plan", "--engine", "embedded"))
        finally:
            median(modelwright("destroy", PROJECT, "--yes", "--purge"), cwd=here, runs=1)
    report(rows)


def beside(name: str, folder: Path, environment: str, command: str, *options: str) -> Row:
    """A command beside the bare program; the name says how many resources there are."""
    words = (PROJECT, "--env", environment)
    median(modelwright("compile", *words), cwd=folder, runs=1)
    program = folder / "stacks" / PROJECT / environment
    count = len(json.loads((program / "manifest.json").read_bytes())["resources"])
    floor = median(python(PROGRAM.format(environment=environment, folder=str(program))), cwd=folder, runs=RUNS)[0]
    row = Row(f"{count}: {name}", *median(modelwright(command, *words, *options), cwd=folder, runs=RUNS), LIMIT)
    return replace(row, floor=floor, floor_is="the program alone, on mocks")


def write_project(folder: Path, datasets: int, models: int, served: int) -> None:
    """A table for each dataset, a small tree for each model."""
    folder.mkdir(parents=True)
    (folder / "modelwright.toml").touch()
    home = folder / PROJECT
    home.mkdir()
    rows = [f"{n},{n % 7},{'true' if n % 2 else 'false'}" for n in range(120)]
    lines = [f"project: {PROJECT}", "owner: me", "datasets:"]
    for n in range(datasets):
        (home / f"d{n}.csv").write_text("\n".join(["a,b,c", *rows]) + "\n", encoding="utf-8")
        lines.append(f"  d{n}: {{source: d{n}.csv, columns: {{a: integer, b: integer, c: boolean}}}}")
    lines.append("models:")
    for n in range(models):
        estimator = f"estimator: sklearn.tree.DecisionTreeClassifier, params: {{max_depth: {2 + n % 5}}}"
        lines.append(f"  m{n}: {{dataset: d{n % datasets}, target: c, {estimator}, metrics: [accuracy]}}")
    lines.append("serving:")
    lines += [f"  api{n}: {{model: m{n}}}" for n in range(served)]
    lines.append("environments: {prod: {}}")
    (home / "modelwright.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
