"""The schema against every golden mistake and every good file of the repository, with a standard validator."""

import re
from pathlib import Path

import jsonschema
import pytest

from compiler.load import load_text
from compiler.validate.schema import json_schema
from compiler.validate.schema_texts import TEXTS

ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT / "tests" / "golden" / "errors"
OTHER_PART = "it depends on another part of the file, and a schema sees each part alone"
LAYERS = "`conf/`, an environment or the command line may complete or change it"
FILES = "it depends on other files"
NUMBERS = "it is arithmetic, within a text or between values"
ELSEWHERE = "it is not a mistake of the file: the command line, what runs, or the machine is at fault"
CANNOT = {
    **dict.fromkeys(("C001", "C003", "C006", "C007", "C014", "C015", "C021", "C031", "C032", "C033"), LAYERS),
    **dict.fromkeys(("C010", "C011", "C012", "C013"), ELSEWHERE),
    **dict.fromkeys(("C018", "V020", "V021", "V022", "V030", "V033", "V034", "V035", "V036", "V037"), OTHER_PART),
    **dict.fromkeys(("V038", "V040", "V042", "V044", "V045", "V061", "V065", "V074", "V083", "V110"), OTHER_PART),
    **dict.fromkeys(("V115", "V131", "V132", "V135", "V138", "V151", "V152", "V153", "V154", "V155"), OTHER_PART),
    **dict.fromkeys(("V058", "V062", "V090", "C020", "V071", "V072", "V073", "V075", "V076", "V077", "V082"), LAYERS),
    **dict.fromkeys(("V031", "V032", "V057", "L004", "L018", "L019", "L021", "L022", "L024", "L025", "L026"), FILES),
    **dict.fromkeys(("L032", "L033", "L034", "L035", "L036"), FILES),
    **dict.fromkeys(("V041", "V063", "V070", "V081", "V122", "V124"), NUMBERS),
    **dict.fromkeys(("V136", "V139", "V141", "V161", "V163", "V164", "L040"), NUMBERS),
    "V162": OTHER_PART,
    "V114": "that a text is a secret is a guess from how it looks; a schema would print it",
}
"""Codes of the phases before a target whose mistakes a schema cannot express, each with the reason.

Codes of later phases are no mistakes of a file: what a target makes of it, what data or training says, what runs.
"""
PHASES = "LCV"
BY_CASE = {"V145-day-that-is-none": "which months have thirty days is no matter of patterns"}
"""The same for single cases of codes whose other mistakes can be seen."""


@pytest.fixture(scope="module")
def validator():
    return jsonschema.Draft202012Validator(json_schema())


def wrong_specs():
    """Each case with a project file that can be read, the file, and the codes of the errors that are told of it."""
    for case in sorted(CASES.iterdir()):
        if case.name[0] not in f"{PHASES}G":
            continue
        told = (case / "expected.txt").read_text()
        for file in sorted(case.rglob("modelwright.yaml")):
            document = load_text(file.read_bytes(), file.name).value
            if document is not None:
                found = set(re.findall(r"^error\[([A-Z]\d{3})\]", told, re.MULTILINE))
                codes = set() if case.name in BY_CASE else found
                yield pytest.param(document.tree, codes, id=f"{case.name}/{file.parent.name}")


@pytest.mark.parametrize(("tree", "codes"), list(wrong_specs()))
def test_golden_mistakes(validator, tree, codes):
    """Refused where a schema can see it, accepted where it cannot, and accepted where nothing is an error."""
    visible = {code for code in codes if code not in CANNOT and code[0] in PHASES}
    found = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(tree)]
    assert not visible or found, (
        f"mistakes that the schema lets pass: {visible}; if it cannot see one, say why in CANNOT"
    )
    assert visible or not found, f"a file that is right, or listed in CANNOT, is refused: {found}"


def test_the_list_of_exceptions_is_true():
    seen = {code for case in wrong_specs() for code in case.values[1]}
    assert set(CANNOT) - seen == set()


