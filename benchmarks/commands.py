"""How long the everyday commands take on one example: validate, compile, plan, up, second up."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import ROOT, Row, median, modelwright, python, report

YAML_CLICK_PYDANTIC = "import yaml, click, pydantic; pydantic.BaseModel"
IMPORT_AND_FIT = """
import csv, skops.io
from sklearn.ensemble import RandomForestClassifier
with open("examples/breast-cancer/data/biopsies.csv") as file:
    _, *rows = csv.reader(file)
features = [[float(cell) for cell in row[1:-1]] for row in rows]
RandomForestClassifier(n_estimators=200, max_depth=8).fit(features, [row[-1] for row in rows])
"""


def workspace(folder: Path) -> Path:
    """A copy of the example in a workspace of its own."""
    shutil.copytree(ROOT / "examples" / "breast-cancer", folder / "breast-cancer")
    (folder / "modelwright.toml").touch()
    return folder


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = workspace(Path(name))
        target = "breast-cancer"

        def forget() -> None:
            shutil.rmtree(folder / ".modelwright" / "cache", ignore_errors=True)
            shutil.rmtree(folder / "stacks", ignore_errors=True)

        def edit() -> None:
            with (folder / target / "modelwright.yaml").open("a") as file:
                file.write("# another line\n")

        def destroy() -> None:
            median(modelwright("destroy", target, "--yes", "--purge"), cwd=folder, runs=1)
            shutil.rmtree(folder / "stacks", ignore_errors=True)

        validate_floor = median(python(YAML_CLICK_PYDANTIC))[0]
        fit_floor = median(python(IMPORT_AND_FIT), runs=3)[0] + median(python("import skops.io"), runs=3)[0]

        def measured(name: str, limit: float, *words: str, before: Callable[[], object] = lambda: None) -> Row:
            return Row(name, *median(modelwright(words[0], target, *words[1:]), cwd=folder, before=before), limit)

        def beside(row: Row, floor: float, floor_is: str) -> Row:
            return replace(row, floor=floor, floor_is=floor_is)

        first = measured("up from nothing to a probed endpoint", 6.0, "up", "--yes", before=destroy)
        rows = [
            beside(measured("validate, one project", 0.15, "validate"), validate_floor, "import yaml, click, pydantic"),
            measured("validate, after an edit", 0.4, "validate", before=edit),
            measured("compile, three environments, nothing cached", 1.0, "compile", before=forget),
            beside(first, fit_floor, "import and fit, import again"),
            measured("up, nothing to do", 1.5, "up", "--yes"),
            measured("plan", 1.0, "plan"),
        ]
        destroy()
    report(rows)


if __name__ == "__main__":
    main()
