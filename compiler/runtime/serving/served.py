"""One version of a model, ready to answer: loaded, verified, warmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..artifact import Loaded, load_artifact
from ..cells import label
from ..failure import Failure
from ..predictor import predict
from ..schema import Feature
from .refused import Refused
from .rows import Encoder

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Answer:
    """`predictions` are JSON values, one per row; `shares` are lists in class order, or None."""

    predictions: list[Any]
    shares: list[list[float]] | None


@dataclass(frozen=True, slots=True)
class Served:
    """Never changes; a swap replaces it as a whole. `labels` are the classes as text."""

    loaded: Loaded
    version: str
    encoder: Encoder
    labels: tuple[str, ...]

    def answer(self, matrix: np.ndarray) -> Answer:
        """For a matrix of `encoder`. Refused 422 for values so far out that the model has no answer."""
        import numpy as np

        classes = self.loaded.target.classes
        try:
            with np.errstate(all="ignore"):
                predicted, shares = predict(self.loaded.pipeline, matrix, len(classes))
                finite = np.isfinite(predicted if shares is None else shares.sum(axis=1))
        except (ValueError, OverflowError) as error:
            raise Refused(422, "no-answer", f"the model cannot answer these values: {error}") from None
        if not finite.all():
            row = int(np.argmin(finite)) + 1
            raise Refused(422, "no-answer", f"the model has no finite answer for the values of row {row}", row=row)
        if not classes:
            return Answer(predicted.tolist(), None)
        names = [classes[code] for code in predicted.tolist()]
        return Answer(names, None if shares is None else shares.tolist())


def load_served(folder: Path, digest: str, model: str, version: str) -> Served:
    """Failure `artifact` when it is not what it should be or cannot answer one made-up row."""
    loaded = load_artifact(folder, digest)
    if loaded.model != model:
        raise Failure("artifact", f"the artifact is of the model `{loaded.model}`, not `{model}`")
    encoder = Encoder(loaded.features, loaded.columns, loaded.missing)
    served = Served(loaded, version, encoder, tuple(label(value) for value in loaded.target.classes))
    try:
        served.answer(encoder.rows([example(loaded.features, loaded.sidecar)]))
    except Refused as refused:
        raise Failure("artifact", str(refused)) from None
    except Exception as error:
        raise Failure("artifact", f"the model cannot predict: {type(error).__name__}: {error}") from None
    return served


def example(features: Sequence[Feature], sidecar: dict[str, Any]) -> dict[str, Any]:
    """A row that the schema accepts, from the middle of the training data."""
    columns = sidecar.get("profile", {}).get("columns", {})
    row: dict[str, Any] = {}
    for feature in features:
        if feature.type == "category":
            row[feature.name] = feature.values[0] if feature.values else ""
        elif feature.type == "boolean":
            row[feature.name] = False
        else:
            middle = columns.get(feature.name, {}).get("quantiles", {}).get("0.5", 0.0)
            row[feature.name] = float(round(middle)) if feature.type == "integer" else float(middle)
    return row