GOOD = [*ROOT.glob("examples/*/modelwright.yaml"), ROOT / "templates" / "init" / "modelwright.yaml"]


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.parent.name)
def test_examples_conform(validator, file):
    tree = load_text(file.read_bytes(), file.name).value.tree
    assert [error.message for error in validator.iter_errors(tree)] == []


SPREAD = """\
include: [models/churn.yaml, "serving.yml"]
project: churn
owner: ${x-team.name}
x-team: {name: growth}
env: {ROWS: {type: integer, default: 500}, PLACE: null}
models:
  churn:
    params: {max_depth: "${x-depth}", random_state: "${env:ROWS}"}
    split: {test: "${..other.split.test}", seed: "${env:ROWS}", stratify: "${x-flags[0]}"}
    train: {timeout: "${x-minutes}m"}
    description: a price of \\${5}
serving: {churn-api: {scale: {min: "${x-few}"}, rollout: {percent: "${x-few}"}}}
environments:
  dev: {models: {churn: {metrics: ["${x-metric}"], gates: ["${x-metric} >= 0.8"]}}}
"""


def test_a_spec_over_several_files_with_references_conforms(validator):
    tree = load_text(SPREAD.encode(), "f").value.tree
    assert [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(tree)] == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("${x-team.name}", "${oc.env:HOME}"),
        ("${x-minutes}m", "${now:minutes}m"),
        ("max_depth:", "max_dpth:"),
        ("models/churn.yaml", "../churn.yaml"),
        ("  dev: {models", "  dev: {project: other, models"),
        ("type: integer", "type: whole"),
    ],
)
def test_a_spec_over_several_files_is_checked_too(validator, good, bad):
    text = SPREAD.replace("  churn:\n", "  churn:\n    estimator: sklearn.tree.DecisionTreeClassifier\n", 1)
    assert validator.is_valid(load_text(text.encode(), "f").value.tree)
    assert text.count(good) == 1
    assert not validator.is_valid(load_text(text.replace(good, bad).encode(), "f").value.tree)


def fields(schema, path):
    """Every field of a schema: its path and what an editor would show beside it."""
    if isinstance(schema, dict):
        for name, field in schema.get("properties", {}).items():
            yield f"{path}.{name}", field.get("description")
            yield from fields(field, f"{path}.{name}")
        for key in ("anyOf", "items", "additionalProperties"):
            yield from fields(schema.get(key), path)
    for item in schema if isinstance(schema, list) else ():
        yield from fields(item, path)


def test_every_field_has_a_text():
    schema = json_schema()
    kinds = {name: kind for name, kind in schema["$defs"].items() if name != "Model"}
    model = {"properties": schema["$defs"]["Model"]["properties"]}
    found = [item for name, kind in {**kinds, "Model": model}.items() for item in fields(kind, name)]
    assert len(found) > 1000
    assert [path for path, text in found if not text] == []
    assert {name for name in TEXTS if name not in schema["$defs"]} == set()


def completions(schema, path):
    """What an editor offers for a value: the enumerations and constants at a path of keys."""
    here = schema["$defs"][path[0]]
    for part in path[1:]:
        here = here["properties"][part]
    options = [here, *here.get("anyOf", ())]
    return [value for option in options for value in option.get("enum", ())]


@pytest.mark.parametrize(
    ("path", "some"),
    [
        (("Platform", "target"), {"local", "aws"}),
        (("Serving", "mode"), {"realtime", "batch"}),
        (("Rollout", "strategy"), {"canary", "linear"}),
        (("PartialRollout", "strategy"), {"canary"}),
        (("Model", "estimator"), {"sklearn.linear_model.Ridge"}),
        (("NumericPreprocess", "scale"), {"standard"}),
        (("sklearn.linear_model.Ridge", "solver"), {"lsqr"}),
    ],
)
def test_values_are_completed(path, some):
    schema = json_schema()
    nested = completions(schema, path)
    if not nested:  # a partial field is one level further down, beside null
        field = schema["$defs"][path[0]]["properties"][path[1]]
        nested = [
            value for option in field["anyOf"] for inner in option.get("anyOf", ()) for value in inner.get("enum", ())
        ]
    assert some <= set(nested)
