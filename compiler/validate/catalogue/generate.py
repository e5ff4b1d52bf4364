"""`python -m compiler.validate.catalogue.generate` writes the catalogue of the installed scikit-learn into `data/`.

It needs nothing but that scikit-learn: `make catalogue` runs it once for every version that is supported.
"""

from __future__ import annotations

import inspect
import json
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from compiler.validate.catalogue.constraints import describe_constraints, is_plain

_KINDS = ("classifier", "regressor", "cluster", "transformer")
DATA = Path(__file__).parent / "data"


def main() -> None:
    """Write the file and tell its path."""
    path, text = generate()
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{path}\n")


def generate() -> tuple[Path, str]:
    """The path and content of the catalogue: one line of JSON per estimator, sorted by its public path."""
    import sklearn

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        entries = dict(_entries())
    lines = [
        f"{json.dumps(name)}:{json.dumps(entry, sort_keys=True, separators=(',', ':'), allow_nan=False)}"
        for name, entry in sorted(entries.items())
    ]
    minor = ".".join(sklearn.__version__.split(".")[:2])
    return DATA / f"sklearn-{minor}.json", "{\n" + ",\n".join(lines) + "\n}\n"


EXPERIMENTAL = frozenset({"HalvingGridSearchCV", "HalvingRandomSearchCV", "IterativeImputer"})


def _entries() -> Iterator[tuple[str, dict[str, object]]]:
    from sklearn.base import OutlierMixin
    from sklearn.utils import all_estimators

    by_kind = {kind: {estimator for _, estimator in all_estimators(kind)} for kind in _KINDS}
    for _, estimator in all_estimators():
        if name := _public_path(estimator):
            kind = next((kind for kind, estimators in by_kind.items() if estimator in estimators), "other")
            yield name, _entry(estimator, "outlier" if issubclass(estimator, OutlierMixin) else kind)


def _public_path(estimator: type) -> str | None:
    """`sklearn.ensemble.RandomForestClassifier`; None for what cannot be imported from a public module.

    What `sklearn.experimental` adds to one counts as not public, also where something has switched it on.
    """
    if estimator.__name__ in EXPERIMENTAL:
        return None
    parts = estimator.__module__.split(".")
    public = ".".join(parts[: next((i for i, part in enumerate(parts) if part.startswith("_")), len(parts))])
    found = getattr(import_module(public), estimator.__name__, None)
    return f"{public}.{estimator.__name__}" if found is estimator else None


def _entry(estimator: type, kind: str) -> dict[str, object]:
    signature = inspect.signature(estimator.__init__).parameters.values()
    named = [item for item in signature if item.name != "self" and item.kind is not inspect.Parameter.VAR_KEYWORD]
    constraints = getattr(estimator, "_parameter_constraints", {})
    params = {item.name: describe_constraints(constraints.get(item.name, "no_validation")) for item in named}
    entry: dict[str, object] = {
        "kind": kind,
        "params": params,
        "defaults": {item.name: item.default for item in named if is_plain(item.default)},
        "required": [item.name for item in named if item.default is inspect.Parameter.empty],
        "deprecated": [item.name for item in named if item.default == "deprecated"],
    }
    try:
        tags = estimator().__sklearn_tags__()
    except (AttributeError, TypeError):  # it wraps another estimator and cannot be without
        entry["required"] = entry["required"] or ["estimator"]
    else:
        entry["proba"] = _probabilities(estimator, params)
        entry["transform"] = hasattr(estimator, "transform") and hasattr(estimator, "fit")
        entry["several"] = not tags.target_tags.single_output
        entry["positive"] = tags.input_tags.positive_only
        entry["flat"] = tags.input_tags.one_d_array and not tags.input_tags.two_d_array
    return {key: value for key, value in entry.items() if value not in ([], {}, False)}


def _probabilities(estimator: type, params: dict[str, list[object]]) -> object:
    """True, False, or the values of the one parameter that decides whether the estimator has `predict_proba`."""
    for name, kinds in sorted(params.items()):
        values: list[object] = [True, False] if "bool" in kinds else []
        values += [option for kind in kinds if isinstance(kind, list) and kind[0] == "options" for option in kind[1:]]
        able = [value for value in values if hasattr(estimator(**{name: value}), "predict_proba")]
        if 0 < len(able) < len(values):
            return {name: able}
    return hasattr(estimator(), "predict_proba")


if __name__ == "__main__":
    main()
