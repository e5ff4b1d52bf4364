"""What templates may do, and what comes out."""

import json

import yaml

from compiler.model.graph import Join, Ref, Secret
from compiler.model.rendering import Code, Language, Rendering
from compiler.render import render
from compiler.source.address import Address

CHURN = Address("Endpoint", "churn")


def test_a_resource(text):
    body = """\
config = pulumi.Config()
{{ address | variable }} = pulumi.Thing(
    {{ address.name }},
    tags={{ tags }},
    columns={{ columns }},
    key={{ key }},
    empty={{ nothing }},
)
pulumi.export("url", {{ url }})
"""
    context = {
        "address": CHURN,
        "tags": {"owner": "growth"},
        "columns": [
            {"name": "a", "type": "integer"},
            {"name": "plan", "type": "category", "values": ["x" * 20, "y" * 20]},
        ],
        "key": Secret("key"),
        "nothing": (),
        "url": Join(("https://", Ref(CHURN, "url"))),
    }
    assert (
        text(body, **context)
        == """\
config = pulumi.Config()
churn_endpoint = pulumi.Thing(
    "churn",
    tags={"owner": "growth"},
    columns=[
        {"name": "a", "type": "integer"},
        {
            "name": "plan",
            "type": "category",
            "values": ["xxxxxxxxxxxxxxxxxxxx", "yyyyyyyyyyyyyyyyyyyy"],
        },
    ],
    key=config.require_secret("key"),
    empty=[],
)
pulumi.export("url", pulumi.Output.concat("https://", churn_endpoint.url))
"""
    )


def test_macros_includes_and_loops_print_code_and_values(text):
    files = {
        "m.j2": "{% macro thing(name) %}pulumi.thing({{ name }}, {{ owner }}){% endmacro %}",
        "i.j2": "pulumi.other({{ item }})\n",
    }
    body = """\
{% import "m.j2" as m %}
{% from "m.j2" import thing %}
{% for item in items %}
{{ m.thing(item) }}
{{ thing(item) | indent(4) }}
{% include "i.j2" %}
{% endfor %}
"""
    made = text(body, files=files, items=["<a>", "b'&"], owner="x")
    assert made.split("\n")[:3] == ['pulumi.thing("<a>", "x")', 'pulumi.thing("<a>", "x")', 'pulumi.other("<a>")']
    assert 'pulumi.other("b\'&")' in made


def test_values_in_comments_are_one_line(text):
    made = text(
        "# {{ project }}: {{ count }}\nx = 1  # {{ code }} {{ empty }}\n",
        project="a\nb\u2028#",
        count=3,
        code=Code("a.b"),
        empty="",
    )
    assert made == "# a b #: 3\nx = 1  # a.b\n"


def test_a_path_is_read_from_the_programs_folder(text):
    made = text("x = json.loads(Path({{ path }}).read_text())\n", path="jobs/a.json")
    assert made == 'x = json.loads(Path("jobs/a.json").read_text())\n'


def test_json(text):
    made = text(
        '{"job": {{ job }}, {{ key }}: [{{ a }}, {{ a }}]}\n', Language.JSON, job={"x": ["y"] * 20}, key='"', a=None
    )
    assert json.loads(made) == {"job": {"x": ["y"] * 20}, '"': [None, None]}
    assert made.startswith('{"job": {\n  "x": [\n    "y",\n')


def test_yaml(text):
    body = """\
# {{ project }}
name: {{ project }}
{{ key }}: {{ value }}
list:
  - {{ value }}
  - {a: {{ project }}, b: [{{ key }}]}  # {{ key }}
run: |
  echo fixed
last: {{ project }}
"""
    made = text(body, Language.YAML, project="churn", key="a: b # c", value={"yes": [1.0, "no", "x\ny"]})
    assert yaml.safe_load(made) == {
        "name": "churn",
        "a: b # c": {"yes": [1.0, "no", "x\ny"]},
        "list": [{"yes": [1.0, "no", "x\ny"]}, {"a": "churn", "b": ["a: b # c"]}],
        "run": "echo fixed\n",
        "last": "churn",
    }


def test_running_text(text):
    assert text("# {{ name }}\n\n{{ rows }} rows\n", Language.TEXT, name="a\r\n# b", rows=3) == "# a # b\n\n3 rows\n"


def test_the_first_folder_wins_and_all_faults_are_told(tmp_path):
    for name, body in (("mine", "1\n"), ("bundled", "2\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.j2").write_text(body)
    folders = (tmp_path / "mine", tmp_path / "bundled")
    renderings = tuple(Rendering(f"{name}.json", f"{name}.j2", Language.JSON, {}) for name in "abc")
    assert [item.content for item in render(renderings[:1], folders).value] == [b"1\n"]
    checked = render(renderings, folders)
    assert checked.value is None and [item.code for item in checked.diagnostics] == ["R001", "R001"]
    assert checked.diagnostics[0].hint == "did you mean `a.j2`?"


def test_the_same_input_gives_the_same_bytes(bench):
    body = "pulumi.export({{ name }}, {{ value }})\n"
    context = {"name": "a", "value": {"b": 1, "a": [2.5, None]}}
    assert bench(body, **context) == bench(body, **context)


def test_an_edited_template_is_read_again(text):
    assert text("x = {{ a }}\n", a=1) == "x = 1\n"
    assert text("yy = {{ a }}\n", a=1) == "yy = 1\n"


def test_a_file_names_the_templates_that_printed_it(tmp_path):
    files = {
        "a.j2": "{% import 'm.j2' as m %}{{ m.one(x) }}\n{% include part %}",
        "b.j2": "{{ x }}\n",
        "unused.j2": "",
        "m.j2": "{% macro one(x) %}{{ x }}{% include 'n.j2' %}{% endmacro %}",
        "n.j2": "fixed",
    }
    for name, body in files.items():
        (tmp_path / name).write_text(body)
    rendering = Rendering("a", "a.j2", Language.TEXT, {"part": "b.j2", "x": 1}, {"Dataset.customers": "b.j2"})
    (artifact,) = render((rendering,), (tmp_path,)).value
    assert artifact.templates == ("a.j2", "b.j2", "m.j2", "n.j2")
    assert artifact.parts == {"Dataset.customers": ("b.j2",)}
