"""Many mistakes at once, and no mistake told twice."""

from __future__ import annotations

from validate_workbench import GOOD, check, edited, found

PARAMS = "params: {n_estimators: 200, max_depth: 8}"


def test_all_findings_at_once_in_order_of_place():
    text = edited(
        ("owner: growth-ml", "ownr: x"),
        ("tenure_months: integer", "tenure_months: intger"),
        (PARAMS, "split: {test: 3, sed: 1}\n    params: {n_estimator: 3}\n    gates: [roc_auc > much]"),
        ("model: churn", "model: chrun\n    scale: {min: 3, max: 1}"),
    )
    assert found(text) == [
        "V001@2",
        "V004@8",
        "V005@17",
        "V001@17",
        "V052@18",
        "V009@19",
        "V021@22",
        "V070@23",
    ]


def test_faulty_dataset_is_not_held_against_its_models():
    text = edited(("churned: boolean", "churned: bolean"), ("plan: {", "plan: {kind: x, "))
    assert found(text) == ["V001@9", "V004@10"]


def test_missing_columns_do_not_make_targets_unknown():
    start, end = GOOD.index("    columns:"), GOOD.index("    checks:")
    assert found(GOOD[:start] + GOOD[end:]) == ["V012@4"]


def test_misspelt_key_is_not_also_missing():
    assert found(edited(("target: churned", "targt: churned"))) == ["V001@15"]
    assert found(edited(("estimator:", "estimater:"))) == ["V001@16"]
    assert found(edited(("datasets:", "dataset:"))) == ["V001@3"]
    assert found(edited(("models:", "model:"), ("    model: churn", "    model: other"))) == ["V001@12"]


def test_faulty_part_keeps_its_name_for_those_who_refer_to_it():
    start, end = GOOD.index("  churn:\n"), GOOD.index("serving:")
    assert found(GOOD[:start] + "  churn: 3\n" + GOOD[end:]) == ["V003@13"]


def test_wrong_kinds_everywhere_are_told_and_nothing_else_is():
    assert found("project: [a]\nowner: 3\ndatasets: 5\nmodels: [x]\nserving: text\n") == [
        "V003@1",
        "V003@2",
        "V003@3",
        "V003@4",
        "V003@5",
    ]
    assert found("{}") == ["V002@1", "V002@1", "V002@1"]


def test_extensions_at_the_root_are_left_alone():
    assert found("x-common: {a: 1}\n" + GOOD) == []


def test_finding_carries_its_path_and_the_layers_that_set_it():
    (finding,) = check(edited((PARAMS, "split: {test: 20}"))).diagnostics
    assert finding.path == ("models", "churn", "split", "test")
    assert [str(layer.kind) for layer in finding.chain] == ["spec"]
    assert finding.location.column == 19


def test_wrong_file_is_told_once_and_quickly():
    many = "".join(f"      column_{index}: number\n" for index in range(4000))
    text = edited(("      tenure_months: integer\n", f"      tenure_months: integer\n{many}"))
    other = tuple(f"other_{index}" for index in range(4000))
    (finding,) = check(text, header=(*other, "tenure_months", "customer_id", "churned")).diagnostics
    assert (finding.code, finding.location.line) == ("V032", 5)
    assert finding.summary == "4001 of the 4004 columns of dataset `customers` are not in `churn/data/customers.csv`"


def test_thousands_of_unknown_keys_are_summed_up():
    extra = "".join(f"key{at}: 1\n" for at in range(300))
    told = [item for item in check(GOOD + extra).diagnostics if item.code == "V001"]
    assert len(told) == 100
    assert told[-1].summary == "unknown key `key99`, and 200 more"


def test_keys_that_only_a_file_has_are_offered():
    (item,) = check(GOOD + "environmnts: {}\n").diagnostics
    assert item.hint == "did you mean `environments`?"
