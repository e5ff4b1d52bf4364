"""From a typed table to the rows that a model is trained and measured on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .cells import label
from .definition import Column, Dataset, Definition
from .failure import Failure
from .schema import Feature, Target, encode, encode_target, learn_features, learn_target
from .table import Table, read_table

if TYPE_CHECKING:
    import numpy as np

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Examples:
    """`table` holds the rows with a target; `matrix` and `truth` are theirs; `train` and `test` are row numbers."""

    table: Table
    features: tuple[Feature, ...]
    target: Target
    matrix: np.ndarray
    truth: np.ndarray
    train: np.ndarray
    test: np.ndarray
    dropped: int


def load_table(source: Path, dataset: Dataset) -> Table:
    """Failure `data` with the first problems when the file is not as declared."""
    table, problems = read_table(source, dataset)
    if table is None or problems:
        more = f" (and {len(problems) - 3} more problems)" if len(problems) > 3 else ""
        raise Failure("data", "; ".join(problem["message"] for problem in problems[:3]) + more)
    return table


def prepare(job: Definition, source: Path, say: Say) -> Examples:
    """Reads, drops rows without a target, splits, encodes. Failure `data` when that leaves nothing to learn from."""
    columns = {column.name: column for column in job.dataset.columns}
    unknown = [name for name in (job.target, *job.features) if name not in columns]
    if unknown or not job.features:
        raise Failure("request", f"column `{unknown[0]}` is not declared" if unknown else "the model has no features")
    whole = load_table(source, job.dataset)
    table = _with_target(whole, job.target)
    dropped = whole.rows - table.rows
    say(
        f"read {whole.rows} rows, {len(job.features)} features"
        + (f"; {dropped} rows have no target" if dropped else "")
    )
    if table.rows < 2:
        raise Failure("data", f"{table.rows} rows have a value in the target `{job.target}`; at least 2 are needed")
    target = learn_target(columns[job.target], job.task, table.columns[job.target])
    truth = encode_target(target, table.columns[job.target])
    rows = _sample(job, target, truth, say)
    train, test = (rows[part] for part in _split(job, target, truth[rows]))
    features = learn_features([columns[name] for name in job.features], table, train)
    say(f"split into {len(train)} training and {len(test)} test rows")
    return Examples(table, features, target, encode(features, table), truth, train, test, dropped)


def _with_target(table: Table, target: str) -> Table:
    import numpy as np

    values = table.columns[target]
    if values.dtype == object:
        keep = np.array([value is not None for value in values], dtype=bool)
    else:
        keep = ~np.isnan(values)
    if keep.all():
        return table
    return Table(int(keep.sum()), {name: column[keep] for name, column in table.columns.items()})


def _sample(job: Definition, target: Target, truth: np.ndarray, say: Say) -> np.ndarray:
    """The numbers of the rows that are used."""
    import numpy as np
    from sklearn.model_selection import train_test_split

    every = np.arange(len(truth))
    if job.sample is None:
        return every
    stratify = _strata(job, target, truth)
    try:
        used, _ = train_test_split(every, train_size=job.sample, random_state=job.seed, stratify=stratify)
    except ValueError as error:
        raise Failure("data", f"{len(truth)} rows cannot be sampled with {job.sample}: {error}") from None
    say(f"sampled {len(used)} of {len(truth)} rows")
    return np.sort(used)


def _strata(job: Definition, target: Target, truth: np.ndarray) -> list[str] | None:
    """By label, so that the order in which classes are declared does not move rows between training and test."""
    return [label(target.classes[code]) for code in truth.tolist()] if job.stratify and target.classes else None


def _split(job: Definition, target: Target, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np
    from sklearn.model_selection import train_test_split

    stratify = _strata(job, target, truth)
    if stratify is not None:
        name, count = min(Counter(stratify).items(), key=lambda item: item[1])
        if count < 2:
            raise Failure("data", f"class `{name}` has 1 row; a stratified split needs at least 2 of each class")
    try:
        train, test = train_test_split(
            np.arange(len(truth)), test_size=job.test_share, random_state=job.seed, stratify=stratify
        )
    except ValueError as error:
        raise Failure("data", f"{len(truth)} rows cannot be split with test {job.test_share}: {error}") from None
    if target.classes and len(set(truth[train].tolist())) < 2:
        raise Failure("data", "the training rows are all of one class; use `stratify: true` or more data")
    return np.sort(train), np.sort(test)


def column_of(job: Definition, name: str) -> Column | None:
    """The declared column of that name."""
    return next((column for column in job.dataset.columns if column.name == name), None)
