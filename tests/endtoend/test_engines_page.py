"""`docs/engines.md`: its example of an environment's file works in a workspace."""

import re

import pytest

from compiler.cli.run import run
from tests.endtoend.conftest import ROOT

FILE = "conf/env/prod.yaml"


@pytest.fixture
def example(tmp_path):
    """A starter project with `prod`, whose workspace has the page's file."""
    page = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert f"`{FILE}` takes the place of the product's whole file" in page
    assert run(["-C", str(tmp_path), "init"]) == 0
    with (tmp_path / "modelwright.yaml").open("a", encoding="utf-8") as spec:
        spec.write("environments: {prod: {}}\n")
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text(block, encoding="utf-8")
    return tmp_path


def test_the_example_compiles(example, capsys):
    assert run(["-C", str(example), "compile", "--env", "prod"]) == 0
    capsys.readouterr()
    assert run(["-C", str(example), "explain", "platform.backend", "--env", "prod"]) == 0
    assert "platform.backend = s3://acme-pulumi" in capsys.readouterr().out


def test_without_a_target_the_hint_names_the_file(example, capsys):
    path = example / FILE
    path.write_text(path.read_text().replace("target: aws\n", ""))
    assert run(["-C", str(example), "validate", "--env", "prod"]) == 2
    printed = capsys.readouterr()
    assert f"add `target: …` to `{FILE}`" in printed.out + printed.err
