from __future__ import annotations

import csv
import json
import random

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.cli.run import run
from compiler.load import load_text
from compiler.model.workspace import WORKSPACE_FILE
from compiler.scaffold.yamltext import comment, flow, line, quoted, scalar

SPEC = "modelwright.yaml"


def write(path, header, rows, delimiter=",", encoding="utf-8"):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def rows(count=300):
    dice = random.Random(7)
    return [
        [at * 7 + 1000, dice.choice(["free", "pro", "on"]), dice.random(), dice.choice(["Yes", "No"])]
        for at in range(count)
    ]


HEADER = ["customer_id", "the plan", "yes", "churned"]


@pytest.fixture
def shell(tmp_path, capsys):
    def call(*words):
        code = run(["-C", str(tmp_path), *map(str, words)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def spec_of(folder):
    text = (folder / SPEC).read_bytes()
    checked = load_text(text, SPEC)
    assert not checked.diagnostics
    assert checked.value.tree == yaml.safe_load(text)
    return checked.value.tree


def test_the_example_is_whole_and_stays(shell, tmp_path):
    code, _, _ = shell("init", "My App")
    folder = tmp_path / "My App"
    assert code == 0
    assert spec_of(folder)["project"] == "my-app"
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == [
        ".gitignore", "README.md", "iris.csv", "modelwright.schema.json", WORKSPACE_FILE, SPEC,
    ]  # fmt: skip
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, _, err = shell("init", "My App")
    assert code == 2
    assert "`modelwright.yaml` exists already" in err
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_ambiguous_names_are_quoted(shell, tmp_path):
    write(tmp_path / "yes.csv", ["x", "null"], [[at * 3, at % 2] for at in range(40)])
    assert shell("init", "one", "--name", "null", "--data", "yes.csv", "--target", "null")[0] == 0
    spec = spec_of(tmp_path / "one")
    assert (spec["project"], *spec["datasets"], *spec["models"]) == ("null", "data", "model")
    assert shell("init", "two", "--name", "yes")[0] == 0
    assert spec_of(tmp_path / "two")["project"] == "yes"


def test_inside_a_workspace_only_the_project_is_written(shell, tmp_path):
    (tmp_path / WORKSPACE_FILE).touch()
    assert shell("init", "sub", "--name", "flowers")[0] == 0
    assert not (tmp_path / "sub" / WORKSPACE_FILE).exists()
    assert not (tmp_path / "sub/.gitignore").exists()
    assert spec_of(tmp_path / "sub")["project"] == "flowers"


def test_below_a_conf_no_second_workspace_is_made(shell, tmp_path):
    (tmp_path / "conf/compute").mkdir(parents=True)
    assert shell("init", "sub")[0] == 0
    assert not (tmp_path / "sub" / WORKSPACE_FILE).exists()
    assert shell("init", "other")[0] == 0
    code, out, err = shell("validate", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["diagnostics"] == []
    assert "sub" in out and "other" in out


def test_projects_made_before_the_conf_are_told(shell, tmp_path):
    for name in "ab":
        assert shell("init", name)[0] == 0
    for words in (["validate"], ["validate", "--all"], ["impact", "conf/compute/small.yaml"]):
        code, _, err = shell(*words)
        assert code == 2
        assert "error[L019]: the projects here are in workspaces of their own" in err
        assert "`a`, `b`" in err
    assert "in workspaces of their own below: a, b" in shell("doctor")[1]
    assert "L028" not in shell("validate", "a")[2]
    (tmp_path / "conf/compute").mkdir(parents=True)
    (tmp_path / "conf/compute/small.yaml").write_text(
        "cpus: 1\ninstance: ml.m5.large\nserving_instance: ml.m5.large\nvolume_gb: 10\n"
    )
    code, _, err = shell("validate", "a")
    assert code == 0
    assert err.count("note[L028]: `a` is a workspace of its own inside another one: `../conf` is not used for it") == 1
    assert "move away `a/modelwright.toml`" in err
    assert "inside another one" in shell("doctor", "-C", str(tmp_path / "a"))[1]
    (tmp_path / "a" / WORKSPACE_FILE).unlink()
    code, _, err = shell("validate", "--all")
    assert code == 0
    assert "note[L028]: left out, in a workspace of their own: `b`" in err
    (tmp_path / "b" / WORKSPACE_FILE).unlink()
    assert "L028" not in shell("validate", "--all")[2]


def test_an_outer_workspace_that_lists_its_projects_is_left_alone(shell, tmp_path):
    (tmp_path / WORKSPACE_FILE).touch()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / WORKSPACE_FILE).touch()
    assert shell("init", "a")[0] == shell("init", "b")[0] == 0
    assert "L028" in shell("validate", "b")[2]
    (tmp_path / WORKSPACE_FILE).write_text('projects = ["a"]')
    assert "L028" not in shell("validate", "b")[2] + shell("validate", "--all")[2]


def test_another_programs_conf_higher_up_is_not_told(shell, tmp_path):
    assert shell("init", "a")[0] == 0
    (tmp_path / "conf/sites").mkdir(parents=True)
    assert "L028" not in shell("validate", "a")[2]


def test_editors_find_the_schema(shell, tmp_path):
    shell("init")
    schema = tmp_path / "modelwright.schema.json"
    line = "# yaml-language-server: $schema={}\n"
    assert (tmp_path / SPEC).read_text().startswith(line.format("modelwright.schema.json"))
    tree = spec_of(tmp_path)
    jsonschema.Draft202012Validator(json.loads(schema.read_text())).validate(tree)
    schema.write_text("mine")
    write(tmp_path / "t.csv", ["x", "y"], [[at * 3, at % 2] for at in range(40)])
    code, out, _ = shell("init", "deep/er", "--data", "t.csv", "--target", "y")
    assert code == 0 and "schema" not in out
    assert (tmp_path / "deep/er" / SPEC).read_text().startswith(line.format("../../modelwright.schema.json"))
    assert schema.read_text() == "mine"
    schema.unlink()
    assert "wrote modelwright.schema.json\n" in shell("init", "other")[1]


def test_gitignore_is_added_to(shell, tmp_path):
    (tmp_path / ".gitignore").write_text("*.pyc")
    assert shell("init")[0] == 0
    assert (tmp_path / ".gitignore").read_text() == "*.pyc\n.modelwright/\nstacks/**/venv/\n"


def test_links_to_files_of_the_workspace_stay(shell, tmp_path):
    for name in (".gitignore", "modelwright.schema.json"):
        (tmp_path / name).symlink_to(f"real-{name}")
    assert shell("init")[0] == 0
    for name in (".gitignore", "modelwright.schema.json"):
        assert (tmp_path / name).is_symlink() and (tmp_path / f"real-{name}").read_text()


def test_a_table_becomes_a_project(shell, tmp_path):
    write(tmp_path / "customers.csv", HEADER, rows())
    code, out, _ = shell("init", "app", "--data", "customers.csv", "--target", "churned")
    assert code == 0
    spec = spec_of(tmp_path / "app")
    dataset = spec["datasets"]["customers"]
    assert dataset["source"] == "data/customers.csv"
    assert dataset["columns"] == {
        "customer_id": "identifier",
        "the plan": {"type": "category", "values": ["free", "on", "pro"]},
        "yes": "number",
        "churned": "boolean",
    }
    assert dataset["checks"] == ["rows >= 150", "unique(customer_id)", "missing(churned) <= 0"]
    assert spec["models"]["churned"]["target"] == "churned"
    assert (tmp_path / "app/data/customers.csv").read_bytes() == (tmp_path / "customers.csv").read_bytes()
    assert "customer_id: identifier  # unique in all 300 rows; never a feature" in (tmp_path / "app" / SPEC).read_text()
    assert "customer_id" in out


@pytest.mark.parametrize("words", [(), ("--data", "customers.csv", "--target", "churned")], ids=["starter", "data"])
def test_the_commented_environments_compile(shell, tmp_path, words):
    write(tmp_path / "customers.csv", HEADER, rows())
    assert shell("init", "--name", "app", *words)[0] == 0
    kept, _, block = (tmp_path / SPEC).read_text().partition("# environments:\n")
    lines = block.splitlines()
    assert len(lines) == 4 and all(line.startswith("# ") for line in lines)
    text = "\n".join([kept + "environments:", *(line[2:] for line in lines), ""])
    (tmp_path / SPEC).write_text(text)
    for environment in ("dev", "prod"):
        code, _, err = shell("compile", "--env", environment)
        assert code == 0, err
    assert "max_capacity=4" in (tmp_path / "stacks/app/prod/__main__.py").read_text()


def test_data_inside_the_project_stays_where_it_is(shell, tmp_path):
    write(tmp_path / "raw/my data.csv", HEADER, rows())
    assert shell("init", "--data", "raw/my data.csv", "--target", "churned")[0] == 0
    assert spec_of(tmp_path)["datasets"]["my-data"]["source"] == "raw/my data.csv"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("delimiter", "encoding", "notes"),
    [(";", "utf-8", 2), ("\t", "cp1252", 3), ("|", "utf-16", 3), (",", "latin-1", 2)],
)
def test_other_dialects_are_rewritten(shell, tmp_path, delimiter, encoding, notes):
    header = ["größe", "plan", "x", "y"]
    write(tmp_path / "data/t.csv", header, rows(), delimiter, encoding)
    code, out, _ = shell("init", "--data", "data/t.csv", "--target", "y", "--json")
    assert code == 0
    document = json.loads(out)
    assert len(document["notes"]) == notes
    copy = tmp_path / spec_of(tmp_path)["datasets"]["t-utf8"]["source"]
    with copy.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == header


def test_decimal_commas_become_points(shell, tmp_path):
    table = [[f"{at},{at % 7}", "Yes" if at % 2 else "No"] for at in range(50)]
    write(tmp_path / "t.csv", ["x", "y"], table, ";")
    assert shell("init", "app", "--data", "t.csv", "--target", "y")[0] == 0
    assert spec_of(tmp_path / "app")["datasets"]["t"]["columns"]["x"] == "number"
    assert (tmp_path / "app/data/t.csv").read_text().splitlines()[3] == "2.2,No"


def test_markers_and_constants_are_written(shell, tmp_path):
    table = [["-" if at % 9 == 0 else at, "US", "Yes" if at % 2 else "No"] for at in range(100)]
    write(tmp_path / "t.csv", ["x", "country", "y"], table)
    assert shell("init", "app", "--data", "t.csv", "--target", "y")[0] == 0
    spec = spec_of(tmp_path / "app")
    assert spec["datasets"]["t"]["missing"][-1] == "-"
    assert spec["datasets"]["t"]["columns"]["x"] == "integer"
    assert "missing(x) <= 0.16" in spec["datasets"]["t"]["checks"]
    assert spec["models"]["y"]["exclude"] == ["country"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--target", "y"], "U001", "names a column of the table"),
        (["--data", "t.csv"], "U001", "which column"),
        (["--data", "t.csv", "--target", "why"], "I005", "no column `why`"),
        (["--data", "none.csv", "--target", "y"], "I002", "cannot be read"),
        (["--data", "t.csv", "--target", "y", "--name", "My_App"], "I007", "`My_App`"),
        (["--data", "t.xlsx", "--target", "y"], "I002", "Excel"),
        (["--data", "zero.csv", "--target", "y"], "I002", "not a text file"),
        (["--data", "empty.csv", "--target", "y"], "I002", "is empty"),
        (["--data", "one.csv", "--target", "y"], "I003", "one column"),
        (["--data", "few.csv", "--target", "y"], "I003", "too few rows (1)"),
        (["--data", "ragged.csv", "--target", "y"], "I003", "line 4 of `ragged.csv` does not fit"),
        (["--data", "nameless.csv", "--target", "y"], "I004", "column 1"),
        (["--data", "twice.csv", "--target", "y"], "I004", "columns 1 and 3"),
        (["--data", "reference.csv", "--target", "y"], "I004", "which a spec takes for a reference"),
        (["--data", "quote.csv", "--target", "y"], "I002", "not readable CSV"),
        (["--data", "ids.csv", "--target", "y"], "I008", "can be a feature"),
        (["--data", "ids.csv", "--target", "id"], "I006", "occur once"),
        (["t.csv"], "I001", "is a file"),
    ],
)
def test_what_is_refused(shell, tmp_path, words, code, says):
    table = "\n1,2\n" * 20
    (tmp_path / "t.csv").write_text("x,y" + table)
    (tmp_path / "t.xlsx").write_bytes(b"PK\x03\x04rest")
    (tmp_path / "zero.csv").write_bytes(b"x,y\n1,\0\n")
    (tmp_path / "empty.csv").write_text("\n")
    (tmp_path / "one.csv").write_text("y\n1\n2\n")
    (tmp_path / "few.csv").write_text("x,y\n1,2\n")
    (tmp_path / "ragged.csv").write_text("x,y\n1,2\n\n1,2,3\n")
    (tmp_path / "nameless.csv").write_text(",y\n1,2\n")
    (tmp_path / "twice.csv").write_text("y,x,y\n1,2,3\n")
    (tmp_path / "reference.csv").write_text("${x},y\n1,2\n")
    (tmp_path / "quote.csv").write_text('x,y\n1,"2\n')
    (tmp_path / "ids.csv").write_text("id,y\n" + "".join(f"a-{at},{at % 2}\n" for at in range(50)))
    before = sorted(tmp_path.rglob("*"))
    ended, out, err = shell("init", *words)
    assert (ended, out) == (2, "")
    assert err.startswith(f"error[{code}]: ")
    assert says in err
    assert sorted(tmp_path.rglob("*")) == before


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_text_comes_back_from_yaml(text):
    document = f"{scalar(text)}: {line(text)}\nlist: {flow([text, 'no', 3, 2.5])}  # {comment(text)}\n"
    tree = yaml.safe_load(document)
    assert tree[text] == text or text == "list"
    assert tree["list"] == [text, "no", 3, 2.5]
    assert "\n" not in quoted(text)


