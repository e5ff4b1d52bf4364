"""`docs/cost.md`: its output is what the command prints, its list is one, and a budget refuses."""

import json
import re

import pytest

from compiler.cli.run import run
from tests.endtoend.conftest import ROOT

PAGE = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")
PROD = ("-C", str(ROOT), "cost", "breast-cancer", "--env", "prod")


def cost(capsys, *words):
    """What a command answers: its exit code, text and diagnostics."""
    code = run([*PROD, *words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def aged(text):
    return re.sub(r"\b\d+ days? ago", "<age> ago", text).replace(
        "\nThat is old: `--refresh FILE` takes a newer one.", ""
    )


def test_the_page_has_what_the_command_prints(capsys):
    (block,) = re.findall(r"\$ modelwright cost breast-cancer --env prod\n(.*?)```", PAGE, re.DOTALL)
    code, out, _ = cost(capsys)
    assert code == 0
    assert aged(out) == aged(block)


def test_a_budget_refuses(capsys):
    code, out, err = cost(capsys, "+budget.monthly=400")
    assert code == 5
    assert "Budget: 400 USD a month: over it." in out
    assert "O014" in err
    code, out, _ = cost(capsys, "+budget.monthly=600")
    assert code == 0
    assert "Budget: 600 USD a month: within it." in out


def test_the_document_has_ranges_and_sources(capsys):
    code, out, _ = cost(capsys, "--json", "+budget.monthly=400")
    found = json.loads(out)
    assert (code, found["within_budget"]) == (5, False)
    assert found["cost"]["monthly"]["min"] < found["cost"]["monthly"]["max"]
    (endpoint,) = (line for line in found["lines"] if line["how"] == "month" and "Endpoint" in line["address"])
    assert endpoint["hourly"] == {"min": 0.256, "max": 0.768}
    assert endpoint["source"] and endpoint["as_of"]


def test_a_list_of_the_page_takes_the_place_of_the_product_s(capsys, tmp_path):
    (block,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "prices.json"
    path.write_text(block, encoding="utf-8")
    code, out, _ = cost(capsys, "--refresh", str(path), "--json")
    found = json.loads(out)
    assert (code, found["cost"]["as_of"]) == (0, "2026-12-01")
    assert "cloudwatch.MetricAlarm.diagnosis-api-errors" in found["cost"]["unknown"]


@pytest.mark.parametrize("name", ["nowhere.json", ""])
def test_a_list_that_cannot_be_read_is_refused(capsys, tmp_path, name):
    code, _, err = cost(capsys, "--refresh", str(tmp_path / name))
    assert code == 2
    assert "O015" in err


def test_local_costs_nothing_and_says_so(capsys):
    assert run(["-C", str(ROOT), "cost", "breast-cancer", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["cost"], found["lines"]) == (None, [])
