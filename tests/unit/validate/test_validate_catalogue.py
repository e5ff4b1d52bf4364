"""The catalogue says what scikit-learn itself says, and is what the installed scikit-learn would generate."""

from __future__ import annotations

import math
import warnings
from importlib import import_module

import pytest

from compiler.validate.catalogue.generate import generate
from compiler.validate.catalogue.reader import VERSIONS, find, predictors
from compiler.validate.parameters import expected, fits, writable

VALUES = (
    None,
    True,
    -1,
    0,
    1,
    2,
    10**6,
    -0.5,
    0.0,
    0.5,
    1.0,
    1.5,
    "auto",
    "sqrt",
    "l2",
    "balanced",
    "nonsense",
    [1],
    {},
)


def installed():
    import sklearn

    return ".".join(sklearn.__version__.split(".")[:2])


def test_generated_file_is_not_stale():
    if installed() not in VERSIONS:
        pytest.skip("another version of scikit-learn is installed")
    path, text = generate()
    assert path.read_text(encoding="utf-8") == text


def test_every_value_is_judged_as_scikit_learn_judges_it():
    if installed() != VERSIONS[-1]:
        pytest.skip("another version of scikit-learn is installed")
    from sklearn.utils._param_validation import InvalidParameterError, validate_parameter_constraints

    differing = []
    for path in predictors():
        module, _, name = path.rpartition(".")
        constraints = getattr(import_module(module), name)._parameter_constraints
        for parameter, kinds in find(path).params.items():
            for value in VALUES:
                try:
                    validate_parameter_constraints(constraints, {parameter: value}, name)
                    accepted = True
                except InvalidParameterError:
                    accepted = False
                if accepted != fits(kinds, value) and not _known_difference(kinds, value):
                    differing.append((path, parameter, value, accepted))
    assert "\n".join(map(str, differing)) == ""


def _known_difference(kinds, value):
    """Python takes true for 1 and a mapping for a list; an object kind takes more than is written here."""
    if ("list" in kinds and isinstance(value, dict)) or ("object" in kinds and value is None):
        return True
    return isinstance(value, bool) or ("object" in kinds and isinstance(value, dict | list | str))


def test_defaults_fit_their_own_parameters():
    wrong = [
        (path, name, default)
        for path, estimator in ((path, find(path)) for path in predictors())
        for name, default in estimator.defaults.items()
        if not fits(estimator.params[name], default) and default not in ("deprecated", "warn")
    ]
    assert wrong == []


def test_probabilities():
    assert find("sklearn.ensemble.RandomForestClassifier").probabilities is True
    assert find("sklearn.svm.LinearSVC").probabilities is False
    assert find("sklearn.linear_model.SGDClassifier").probabilities == {"loss": ("log_loss", "modified_huber")}


def test_predictors_can_be_made_without_arguments():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in predictors():
            module, _, name = path.rpartition(".")
            getattr(import_module(module), name)()
    assert len(predictors()) > 80
    assert find("sklearn.ensemble.NoSuchThing") is None


def test_expectations_read_well():
    forest = find("sklearn.ensemble.RandomForestClassifier").params
    assert expected(forest["n_estimators"]) == "a whole number of at least 1"
    assert expected(forest["min_weight_fraction_leaf"]) == "a number of at least 0 and at most 0.5"
    assert expected(forest["max_features"]) == (
        "a whole number of at least 1, a decimal number above 0 and at most 1, `log2`, `sqrt` or nothing (`null`)"
    )
    assert not writable(find("sklearn.multiclass.OneVsRestClassifier").params["estimator"])
    assert not fits(forest["ccp_alpha"], math.nan)
