"""Dataset: a table that was read whole, whose columns are as declared and whose checks hold."""

from __future__ import annotations

import shutil
from pathlib import Path

from compiler.provider.differences import changes
from compiler.provider.inputs import exact, missing_inputs, text_input, unknown_inputs, whole_checks
from compiler.provider.jobs import Job, run_job
from compiler.provider.places import compiled_file, log_file, shown
from compiler.provider.problems import data_problems, died
from compiler.provider.processes import Workers
from compiler.provider.protocol import UNKNOWN, Adopted, Created, Difference, InputFailure, Props, Scope
from compiler.source.canonical import digest, digest_file
from compiler.source.diagnostic import Refused, refuse
from compiler.source.files import inside

_REQUIRED = {"source": str, "digest": str, "columns": list}
_TIMEOUT = 1800.0
"""Seconds to read a table; some hundred million cells."""


class Dataset:
    """`source` is relative to the workspace. Every change is made in place: the data is read and checked again."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def check(self, scope: Scope, inputs: Props) -> tuple[Props, tuple[InputFailure, ...]]:
        """Empty `missing` and `checks` where they are left out."""
        given = {key: value for key, value in inputs.items() if value is not None}
        filled = exact({"missing": [], "checks": [], **given})
        failures = missing_inputs(filled, {**_REQUIRED, "missing": list, "checks": list})
        return filled, failures + unknown_inputs(filled, (*_REQUIRED, "missing", "checks"))

    def diff(self, scope: Scope, id: str, old_inputs: Props, outputs: Props, inputs: Props) -> Difference:
        """A file that changed shows as another `digest`."""
        return Difference(changes(old_inputs, inputs, lambda key: False))

    def preview(self, inputs: Props) -> Props:
        """Where the data is and what it is are known; what is in it is not."""
        return {**inputs, "location": inputs["source"], "rows": UNKNOWN, "profile": UNKNOWN, "checked": UNKNOWN}

    def create(self, scope: Scope, inputs: Props) -> Created:
        """Read and check the data. Raises `Refused` (D001 to D007, D014)."""
        outputs = self._checked(scope, exact(inputs))
        return Created(f"{scope.name}-{digest([scope.project, scope.environment, scope.name])[7:19]}", outputs)

    def read(self, scope: Scope, id: str, outputs: Props) -> Props | None:
        """The digest of the file as it is now; None when it is gone."""
        path = inside(scope.root, str(outputs.get("location")))
        try:
            return {**outputs, "digest": digest_file(path)} if path else None
        except OSError:
            return None

    def adopt(self, scope: Scope, id: str) -> Adopted | None:
        """The id is the file's path from the workspace; columns and checks are for the program to say."""
        found = self.read(scope, id, {"location": id, "source": id})
        return None if found is None else Adopted(id, {"source": id, "digest": found["digest"]}, found)

    def update(self, scope: Scope, id: str, outputs: Props, inputs: Props) -> Props:
        """The same as `create`."""
        return self._checked(scope, exact(inputs))

    def delete(self, scope: Scope, id: str, outputs: Props) -> None:
        """The data is the user's own, and the log is kept as all logs are."""

    def _checked(self, scope: Scope, inputs: Props) -> Props:
        source = text_input(inputs, "source")
        path = compiled_file(scope, source, text_input(inputs, "digest"), "data")
        result = self._run(scope, inputs, path)
        problems = result.get("problems")
        if isinstance(problems, list) and problems:
            raise Refused(data_problems(source, inputs, problems))
        rows, checked = result.get("rows"), result.get("checked")
        passed = f", {len(checked)} checks passed" if isinstance(checked, list) and checked else ""
        scope.say(f"{rows} rows{passed}")
        profile = _small(result.get("profile"))
        return {**inputs, "location": source, "rows": rows, "profile": profile, "checked": checked}

    def _run(self, scope: Scope, inputs: Props, path: Path) -> Props:
        folder = scope.private / "runs" / "check" / scope.project / scope.environment / scope.name
        log = log_file(scope.private, scope.project, scope.environment, "Dataset", scope.name)
        definition = {
            "columns": inputs["columns"],
            "missing": inputs["missing"],
            "checks": whole_checks(inputs["checks"]),
        }
        request = {"source": str(path), "dataset": definition}
        scope.say("reading")
        try:
            ended = run_job(self._workers, Job("check", request, folder, log, _TIMEOUT, 1, scope.say, scope.pulse))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if ended.result is None or ended.timed_out:
            why = "took too long" if ended.timed_out else died(ended)
            raise refuse(
                "D014", f"the check of `{inputs['source']}` {why}", hint=f"its output is in `{shown(scope, log)}`"
            )
        return ended.result


def _small(profile: object) -> Props:
    """Rows, and by column the share of missing values: what fits into a state file."""
    columns = profile.get("columns") if isinstance(profile, dict) else None
    if not isinstance(profile, dict) or not isinstance(columns, dict):
        return {}
    shares = {name: round(float(column.get("missing", 0.0)), 6) for name, column in columns.items()}
    return {"rows": profile.get("rows"), "missing": shares}
