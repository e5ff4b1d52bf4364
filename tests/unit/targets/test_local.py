import pytest
from targets_sample import FILE, resolved

from compiler import targets
from compiler.lower import lower
from compiler.source.location import Location


def test_targets_are_found_by_name():
    assert targets.names() == ("aws", "local")
    assert all(targets.get(name).name == name for name in targets.names())
    assert targets.get("gcp") is None


def test_data_that_is_not_here_is_told():
    checked = lower(resolved(data={}, datasets__customers__source="s3://lake/customers.csv"), targets.get("local"))
    (found,) = checked.diagnostics
    assert found.code == "G003"
    assert found.path == ("datasets", "customers", "source")
    assert "environments.local.datasets.customers.source" in found.hint


def test_an_input_knows_the_line_it_comes_from():
    graph = lower(resolved(), targets.get("local")).value
    run = next(node for node in graph.nodes if node.address.type == "TrainingRun")
    assert run.origin.location == Location(FILE, 8, 1)
    assert run.origin.inputs["definition.params.max_depth"] == ("models", "churn", "params", "max_depth")
    assert run.origin.inputs["definition.gates[1]"] == ("models", "churn", "gates", 1)
    assert run.origin.inputs["definition.dataset.checks"] == ("datasets", "customers", "checks")


def test_key_order_changes_nothing_but_what_it_means():
    columns = resolved().project.datasets["customers"].columns
    shuffled = {name: columns[name].type if not columns[name].values else
                {"type": columns[name].type, "values": list(columns[name].values)}
                for name in sorted(columns, reverse=True)}  # fmt: skip
    same = resolved(datasets__customers__columns=shuffled, models__churn__params={"max_depth": 8, "n_estimators": 200})
    target = targets.get("local")
    assert str(lower(same, target).value) == str(lower(resolved(), target).value)


@pytest.mark.parametrize("name", ["local", "aws"])
def test_every_capability_gives_its_reason(name):
    for field, support in targets.get(name).capabilities.items():
        assert support.level in ("note", "no"), field
        assert support.reason, field


def test_regressions_are_not_stratified():
    from dataclasses import replace

    from compiler.model.metrics import Task
    from compiler.targets.job import build_job

    assert build_job(resolved(), "churn").split["stratify"] is True
    assert build_job(replace(resolved(), tasks={"churn": Task.REGRESSION}), "churn").split["stratify"] is False
