"""Faults planted into compiled programs: what the SDK or a provider refuses is told at the line of the spec."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from compiler.model.stack import Stack
from compiler.operations.engine import embedded_engine
from compiler.source.diagnostic import Refused

ROOT = Path(__file__).parents[2]
SPEC = (ROOT / "examples" / "diabetes" / "modelwright.yaml").read_text().splitlines()


def preview(workspace, environment, old, new):
    """The findings of a preview of a changed program; `old` must be in it."""
    (workspace / "examples").symlink_to(ROOT / "examples")
    (workspace / ".venv").symlink_to(ROOT / ".venv")
    (workspace / "compiler").symlink_to(ROOT / "compiler")
    program = workspace / "stacks" / "diabetes" / environment
    shutil.copytree(ROOT / "stacks" / "diabetes" / environment, program)
    text = (program / "__main__.py").read_text()
    assert old in text
    (program / "__main__.py").write_text(text.replace(old, new, 1))
    stack = Stack("diabetes", environment, workspace, workspace / ".modelwright", program, {"aws:region": "eu-west-1"})
    with embedded_engine() as (engine, _), pytest.raises(Refused) as refused:
        engine.preview(stack)
    return refused.value.diagnostics


DATA, MODEL, API = "patients:", "progression:", "progression-api:"
FIRST = "model: progression"
"""The line of an endpoint's first key: where what nobody wrote of it is told."""


@pytest.mark.parametrize(
    ("environment", "old", "new", "code", "line", "says"),
    [
        ("local", "    digest=", "    digst=", "P004", DATA, "unexpected keyword argument 'digst'"),
        ("local", "    artifact=progression_training_run.artifact,\n", "", "P004", MODEL, "missing 1 required"),
        ("local", "port=0", "port=object()", "P004", FIRST, "unexpected input of type object"),
        ("local", "port=0", 'port="x"', "P007", FIRST, "wrong kind"),
        ("local", "progression_training_run.metrics", "progression_training_run.metrcs", "P004", MODEL, "metrcs"),
        ("prod", "        instance_count=", "        instnce_count=", "P004", MODEL, "'instnce_count'"),
        ("prod", "aws.cloudwatch.LogGroup(", "aws.cloudwatch.LogGrup(", "P004", API, "'LogGrup'"),
        ("prod", "/data/patients.csv", "/data/patient.csv", "P007", DATA, "cannot be read"),
    ],
)
def test_the_spec_line_is_named(tmp_path, environment, old, new, code, line, says):
    (found,) = preview(tmp_path, environment, old, new)
    assert found.code == code and says in found.summary and found.path
    assert found.location is not None and found.location.file == "examples/diabetes/modelwright.yaml"
    assert SPEC[found.location.line - 1].strip() == line
    if code == "P004":
        (related,) = found.related
        assert related.role == "program"
        assert related.location.file == f"stacks/diabetes/{environment}/__main__.py" and related.location.line > 1
