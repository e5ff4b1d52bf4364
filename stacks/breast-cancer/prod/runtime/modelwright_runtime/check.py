"""The command `check`: a CSV file and a dataset's definition go in; profile, checks and every problem come out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .checks import describe, run_check
from .definition import read_dataset
from .profile import profile
from .table import problem, read_table

MOST = 200
"""Problems in a result; the rest is only counted."""


def check(request: Mapping[str, Any]) -> dict[str, Any]:
    """The result of a check request. Failure `request` when the definition itself is unreadable."""
    dataset = read_dataset(request["dataset"])
    table, problems = read_table(Path(request["source"]), dataset)
    checked: list[dict[str, Any]] = []
    if table is not None:
        if not table.rows:
            problems.append(problem("no-rows", "the file has a header but no rows"))
        checked = [run_check(item, table) for item in dataset.checks]
        for item, result in zip(dataset.checks, checked, strict=True):
            if not result["passed"]:
                problems.append(problem("check-failed", describe(result), item.column, text=item.text))
    return {
        "ok": not problems,
        "rows": table.rows if table else 0,
        "profile": profile(table, dataset.columns) if table else {"rows": 0, "columns": {}},
        "checked": checked,
        "problems": problems[:MOST],
        "problem_count": len(problems),
    }
