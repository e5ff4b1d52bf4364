"""The catalogue says what scikit-learn itself says, and is what the installed scikit-learn would generate."""

from __future__ import annotations

import math
import warnings
from importlib import import_module

import pytest
from validate_workbench import check, edited

from compiler.source.installed import installed_sklearn
from compiler.targets.aws.images import image_sklearn
from compiler.validate.catalogue.generate import EXPERIMENTAL, generate
from compiler.validate.catalogue.reader import VERSIONS, described, every, find, predictors
from compiler.validate.parameters import expected, fits, options, writable

ANY = (None, True, False, -1, 0, 1, 2, 10**6, -0.5, 0.0, 0.5, 1.0, 1.5, "auto", "nonsense", "", [], [1], [0.1, "a"], {})


def installed():
    import sklearn

    return ".".join(sklearn.__version__.split(".")[:2])


def test_generated_file_is_not_stale():
    if installed() not in VERSIONS:
        pytest.skip("another version of scikit-learn is installed")
    path, text = generate()
    assert path.read_text(encoding="utf-8") == text


def test_every_estimator_is_there():
    from sklearn.utils import all_estimators

    if installed() not in VERSIONS:
        pytest.skip("another version of scikit-learn is installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = {name for name, _ in all_estimators()}
    listed = {path.rpartition(".")[2] for path in every(installed())}
    assert names - listed <= EXPERIMENTAL
    for version in VERSIONS:
        kinds = [find(path, version).kind for path in every(version)]
        assert kinds.count("classifier") == 44
        assert kinds.count("regressor") == 55
        assert kinds.count("outlier") == 5
        assert kinds.count("transformer") >= 70


def samples(kinds):
    """Values inside of each kind, at its edges and outside of it, and of every kind of YAML value."""
    found = list(ANY) + list(options(kinds)) + [f"{option}x" for option in options(kinds)]
    for kind in kinds:
        if isinstance(kind, list) and kind[0] != "options":
            for edge in (bound for bound in kind[1:3] if bound is not None):
                found += [edge, edge - 1, edge + 1, edge - 1e-9, edge + 1e-9, int(edge), float(edge)]
        elif isinstance(kind, list):
            found += kind[1:]
    return found


def test_every_value_is_judged_as_scikit_learn_judges_it():
    if installed() not in VERSIONS:
        pytest.skip("another version of scikit-learn is installed")
    from sklearn.utils._param_validation import InvalidParameterError, validate_parameter_constraints

    differing, compared = [], 0
    for path in every(installed()):
        module, _, name = path.rpartition(".")
        constraints = getattr(getattr(import_module(module), name), "_parameter_constraints", {})
        for parameter, kinds in find(path, installed()).params.items():
            for value in samples(kinds):
                given = tuple(value) if isinstance(value, list) and "tuple" in kinds else value
                try:
                    validate_parameter_constraints({parameter: constraints[parameter]}, {parameter: given}, name)
                    accepted = True
                except InvalidParameterError:
                    accepted = False
                except KeyError:
                    accepted = True
                compared += 1
                reason = difference(parameter, kinds, value, constraints.get(parameter, ()))
                if accepted != fits(kinds, value) and not reason:
                    differing.append((path, parameter, value, "taken" if accepted else "refused"))
    assert "\n".join(map(str, differing)) == ""
    assert compared > 30_000


def difference(parameter, kinds, value, constraints):
    """Why we refuse what scikit-learn takes (it never is the other way round); empty where there is no reason."""
    from sklearn.utils._param_validation import Hidden, make_constraint

    if fits(kinds, value):
        return ""
    if isinstance(value, bool):
        return "to Python true is the number 1; in YAML it is a mistake"
    if isinstance(value, dict) and "list" in kinds:
        return "to scikit-learn whatever has a length is like an array"
    for constraint in constraints if isinstance(constraints, list) else ():
        if isinstance(constraint, Hidden) and make_constraint(constraint.constraint).is_satisfied_by(value):
            return "hidden by scikit-learn itself: values that are on their way out"
    if parameter in ("cv", "vocabulary") and isinstance(value, list | dict | str):
        return (
            "anything that can be iterated over would do; rows of a split and words of a text have no place in a spec"
        )
    return ""


def test_defaults_fit_their_own_parameters():
    wrong = [
        (version, path, name, default)
        for version in VERSIONS
        for path, estimator in ((path, find(path, version)) for path in every(version))
        for name, default in estimator.defaults.items()
        if not fits(estimator.params[name], default)
        and default not in ("deprecated", "warn")
        and name != "estimator"  # hidden by scikit-learn: for old code only
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


def test_one_line_of_the_file_is_what_the_whole_file_says():
    for version in VERSIONS:
        assert [path for path in every(version) if find(path, version) is None] == []
    assert find('sklearn.ensemble.RandomForestClassifier":{', VERSIONS[0]) is None


def test_the_version_that_runs_is_the_one_that_counts():
    assert described("1.9.1") == described("1.10.0") == "1.9"
    assert (described("1.7"), described("1.8.2"), described("1.6.9")) == ("1.7", "1.8", "1.7")
    assert installed_sklearn().startswith(installed())
    assert described(image_sklearn()) == "1.9"


LOGISTIC = ("ensemble.RandomForestClassifier\n    params: {n_estimators: 200, max_depth: 8}", "linear_model.{}")


@pytest.mark.parametrize(
    ("version", "written", "said"),
    [
        ("1.9", "LogisticRegression\n    params: {multi_class: ovr}", "scikit-learn 1.7 had it"),
        ("1.7", "LogisticRegression\n    params: {multi_class: ovr}", None),
        ("1.7", "LogisticRegressionCV\n    params: {use_legacy_attributes: true}", "scikit-learn 1.8 and 1.9 have it"),
        ("1.8", "LogisticRegressionCV\n    params: {use_legacy_attributes: true}", None),
    ],
)
def test_removed_and_not_yet_there(version, written, said):
    items = check(edited((LOGISTIC[0], LOGISTIC[1].format(written))), sklearn=version).diagnostics
    if said is None:
        assert "V112" not in {item.code for item in items}
        return
    (item,) = items
    assert item.code == "V112"
    assert f"in scikit-learn {version}, which `local` trains with" in item.summary
    assert item.hint == said


def test_an_estimator_of_a_later_version():
    text = edited(("sklearn.ensemble.RandomForestClassifier", "sklearn.manifold.ClassicalMDS"))
    assert check(text, sklearn="1.7").diagnostics[0].code == "V112"
    assert check(text, sklearn="1.8").diagnostics[0].code == "V056"