@pytest.mark.parametrize(
    "text", ["yes", "No", "on", "null", "~", "1e5", "012", "1:30", "0x1F", "-", "", "a: b", "a #b", " a", "=", "<<"]
)
def test_ambiguous_words_are_quoted(text):
    assert scalar(text) == f'"{text}"'


def test_german_amounts_are_rewritten(shell, tmp_path):
    table = [[f"{at + 1}.496,{at % 90 + 10}", "yes" if at % 3 else "no"] for at in range(60)]
    write(tmp_path / "a.csv", ["Preis in EUR", "churned"], table, delimiter=";")
    code, _, err = shell("init", "app", "--data", "a.csv", "--target", "churned")
    assert code == 0, err
    lines = (tmp_path / "app/data/a.csv").read_text().splitlines()
    assert lines[:2] == ["Preis in EUR,churned", "1496.10,no"]
    (dataset,) = spec_of(tmp_path / "app")["datasets"].values()
    assert dataset["columns"]["Preis in EUR"] == "number"


def test_a_header_with_a_control_character_is_refused(shell, tmp_path):
    write(tmp_path / "a.csv", ["a\x07b", "churned"], [[at, at % 2] for at in range(30)])
    code, _, err = shell("init", "app", "--data", "a.csv", "--target", "churned")
    assert code == 2 and "[I004]" in err
