"""Where a value goes that somebody set by hand: its own line, or an override of the environment; or why nowhere."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from compiler.model.drift import DriftKind, Finding
from compiler.model.manifest import InputSource, Manifest, ResourceSource
from compiler.operations.acceptance import _planned, write_values
from compiler.pipeline import compose_stack, open_session
from compiler.source.address import Address
from compiler.source.diagnostic import Refused
from compiler.source.location import Location, parse_path

SPEC = """\
project: churn
owner: ml  # whose
x-threshold: 2
datasets: {customers: {source: customers.csv, columns: {plan: boolean}, checks: [rows > 1, rows < 9]}}
models:
  churn: {dataset: customers, target: plan, estimator: sklearn.linear_model.Ridge, params: {alpha: 1.0}}
serving:
  api: {model: churn, scale: {min: 1, max: "${x-threshold}"}}
environments:
  dev:
    owner: me
  prod:
    serving: {api: {scale: {min: 2}}}
"""
PLACE = Location("modelwright.yaml", 1, 1)
ADDRESS = Address("fake.Thing", "a")


@pytest.fixture
def keep(tmp_path):
    """Write a value found at a path of the configuration; the text of the spec, or why it cannot be."""
    (tmp_path / "modelwright.toml").touch()
    (tmp_path / "customers.csv").write_text("plan\n")
    file = tmp_path / "modelwright.yaml"

    def kept(environment, path, recorded, found, text=SPEC, **known):
        file.write_text(text)
        session = open_session(tmp_path, None, environment).value
        composed = compose_stack(session).value
        inputs = {"value": InputSource(parse_path(path), PLACE, **known)}
        manifest = Manifest("churn", environment, "1", {}, {str(ADDRESS): ResourceSource((), PLACE, inputs)})
        finding = Finding(ADDRESS, "value", recorded, found, DriftKind.CHANGED, "", "", PLACE, parse_path(path))
        try:
            written = _planned(session, composed, manifest, [finding])
        except Refused as refused:
            return refused.diagnostics[0].summary
        write_values(tmp_path, written, ExitStack())
        return file.read_text()

    return kept


@pytest.mark.parametrize(
    ("environment", "path", "recorded", "found", "old", "new"),
    [
        ("prod", "serving.api.scale.min", 2, 5.0, "{min: 2}", "{min: 5}"),
        ("dev", "owner", "me", "you", "owner: me", "owner: you"),
        ("prod", "owner", "ml", "you", "{min: 2}}}\n", "{min: 2}}}\n    owner: you\n"),
        ("prod", "platform.tags.team", None, "a", "2}}}\n", "2}}}\n    platform:\n      tags:\n        team: a\n"),
        ("prod", "platform.log_retention_days", 30, 7, "2}}}\n", "2}}}\n    platform:\n      log_retention_days: 7\n"),
        ("prod", "models.churn.params.alpha", 1.0, None, "2}}}\n", None),
        ("prod", "datasets.customers.checks[1]", "rows < 9", "rows < 8", "2}}}\n", None),
        ("local", "owner", "ml", "you", "environments:\n", None),
    ],
)
def test_the_place_of_a_value(keep, environment, path, recorded, found, old, new):
    wanted = {
        "models.churn.params.alpha": "2}}}\n    models:\n      churn:\n        params:\n          alpha: null\n",
        "datasets.customers.checks[1]": "2}}}\n    datasets:\n      customers:\n        checks: [rows > 1, rows < 8]\n",
        "owner": "environments:\n",
    }
    text = keep(environment, path, recorded, found)
    expected = SPEC.replace(old, new or wanted[path])
    if environment == "local":
        expected += "  local:\n    owner: you\n"
    assert text == expected


def test_a_line_that_no_other_environment_reads_is_changed_itself(keep):
    alone = SPEC.partition("environments:")[0]
    assert keep("local", "owner", "ml", "you", alone) == alone.replace("ml  # whose", "you  # whose")
    overridden = SPEC.replace("  prod:\n", "  local: {owner: us}\n  prod:\n")
    assert keep("prod", "owner", "ml", "you", overridden) == overridden.replace("ml  # whose", "you  # whose")


@pytest.mark.parametrize(
    ("path", "recorded", "found", "known", "why"),
    [
        ("serving.api.scale.max", 2, 3, {}, "its line refers to another value"),
        ("serving.api.scale.min", 7, 3, {}, "it is computed from `serving.api.scale.min`"),
        ("serving.api.scale.min", True, 3, {}, "it is computed from `serving.api.scale.min`"),
        ("serving.api.scale.min", "[secret]", "[secret]", {}, "it is secret"),
        ("serving.api.port.x", 7, 3, {}, "does not say it as it stands there"),
        ("datasets.customers.source", "a", "b", {"content": "customers.csv"}, "it is the content of `customers.csv`"),
        ("", "a", "b", {}, "no line of the spec says it"),
    ],
)
def test_what_the_spec_cannot_say(keep, path, recorded, found, known, why):
    said = keep("prod", path, recorded, found, **known)
    assert said.startswith("`fake.Thing.a/value` cannot be kept: ") and why in said
