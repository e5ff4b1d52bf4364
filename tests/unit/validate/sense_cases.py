"""Specs of the right shape that make no sense as a whole, as edits of the good one."""

from __future__ import annotations

from dataclasses import dataclass

MODE = "    model: churn\n"
ESTIMATOR = "sklearn.ensemble.RandomForestClassifier\n    params: {n_estimators: 200, max_depth: 8}\n"
PARAMS = "params: {n_estimators: 200, max_depth: 8}"
CHECKS = "[rows >= 500, missing(tenure_months) <= 0.02, unique(customer_id)]"
CANARY = "strategy: canary, percent: 10, bake: 10m, rollback_on"
DRIFT = "    monitor: {drift: {threshold: 0.2}}\n"


@dataclass(frozen=True, slots=True)
class Case:
    slug: str
    expected: str
    changes: tuple[tuple[str, str], ...]
    header: tuple[str, ...] = ("plan", "customer_id", "tenure_months", "churned")
    functions: tuple[str, ...] | None = None


def case(slug, expected, *changes, **options):
    return Case(slug, expected, changes, **options)


def gates(written):
    return (PARAMS, f"gates: [{written}]")


def checks(written):
    return (CHECKS, f"[{written}]")


def retrain(written):
    return (PARAMS, f"retrain: {{{written}}}")


def serving(written):
    return (MODE, f"{MODE}    {written}\n")


def transformers(written):
    return (PARAMS, f"preprocess: {{transformers: [{{{written}}}]}}")


POWER = "sklearn.preprocessing.PowerTransformer"


def two_classes(values):
    return ("churned: boolean", f"churned: {{type: category, values: [{values}]}}")


def waiver(until, rule="V111", reason="reason: known before the target is, "):
    return (SERVING, f"{SERVING}waive: [{{rule: {rule}, at: models.churn, {reason}{until}}}]\n")


def moves(written):
    return (SERVING, f"{SERVING}moved: [{written}]\n")


SERVING = "serving:\n  churn-api:\n    model: churn\n"
COPY = ("plan", "customer_id", "tenure_months", "churned", "churn_flag")
FLAG = ("      churned: boolean", "      churn_flag: boolean\n      churned: boolean")
X = ("project: churn\n", "project: churn\nx-notes:\n  lake: {}\n")

