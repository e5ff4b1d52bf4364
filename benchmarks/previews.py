"""Previews: one of twenty models changed, a reaper with two hundred previews and nothing to do, and the offline check
of a pull request that changes one of a thousand projects.

The floor of a preview is the training that nobody can leave out, done by hand in one process; that of a reaper is the
command that does nothing.
"""

import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.measure import ROOT, Row, median, modelwright, python, report
from benchmarks.projects import write_workspace
from compiler.model.preview import PreviewStack
from compiler.operations.previews.ledger import write_ledger
from compiler.provider import write_tags

PROJECTS, MODELS, PREVIEWS, MANY = 5, 4, 200, 1000
CHECK = (("validate", "--all"), ("compile", "--all", "--check"), ("report",))
"""What the workflow of a pull request runs, without credentials."""
BY_HAND = """
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
known, unknown, wanted, truth = train_test_split(*load_diabetes(return_X_y=True), random_state=7)
print(r2_score(truth, Ridge().fit(known, wanted).predict(unknown)))
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "work"
        rows = [one_of_twenty(folder), nothing_to_reap(folder), *one_of_many(Path(name) / "many")]
    report(rows)


def one_of_twenty(folder: Path) -> Row:
    """From a branch to a preview that answers; exactly one model is trained."""
    spec = workspace(folder)
    up = modelwright("preview", "up", "--pr", "7", "--yes", "--json")
    alphas = iter(range(2, 100))

    def another() -> None:
        median(modelwright("preview", "down", "--pr", "7", "--yes"), cwd=folder, runs=1)
        spec.write_text(re.sub(r"alpha: \d+", f"alpha: {next(alphas)}", spec.read_text(), count=1))

    try:
        another()
        made = json.loads(subprocess.run(up, cwd=folder, check=True, capture_output=True).stdout)
        (change,) = made["changes"]
        assert len(change["models"]) == 1 and len(list((folder / ".modelwright/logs").glob("*/pr-7/Train*"))) == 1
        floor = median(python(BY_HAND))[0]
        times = median(up, cwd=folder, before=another)
        return Row(f"preview up, 1 of {PROJECTS * MODELS} models changed", *times, 15.0, floor, "one training by hand")
    finally:
        median(modelwright("preview", "down", "--pr", "7", "--yes"), cwd=folder, runs=1)


def workspace(folder: Path) -> Path:
    """Twenty models in git; returns the spec of the first project."""
    original = (ROOT / "examples/diabetes/modelwright.yaml").read_text()
    head, models = original.split("models:\n")
    body, rest = models.split("\nserving:\n")
    for number in range(PROJECTS):
        shutil.copytree(ROOT / "examples/diabetes", folder / f"p{number}")
        copies = "".join(body.replace("  progression:\n", f"  progression-{which}:\n") for which in range(MODELS))
        serving = rest.replace("model: progression", "model: progression-0")
        text = f"{head}models:\n{copies}\nserving:\n{serving}".replace("project: diabetes", f"project: p{number}")
        (folder / f"p{number}/modelwright.yaml").write_text(text)
    (folder / "modelwright.toml").touch()
    committed(folder)
    return folder / "p0/modelwright.yaml"


def committed(folder: Path) -> None:
    """Compiled, in git, on a branch from `main`."""
    (folder / ".gitignore").write_text(".modelwright/\n")
    median(modelwright("compile", "--all"), cwd=folder, runs=1)
    names = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
    for words in (("init", "-qb", "main"), ("add", "-A"), ("commit", "-qm", "first"), ("checkout", "-qb", "branch")):
        subprocess.run(["git", "-C", str(folder), *names, *words], check=True)


def one_of_many(folder: Path) -> list[Row]:
    """Each command of the check, and their sum: where the last compilation is known, and in a fresh clone."""
    spec = write_workspace(folder, MANY)[0]
    committed(folder)
    spec.write_text(re.sub(r"max_depth: \d+|seed: \d+", lambda found: f"{found[0]}1", spec.read_text(), count=1))
    median(modelwright("compile", "--all"), cwd=folder, runs=1)
    told = subprocess.run(modelwright("report", "--json"), cwd=folder, check=True, capture_output=True)
    assert {stack["project"] for stack in json.loads(told.stdout)["stacks"]} == {spec.parent.name}
    floor = median(modelwright("version"), cwd=folder)[0]
    rows = [timed(f"{' '.join(words)}, 1 of {MANY} projects", folder, words, floor) for words in CHECK]
    shutil.rmtree(folder / ".modelwright")
    fresh = [median(modelwright(*words), cwd=folder, runs=1) for words in CHECK]
    sums = [
        Row(f"the three, {where}", *map(sum, zip(*times, strict=True)), 2.0, 3 * floor, "`version`, three times")
        for where, times in (
            ("known from the last compilation", [(row.median, row.low, row.high) for row in rows]),
            ("in a fresh clone", fresh),
        )
    ]
    return [*rows, *sums]


def timed(name: str, folder: Path, words: tuple[str, ...], floor: float) -> Row:
    """One command in a folder."""
    return Row(name, *median(modelwright(*words), cwd=folder), 2.0, floor, "`version`")


def nothing_to_reap(folder: Path) -> Row:
    """All are open and none has expired."""
    now = time.time()
    for pull in range(1, PREVIEWS + 1):
        place = ("local", f"branch-{pull}", now, now + 86400.0, "local", "", "embedded", "", "")
        stack = PreviewStack("p0", pull, *place)
        write_ledger(folder / ".modelwright", pull, [stack])
        write_tags(folder / ".modelwright", stack)
    reap = modelwright("preview", "reap", "--yes")
    floor = median(modelwright("version"), cwd=folder)[0]
    return Row(f"preview reap, {PREVIEWS} open previews", *median(reap, cwd=folder), 2.0, floor, "`version`")


if __name__ == "__main__":
    main()
