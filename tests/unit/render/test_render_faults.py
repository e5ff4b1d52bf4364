"""Each way in which a template or a value is refused: code, line of the template, and words."""

import pytest

from compiler.model.graph import Ref
from compiler.model.rendering import Code, Language, Rendering
from compiler.render import render
from compiler.source.address import Address


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("x = 1\n{% import 'nowhere.j2' as m %}\n", "R001", None),
        ("x = 1\nx = {{ a ~ b }}\n", "R002", 2),
        ("x = {{ a + b }}\n", "R002", 1),
        ("x = {{ '%s' % a }}\n", "R002", 1),
        ("x = {{ a | safe }}\n", "R002", 1),
        ("{% macro m() %}x{% endmacro %}\n{{ m().format(a) }}\n", "R002", 2),
        ("x = {{ a.upper() }}\n", "R002", 1),
        ("x = 1\n{% autoescape false %}{{ a }}{% endautoescape %}\n", "R002", 2),
        ("{% extends 'main.j2' %}\n", "R002", 1),
        ("x = 1\n\n{% for %}\n", "R002", 3),
        ("x = __mw_0__\n", "R002", 1),
        ("x = 1\t\n", "R002", 1),
        ("x = 1\nx = {{ missing }}\n", "R003", 2),
        ("x = {{ a.missing }}\n", "R003", 1),
        ("\n{% for item in missing %}{% endfor %}\n", "R003", 2),
        ("{% for item in number %}{% endfor %}\n", "R003", 1),
        ("x = {{ a.__class__ }}\n", "R003", 1),
        ("x = {{ a | variable }}\n", "R003", 1),
        ("x = 1\nx = {{ thing }}\n", "R004", 2),
        ("x = {{ deep }}\n", "R004", 1),
        ("# {{ deep }}\n", "R004", 1),
        ("x = 1\nx = '{{ a }}'\n", "R005", 2),
        ("x = f'{{ a }}'\n", "R005", 1),
        ("x = y{{ a }}\n", "R005", 1),
        ("{% macro m() %}{{ a }}{% endmacro %}\nx = {{ m()[1:] }}\n", "R005", None),
        ("pulumi.x({{ a }}=1)\n", "R005", 1),
        ("{{ a }} = 1\n", "R005", 1),
        ("x = 1\nx = pulumi.x({{ a }}\n", "R006", None),
        ("x = 1\nx = {{ a }} {{ b }}\n", "R006", 2),
        ("x = 1\nimport os\n", "R008", 2),
        ("x = pulumi.runtime.invoke({{ a }})\n", "R008", 1),
    ],
)
def test_faults(fault, body, code, line):
    found = fault(body, a="text", b="more", number=3, thing=object(), deep={"a": [{1}]})
    assert found[0] == code
    if line is not None:
        assert found[1] == line


def test_the_value_is_named_by_its_path(fault):
    code, line, summary = fault("x = {{ datasets[1].source }}\n", datasets=[{"source": "a"}, {"source": b"b"}])
    assert (code, line) == ("R004", 1)
    assert summary == "`datasets[1].source`: `bytes` has no Python literal in `out`"


def test_a_fault_in_a_macro_is_told_there(bench):
    files = {"m.j2": "{% macro m(x) %}\n\n{{ x.no }}\n{% endmacro %}"}
    (found,) = bench("{% import 'm.j2' as m %}\n{{ m.m(a) }}\n", files=files, a={}).diagnostics
    assert (found.code, str(found.location)) == ("R003", "templates/m.j2:3:1")
    files = {"m.j2": "{% macro m(x) %}\n\npulumi.x({{ x }})\n{% endmacro %}"}
    (found,) = bench("{% import 'm.j2' as m %}\n{{ m.m(a) }}\n", files=files, a={1}).diagnostics
    assert (found.code, str(found.location)) == ("R004", "templates/m.j2:3:1")


@pytest.mark.parametrize("first", ["# {{ a }}\n\n", '"""Doc."""\n# {{ a }}\n', "{{ a | variable }} = 1\n\n"])
def test_nothing_is_printed_in_the_first_two_lines(tmp_path, first):
    (tmp_path / "p.j2").write_text(first + "import pulumi\n")
    rendering = Rendering("p", "p.j2", Language.PYTHON, {"a": Address("Dataset", "coding: utf-7")})
    (found,) = render((rendering,), (tmp_path,)).diagnostics
    assert found.code == "R005" and "first two lines" in found.summary


