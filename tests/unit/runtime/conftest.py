"""Real data sets as CSV files, and models trained on them once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from compiler.runtime.train import train
from tests.unit.runtime.jobs import Bundle, definition, numbers, request, write_csv


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("runtime")


@pytest.fixture(scope="session")
def cancer(folder) -> Bundle:
    """Binary, 30 numbers, target `diagnosis` with declared values."""
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    names = [str(name) for name in data.feature_names]
    labels = np.where(data.target == 0, "malignant", "benign")
    source = write_csv(
        folder / "cancer.csv", [*names, "diagnosis"], [[*x, y] for x, y in zip(data.data, labels, strict=True)]
    )
    columns = [*numbers(names), {"name": "diagnosis", "type": "category", "values": ["benign", "malignant"]}]
    job = definition(
        columns,
        "diagnosis",
        "binary",
        "sklearn.linear_model.LogisticRegression",
        {"max_iter": 1000},
        ["roc_auc", "log_loss"],
    )
    return Bundle(source, job)


@pytest.fixture(scope="session")
def diabetes(folder) -> Bundle:
    """A regression on ten numbers."""
    from sklearn.datasets import load_diabetes

    data = load_diabetes(scaled=False)
    source = write_csv(
        folder / "diabetes.csv",
        [*data.feature_names, "progression"],
        [[*x, y] for x, y in zip(data.data, data.target, strict=True)],
    )
    columns = numbers([*data.feature_names, "progression"])
    job = definition(columns, "progression", "regression", "sklearn.linear_model.Ridge", {}, ["r2", "rmse", "mae"])
    return Bundle(source, job)


@pytest.fixture(scope="session")
def mixed(folder) -> Bundle:
    """Every column type, missing values, a boolean target: made from the iris measurements."""
    from sklearn.datasets import load_iris

    data = load_iris()
    species = [data.target_names[code] for code in data.target]
    rows = []
    for number, (x, kind) in enumerate(zip(data.data, species, strict=True)):
        missing = number % 10 == 0
        colour = "NA" if missing else ("red", "green", "blue")[number % 3]
        day = f"2024-01-{number % 28 + 1:02d}"
        rows.append(
            [f"id{number}", "" if missing else x[0], round(x[1] * 10), "yes" if x[2] > 4 else "No", kind, colour]
        )
        rows[-1] += [day, "some, text", x[3] > 1]
    names = ["id", "length", "width", "long", "species", "colour", "day", "note", "wide"]
    source = write_csv(folder / "mixed.csv", names, rows)
    types = ["identifier", "number", "integer", "boolean", "category", "category", "date", "text", "boolean"]
    columns = [{"name": name, "type": kind, "values": []} for name, kind in zip(names, types, strict=True)]
    columns[4]["values"] = ["setosa", "versicolor", "virginica"]
    forest = {"n_estimators": 20, "max_depth": 4}
    job = definition(
        columns, "wide", "binary", "sklearn.ensemble.RandomForestClassifier", forest, ["accuracy", "roc_auc"]
    )
    return Bundle(source, {**job, "features": ["length", "width", "long", "species", "colour"]})


@pytest.fixture(scope="session")
def trained(folder, cancer, diabetes, mixed) -> dict[str, tuple[Path, dict]]:
    """By name: the artifact folder and the result."""
    results = {}
    for name, bundle in {"cancer": cancer, "diabetes": diabetes, "mixed": mixed}.items():
        output = folder / "models" / name
        result = train(request(bundle, output), lambda _: None)
        assert result["ok"], result["failure"]
        results[name] = (output, result)
    return results
