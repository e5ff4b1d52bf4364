"""The model in charge, measured on the very test rows of the new one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .artifact import Loaded, load_artifact
from .cells import label
from .definition import Definition
from .examples import Examples, column_of
from .failure import Failure
from .metrics import Scored, evaluate
from .predictor import predict
from .schema import encode


def champion_metrics(job: Definition, examples: Examples, folder: Path, names: Sequence[str]) -> dict[str, float]:
    """Failure `champion` when it cannot be loaded, or its inputs and target are not what this dataset has."""
    import numpy as np

    try:
        champion = load_artifact(folder, _digest_in_name(folder))
    except Failure as failure:
        raise Failure("champion", f"the champion cannot be measured: {failure.message}") from None
    _fits(job, champion, examples)
    matrix = encode(champion.features, examples.table)[examples.test]
    try:
        predicted, shares = predict(champion.pipeline, matrix, len(champion.target.classes))
    except Exception as error:
        raise Failure("champion", f"the champion cannot predict on this data: {error}") from None
    if examples.target.classes:
        ours = {label(value): code for code, value in enumerate(examples.target.classes)}
        order = np.array([ours[label(value)] for value in champion.target.classes])
        predicted = order[predicted]
        if shares is not None:
            sorted_shares = np.empty_like(shares)
            sorted_shares[:, order] = shares
            shares = sorted_shares
    try:
        return evaluate(names, Scored(examples.truth[examples.test], predicted, shares, len(examples.target.classes)))
    except Failure as failure:
        raise Failure("champion", f"the champion cannot be measured: {failure.message}") from None


def _digest_in_name(folder: Path) -> str | None:
    """A content-addressed store names folders by their digest."""
    name = folder.name
    return f"sha256:{name}" if len(name) == 64 and set(name) <= set("0123456789abcdef") else None


def _fits(job: Definition, champion: Loaded, examples: Examples) -> None:
    def refuse(why: str) -> Failure:
        return Failure("champion", f"the champion does not fit this data: {why}")

    if champion.task != job.task or champion.target.name != job.target:
        raise refuse(
            f"it predicts `{champion.target.name}` ({champion.task}), the new model `{job.target}` ({job.task})"
        )
    for feature in champion.features:
        column = column_of(job, feature.name)
        if column is None:
            raise refuse(f"it needs the column `{feature.name}`")
        if (column.type == "category") != (feature.type == "category"):
            raise refuse(f"`{feature.name}` was of type {feature.type} and is {column.type} now")
    theirs = sorted(label(value) for value in champion.target.classes)
    ours = sorted(label(value) for value in examples.target.classes)
    if theirs != ours:
        raise refuse(f"its classes are {', '.join(theirs)}, the data's are {', '.join(ours)}")