SENSE = (
    case("key-as-a-feature", "V110@7", ("customer_id: identifier", "customer_id: integer")),
    case(
        "key-in-the-list",
        "V110@17",
        ("customer_id: identifier", "customer_id: integer"),
        (PARAMS, "features: [plan, customer_id]"),
    ),
    case("copy-of-the-target", "V111@10", FLAG, header=COPY),
    case("copy-in-the-list", "V111@18", FLAG, (PARAMS, "features: [plan, churn_flag]"), header=COPY),
    case(
        "removed-parameter",
        "V112@17",
        (ESTIMATOR, "sklearn.linear_model.LogisticRegression\n    params: {multi_class: ovr}\n"),
    ),
    case("key-of-aws", "V114@3", (X[0], X[1].format('"AKIAIOSFODNN7EXAMPLE"'))),
    case("address-with-a-password", "V114@5", ("data/customers.csv", "postgres://reader:hunter2@lake/customers")),
    case("password-in-a-parameter", "V115@3", (X[0], X[1].format("{db_password: hunter2}"))),
    case("trainings-overlap", "V116@17", retrain('schedule: "*/10 * * * *"')),
    case(
        "drift-never-first",
        "V117@17",
        retrain('schedule: "0 * * * *", on_drift: true, cooldown: 6h'),
        serving(DRIFT.strip()),
    ),
    case("cooldown-of-nothing", "V118@17", retrain('schedule: "0 3 * * *", cooldown: 6h')),
    case("tolerance-upside-down", "V119@17", gates("roc_auc >= 0.8, roc_auc >= champion + 0.01")),
    case("loss-tolerance-upside-down", "V119@17", gates("log_loss <= 0.5, log_loss <= champion - 0.01")),
    case("only-the-champion", "V120@17", gates("roc_auc >= champion - 0.01")),
    case("gate-for-everyone", "V121@17", gates("roc_auc >= 0")),
    case("tolerance-for-everyone", "V121@17", gates("f1 >= 0.5, f1 >= champion - 1")),
    case("one-gate-against-another", "V122@19", (PARAMS, "gates:\n      [f1 == 0.7,\n      f1 >= 0.8]")),
    case("weaker-gate", "V123@17", gates("f1 >= 0.8, f1 >= 0.7")),
    case("gate-twice", "V123@17", gates("f1 >= 0.8, f1 >= 80%")),
    case("split-of-one", "V124@17", (PARAMS, "split: {test: 0.002}")),
    case(
        "rollout-overtaken",
        "V126@21",
        retrain('schedule: "0 * * * *"'),
        serving("rollout: {strategy: linear, percent: 10, bake: 10m, rollback_on: [errors > 1%]}"),
    ),
    case("yes-before-no", "V127@10", two_classes('"yes", "no"')),
    case("denied-second", "V127@10", two_classes("churned, not_churned")),
    case(
        "compute-nobody-uses",
        "V128@1",
        (
            "project: churn",
            "platform: {compute: {huge: {cpus: 64, instance: ml.m5.24xlarge, serving_instance: ml.m5.large, "
            "volume_gb: 100}}}\nproject: churn",
        ),
    ),
    case("budget-in-euros", "V130@1", ("project: churn", "budget: {monthly: 400, currency: EUR}\nproject: churn")),
    case("weight-of-nobody", "V131@17", (PARAMS, 'params: {class_weight: {"yes": 5, "false": 1}}')),
    case(
        "categories-of-nothing",
        "V134@18",
        (PARAMS, "features: [tenure_months]\n    preprocess: {category: {encode: ordinal}}"),
    ),
    case(
        "one-check-against-another", "V136@12", (CHECKS, "[min(tenure_months) >= 18,\n      max(tenure_months) <= 16]")
    ),
    case("check-for-everyone", "V137@11", checks("rows >= 0")),
    case("four-of-three-plans", "V138@11", checks("distinct(plan) >= 4")),
    case("errors-of-everyone", "V139@21", serving(f"rollout: {{{CANARY}: [errors > 100%]}}")),
    case("any-latency", "V139@21", serving(f"rollout: {{{CANARY}: [p99 > 0ms]}}")),
    case("drift-out-of-reach", "V141@21", serving("monitor: {drift: {metric: ks, threshold: 5}}")),
    case("load-without-room", "V142@21", serving("scale: {min: 2, max: 2, target_rps: 50}")),
    case("more-workers-than-cpus", "V143@17", ("max_depth: 8", "n_jobs: 16")),
    case("day-in-words", "V145@21", waiver("until: 1 March 2999")),
    case("day-that-is-none", "V145@21", waiver("until: 2999-02-30")),
    case("waiver-without-a-reason", "V002@21", waiver("until: 2999-01-01", reason="")),
    case("waiver-with-a-blank-reason", "V007@21", waiver("until: 2999-01-01", reason='reason: " ", ')),
    case("waiver-of-no-rule", "V146@21", waiver("until: 2999-01-01", rule="V999")),
    case("waiver-of-a-safety-rule", "V147@21", waiver("until: 2999-01-01", rule="V072")),
    case("move-without-a-section", "V150@21", moves("{from: churn-old, to: models.churn}")),
    case("move-of-a-part", "V150@21", moves("{from: models.churn.params, to: models.churn}")),
    case("move-without-a-new-name", "V002@21", moves("{from: models.churn-old}")),
    case("move-to-nobody", "V151@21", moves("{from: models.churn-old, to: models.chrun}")),
    case("moved-and-still-there", "V152@21", moves("{from: serving.churn-api, to: serving.churn-api}")),
    case("one-becomes-two", "V153@21", moves("{from: models.a, to: models.churn}, {from: models.a, to: models.churn}")),
    case("two-become-one", "V153@21", moves("{from: models.a, to: models.churn}, {from: models.b, to: models.churn}")),
    case("moved-in-a-circle", "V155@21", moves("{from: models.a, to: models.b}, {from: models.b, to: models.a}")),
    case("moved-to-another-kind", "V154@21", moves("{from: models.old, to: serving.churn-api}")),
    case("waiver-of-nothing", "V149@21", waiver("until: 2999-01-01")),
    case("transformed-category", "V132@17", transformers(f"columns: [plan], transformer: {POWER}")),
    case(
        "nothing-left-to-transform",
        "V132@18",
        (PARAMS, f"features: [plan]\n    preprocess: {{transformers: [{{columns: numeric, transformer: {POWER}}}]}}"),
    ),
    case(
        "misspelt-transformer",
        "V133@17",
        transformers("columns: numeric, transformer: sklearn.preprocessing.PowerTransfomer"),
    ),
    case("estimator-among-transformers", "V133@17", transformers("columns: all, transformer: sklearn.svm.SVC")),
    case(
        "transformer-of-texts",
        "V133@17",
        transformers("columns: all, transformer: sklearn.feature_extraction.text.TfidfVectorizer"),
    ),
    case(
        "overlapping-transformers",
        "V135@18",
        ("tenure_months: integer", "tenure_months: integer\n      age: integer"),
        transformers(f"columns: [tenure_months, age], transformer: {POWER}}}, {{columns: [age], transformer: {POWER}"),
        header=("plan", "customer_id", "tenure_months", "age", "churned"),
    ),
    case(
        "option-of-a-transformer",
        "V053@17",
        transformers(f"columns: numeric, transformer: {POWER}, params: {{method: yeo}}"),
    ),
    case(
        "parameter-of-a-transformer",
        "V052@17",
        transformers("columns: all, transformer: sklearn.decomposition.PCA, params: {components: 3}"),
    ),
)