PROGRAMS = """\
import os
import pulumi.runtime
import pulumi as json
from pathlib import PosixPath
from . import x
from os import *
x = open
x = open('a')
exec('a')
x = [y for y in []]
x = lambda: 1
def f(): pass
if 1: x = 1
x = pulumi.x(*[1])
x = pulumi.x(**{})
x = 1 + 1
x, y = 1, 2
x: int = 1
x = pulumi.x().__class__
x = pulumi.dynamic.Resource(1)
pulumi.x = 1
x = json.decoder(1)
x = Path('/etc/passwd').read_text()
x = Path('../a').read_text()
x = Path('a', 'b').read_text()
x = Path('a').unlink()
x = Path('a').read_text().format(1)
x = b'a'
x = f'{1}'
del x
x = y
x = x
1 if 1 else 2
x = pulumi.x()()
x = pulumi.x()[0]()
x = (y := 1)
print(1)
await x
x = config.run_code()
"""


@pytest.mark.parametrize("line", PROGRAMS.splitlines())
def test_programs_only_declare(fault, line):
    assert fault(line + "\n")[0] in ("R006", "R008")


def test_a_path_value_must_stay_inside(fault):
    for path in ("/etc/passwd", "../a", "a/../../b", "", "a\\b", 3):
        assert fault("x = Path({{ path }}).read_text()\n", path=path)[0] == "R008"


def test_an_unknown_resource_is_found(fault):
    code, line, summary = fault("x = 1\npulumi.export('a', {{ ref }}.url)\n", ref=Code("gone_endpoint"))
    assert (code, line) == ("R008", 2) and "`gone_endpoint`" in summary


def test_a_reference_to_what_is_not_printed_is_found(fault):
    found = fault("x = 1\npulumi.export('a', {{ refs }})\n", refs=[Ref(Address("Endpoint", "gone"), "url")])
    assert found[:2] == ("R008", 2) and "`Endpoint.gone`" in found[2]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('{"a": "{{ a }}"}\n', "R006"),
        ('{"a": {{ a }}, "a": 1}\n', "R006"),
        ('{"a": {{ a }},}\n', "R006"),
        ('{"a": NaN}\n', "R006"),
        ('{"a": {{ ref }}}\n', "R004"),
        ('{ {{ a }}: 1, "text": 2}\n', "R006"),
    ],
)
def test_json_faults(fault, body, code):
    assert fault(body, Language.JSON, a="text", ref=Ref(Address("A", "b"), "c"))[0] == code


@pytest.mark.parametrize(
    "line",
    [
        'a: "{{ a }}"',
        "a: '{{ a }}'",
        "a: x {{ a }}",
        "a: {{ a }} x",
        "a: {{ a }}{{ a }}",
        "a: |\n  {{ a }}",
        "a: >-\n\n  x\n  {{ a }}",
        "a:{{ a }}",
        "run: echo {{ a }}",
        "- |\n  - {{ a }}",
    ],
)
def test_yaml_values_stand_alone(fault, line):
    assert fault(line + "\n", Language.YAML, a="text")[0] == "R005"


@pytest.mark.parametrize(
    "path", ["../a", "/a", "a/../b", "a//b", "", ".", "a\\b", "a\nb", "manifest.json", "Manifest.JSON"]
)
def test_paths_stay_in_the_stack(tmp_path, path):
    (tmp_path / "a.j2").write_text("1\n")
    rendering = Rendering(path, "a.j2", Language.JSON, {})
    assert "R009" in {item.code for item in render((rendering,), (tmp_path,)).diagnostics}


def test_two_files_are_not_one(tmp_path):
    (tmp_path / "a.j2").write_text("1\n")
    renderings = tuple(Rendering(path, "a.j2", Language.JSON, {}) for path in ("Jobs/a", "jobs/A"))
    assert [item.code for item in render(renderings, (tmp_path,)).diagnostics] == ["R009"]


def test_a_template_that_is_not_text(tmp_path):
    (tmp_path / "a.j2").write_bytes(b"\xff")
    (found,) = render((Rendering("a", "a.j2", Language.TEXT, {}),), (tmp_path,)).diagnostics
    assert (found.code, str(found.location)) == ("R002", f"{tmp_path.name}/a.j2:1:1")
