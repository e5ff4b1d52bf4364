"""A fault in a template names two lines: of the template, and of the spec whose value it was printing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from compiler import targets
from compiler.cli.run import run
from compiler.model.graph import Origin
from compiler.model.rendering import Language, Rendering
from compiler.pipeline import lower_stack, open_session
from compiler.render import render
from compiler.source.address import Address
from compiler.source.location import Location
from compiler.source.sourcemap import Layer, LayerKind, SourceMap

ROOT = Path(__file__).parents[3]
HEAD = '"""A program."""\n\nfrom pathlib import Path\n\nimport pulumi\n\n'


@dataclass(frozen=True)
class Node:
    source: object = "a.csv"
    columns: tuple = ({"name": "age", "type": "number"}, {"name": "plan", "type": "category", "values": ("a", "b")})
    address: Address = field(default_factory=lambda: Address("Dataset", "customers"))
    origin: Origin = field(
        default_factory=lambda: Origin(
            Location("spec.yaml", 3, 3),
            ("datasets", "customers"),
            {"source": ("datasets", "customers", "source"), "columns": ("datasets", "customers", "columns")},
        )
    )


def written(kind, line, value):
    place = Location("spec.yaml", line, 9)
    return Layer(kind, place, place, value)


AT = ("datasets", "customers")
SOURCES = SourceMap(
    {
        AT: (written(LayerKind.SPEC, 3, {}),),
        (*AT, "source"): (written(LayerKind.SPEC, 4, "a.csv"), written(LayerKind.ENVIRONMENT, 90, "b.csv")),
        (*AT, "columns"): (written(LayerKind.SPEC, 5, {}),),
        (*AT, "columns", "plan"): (written(LayerKind.SPEC, 7, {}),),
        (*AT, "columns", "plan", "values"): (written(LayerKind.SPEC, 8, ["a"]),),
    }
)


@pytest.fixture
def blame(tmp_path):
    """`blame(part, node)`: the finding for a resource that a part of the program prints."""

    def run_(part, node=None, more=()):
        templates = tmp_path / "templates"
        templates.mkdir(exist_ok=True)
        main = (
            HEAD + "{% for part in parts %}\n{% set node = part.node %}\n{% include part.template %}\n\n{% endfor %}\n"
        )
        for name, text in {"main.j2": main, "part.j2": part, **dict(more)}.items():
            (templates / name).write_text(text)
        fine = Node(address=Address("Dataset", "fine"), origin=Origin(Location("spec.yaml", 99, 1), ("fine",)))
        (templates / "fine.j2").write_text("{{ node.address | variable }} = pulumi.x({{ node.source }})\n")
        whole = Origin(Location("spec.yaml", 1, 1), ())
        parts = ({"template": "fine.j2", "node": fine}, {"template": "part.j2", "node": node or Node()})
        checked = render(
            (Rendering("out", "main.j2", Language.PYTHON, {"parts": parts}, origin=whole),),
            (templates,),
            SOURCES,
        )
        (found,) = checked.diagnostics
        (related,) = found.related
        return found.code, str(found.location), str(related.location), ".".join(map(str, found.path)), related.role

    return run_


FROM = ("datasets.customers", "value from")
FOR = ("datasets.customers", "printed for")
SOURCE = ("datasets.customers.source", "value from")
AGE = ("datasets.customers.columns.age", "value from")
CASES = {
    "undefined": ("x = pulumi.x(\n    {{ node.sorce }},\n)\n", "R003", 2, 3, FROM),
    "undefined inside a value": (
        "{% for column in node.columns %}\nx = pulumi.x({{ column.levels.no }})\n{% endfor %}\n",
        "R003", 2, 5, AGE,
    ),
    "undefined variable": ("x = {{ sorce }}\n", "R003", 1, 3, FOR),
    "loop over a number": ("x = 1\n{% for a in 7 %}{% endfor %}\n", "R003", 2, 3, FOR),
    "value inside quotes": ("x = pulumi.x('{{ node.source }}')\n", "R005", 1, 90, SOURCE),
    "unclosed bracket": ("x = pulumi.x({{ node.source }}\n", "R006", 1, 3, FOR),
    "two values in one place": ("x = {{ node.source }} {{ node.columns }}\n", "R006", 1, 3, FOR),
    "code that is not allowed": ("import os\n", "R008", 1, 1, ("", "printed for")),
    "code behind a value": ("y = pulumi.x({{ node.source }})\nx = open\n", "R008", 2, 3, FOR),
    "a file outside": ("x = Path({{ node.source }}).read_text()\n", "R008", 1, 90, SOURCE),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_both_lines_are_named(blame, case):
    part, code, template_line, spec_line, (path, role) = CASES[case]
    node = replace(Node(), source="/etc/passwd") if case == "a file outside" else None
    found = blame(part, node)
    assert found[0] == code
    column = {1: 1, 3: 3}.get(spec_line, 9)
    assert found[2:] == (f"spec.yaml:{spec_line}:{column}", path, role)
    if code != "R006":
        assert found[1] == f"templates/part.j2:{template_line}:1"


def test_a_value_without_a_literal_is_found_where_it_is_nested(blame):
    columns = ({"name": "plan", "values": (object(),)},)
    found = blame("x = pulumi.x(\n    columns={{ node.columns }},\n)\n", replace(Node(), columns=columns))
    assert found == ("R004", "templates/part.j2:2:1", "spec.yaml:5:9", "datasets.customers.columns", "value from")
    one = "{% for column in node.columns %}\nx = pulumi.x({{ column['values'] }})\n{% endfor %}\n"
    found = blame(one, replace(Node(), columns=columns))
    assert found[2:4] == ("spec.yaml:8:9", "datasets.customers.columns.plan.values")


def test_a_macro_is_told_at_its_own_line_for_the_resource_that_called_it(blame):
    macro = "{% macro m(x) %}\n\n{{ x.no }}\n{% endmacro %}\n"
    found = blame("{% import 'm.j2' as m %}\nx = {{ m.m(node.columns) }}\n", more={"m.j2": macro})
    assert found == ("R003", "templates/m.j2:3:1", "spec.yaml:5:9", "datasets.customers.columns", "value from")


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """`planted(file, old, new)` changes a bundled template in a copy, which is then used instead."""

    def change(file, old, new):
        folder = tmp_path / "templates"
        shutil.copytree(ROOT / "templates", folder)
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new))
        monkeypatch.setattr("compiler.pipeline.share", lambda name: tmp_path / name)
        return folder

    return change


@pytest.mark.parametrize(
    ("environment", "file", "old", "new", "wanted", "spec"),
    [
        ("local", "local/dataset.py.j2", "node.missing", "node.mising", 6, "datasets.patients"),
        ("local", "local/endpoint.py.j2", "{{ node.port }}", "'{{ node.port }}'", None, "serving.progression-api.port"),
        ("local", "jobs/training.json.j2", "{{ params }}", "{{ params.alpa }}", 11, "models.progression.params"),
        ("local", "jobs/training.json.j2", "{{ metrics }},", "{{ metrics }}", None, "models.progression"),
        ("local", "project/Pulumi.yaml.j2", "{{ project }}", '"{{ project }}"', 1, "project"),
        ("prod", "aws/bucket.py.j2", "{{ node.address.name }}", "{{ node.adress.name }}", None, ""),
        ("prod", "aws/endpoint.py.j2", "in node.alarms", "in node.alarm", None, "serving.progression-api"),
    ],
)
def test_a_fault_in_a_shipped_template_names_the_spec(planted, capsys, environment, file, old, new, wanted, spec):
    planted(file, old, new)
    assert run(["-C", str(ROOT), "compile", "diabetes", "--env", environment, "--check"]) in (2, 4)
    shown = capsys.readouterr().err
    assert f"--> templates/{file}:{wanted or ''}" in shown
    assert shown.count("error[R0") == 1
    if spec:
        assert f"= path: {spec}\n" in shown
    assert "examples/diabetes/modelwright.yaml:" in shown.partition("= path")[2] or not spec
    assert ("= value from: " in shown) or ("= printed for: examples/diabetes/modelwright.yaml:" in shown)


@pytest.mark.parametrize("environment", ["local", "dev", "prod"])
@pytest.mark.parametrize("project", ["breast-cancer", "diabetes", "digits"])
def test_every_printed_value_has_a_place_in_the_spec(project, environment):
    session = open_session(ROOT, project, environment).value
    assert session is not None
    lowered = lower_stack(session).value
    assert lowered is not None
    for rendering in targets.get(lowered.resolved.project.platform.target).renderings(lowered.graph):
        if rendering.path != "requirements.txt":
            assert rendering.origin is not None and rendering.origin.location.line >= 1
