"""Faulty specs as edits of the good one, with the codes and lines that must be found; nothing else may be."""

from __future__ import annotations

from dataclasses import dataclass

from sense_cases import SENSE
from validate_workbench import GOOD


@dataclass(frozen=True, slots=True)
class Case:
    slug: str
    expected: str
    changes: tuple[tuple[str, str], ...]
    header: tuple[str, ...] = ("plan", "customer_id", "tenure_months", "churned")
    functions: tuple[str, ...] | None = None


def case(slug, expected, *changes, **options):
    return Case(slug, expected, changes, **options)


MODE = "    model: churn\n"
ESTIMATOR = "sklearn.ensemble.RandomForestClassifier\n    params: {n_estimators: 200, max_depth: 8}\n"
PARAMS = "params: {n_estimators: 200, max_depth: 8}"
CHECKS = "[rows >= 500, missing(tenure_months) <= 0.02, unique(customer_id)]"
MODELS_AND_SERVING = GOOD[GOOD.index("models:") :]
NUMBER = (("      churned: boolean", "      churned: number"), ("RandomForestClassifier", "RandomForestRegressor"))

SHAPE = (
    case("unknown-key", "V001@17", (PARAMS, "parms: {n_estimators: 200}")),
    case("missing-key", "V002@13", ("    target: churned\n", "")),
    case("missing-owner", "V002@1", ("owner: growth-ml\n", "")),
    case("text-for-a-number", "V003@17", (PARAMS, "split: {seed: seven}")),
    case("nothing-for-a-list", "V003@11", (CHECKS, "")),
    case("column-as-a-number", "V003@8", ("tenure_months: integer", "tenure_months: 3")),
    case("unknown-option", "V004@8", ("tenure_months: integer", "tenure_months: intger")),
    case("unknown-mode", "V004@21", (MODE, MODE + "    mode: realtme\n")),
    case("share-too-large", "V005@17", (PARAMS, "split: {test: 20}")),
    case("name-with-capitals", "V006@1", ("project: churn", "project: Churn_Model")),
    case("part-name", "V006@19", ("churn-api", "churn_api")),
    case("empty-owner", "V007@2", ("growth-ml", '""')),
    case("duration-in-words", "V008@17", (PARAMS, "train: {timeout: half an hour}")),
    case("gate-in-words", "V009@17", (PARAMS, "gates: [roc_auc at least 0.8]")),
    case("check-in-words", "V010@11", ("rows >= 500", "at least 500 rows")),
    case(
        "trigger-without-unit",
        "V011@21",
        (MODE, MODE + "    rollout: {strategy: canary, percent: 10, bake: 10m, rollback_on: [errors > 5]}\n"),
    ),
    case(
        "columns-left-out",
        "V012@4",
        (
            "    columns:\n      customer_id: identifier\n      tenure_months: integer\n"
            "      plan: {type: category, values: [free, pro, enterprise]}\n      churned: boolean\n",
            "",
        ),
        (f"    checks: {CHECKS}\n", ""),
    ),
    case("entrypoint-without-file", "V013@16", (f"estimator: {ESTIMATOR}", "entrypoint: train.build\n")),
    case("unknown-dataset", "V020@14", ("dataset: customers", "dataset: custmers")),
    case("unknown-model", "V021@20", ("model: churn", "model: chrun")),
    case("unknown-compute", "V022@17", (PARAMS, "train: {compute: smal}")),
    case("unknown-target-platform", "V023@1", ("project: churn", "platform: {target: asw}\nproject: churn")),
    case(
        "unused-dataset",
        "V024@12",
        ("models:", "  spare: {source: data/customers.csv, columns: {plan: text}}\nmodels:"),
    ),
    case("no-models", "V025@3", (MODELS_AND_SERVING, "")),
)

DATA = (
    case("unknown-target", "V030@15", ("target: churned", "target: churnd")),
    case("undeclared-target", "V030@14", ("      churned: boolean\n", "")),
    case("target-not-in-data", "V031@15", header=("plan", "customer_id", "tenure_months", "Churned")),
    case("column-not-in-data", "V032@8", header=("plan", "customer_id", "tenure", "churned")),
    case("unknown-feature", "V033@17", (PARAMS, "features: [plan, tenure_month]")),
    case("unknown-excluded", "V033@17", (PARAMS, "exclude: [pln]")),
    case("target-as-feature", "V034@17", (PARAMS, "features: [plan, churned]")),
    case("identifier-as-feature", "V035@17", (PARAMS, "features: [plan, customer_id]")),
    case("no-features-left", "V036@17", (PARAMS, "exclude: [plan, tenure_months]")),
    case("target-is-identifier", "V037@15", ("target: churned", "target: customer_id")),
    case("target-without-categories", "V037@15", ("churned: boolean", "churned: category")),
    case("classifier-for-numbers", "V038@16", ("churned: boolean", "churned: number")),
    case(
        "regressor-for-classes",
        "V038@16",
        ("ensemble.RandomForestClassifier", "linear_model.Ridge"),
        (PARAMS, "params: {}"),
    ),
    case("category-twice", "V039@9", ("pro, enterprise", "free, pro")),
    case("values-of-integer", "V039@8", ("tenure_months: integer", "tenure_months: {type: integer, values: [1, 2]}")),
    case("one-category", "V039@9", ("[free, pro, enterprise]", "[free]")),
    case("check-unknown-column", "V040@11", ("missing(tenure_months)", "missing(tenure_month)")),
    case("missing-above-one", "V041@11", ("<= 0.02", "<= 2")),
    case("mean-of-categories", "V042@11", ("rows >= 500", "mean(plan) >= 1")),
    case("metric-twice", "V043@17", (PARAMS, "metrics: [f1, f1]")),
    case("category-means-missing", "V045@9", ("free, pro", "None, pro")),
    case("listed-and-excluded", "V044@18", (PARAMS, "features: [plan, tenure_months]\n    exclude: [plan]")),
)

MODELS = (
    case("both-estimator-and-entrypoint", "V050@16", (PARAMS, "entrypoint: train.py:build"), functions=("build",)),
    case("neither-estimator-nor-entrypoint", "V050@13", (f"    estimator: {ESTIMATOR}", "")),
    case("unknown-estimator", "V051@16", (ESTIMATOR, "sklearn.RandomForestClassifer\n")),
    case("short-estimator", "V051@16", (ESTIMATOR, "RandomForestClassifier\n")),
    case("other-library", "V051@16", (ESTIMATOR, "xgboost.XGBClassifier\n")),
    case("unknown-parameter", "V052@17", ("n_estimators", "n_estimator")),
    case("parameter-out-of-range", "V053@17", ("n_estimators: 200", "n_estimators: 0")),
    case("parameter-as-text", "V053@17", ("max_depth: 8", "max_depth: twelve")),
    case("parameter-option", "V053@17", ("max_depth: 8", "criterion: ginni")),
    case("parameter-with-point", "V053@17", ("n_estimators: 200", "n_estimators: 200.0")),
    case(
        "estimator-as-parameter",
        "V054@17",
        (ESTIMATOR, "sklearn.ensemble.BaggingClassifier\n    params: {estimator: sklearn.svm.SVC}\n"),
    ),
    case("wrapping-estimator", "V055@16", (ESTIMATOR, "sklearn.ensemble.VotingClassifier\n")),
    case("transformer", "V056@16", (ESTIMATOR, "sklearn.preprocessing.StandardScaler\n")),
    case(
        "unknown-function", "V057@16", (f"estimator: {ESTIMATOR}", "entrypoint: train.py:biuld\n"), functions=("build",)
    ),
    case("negative-features", "V058@16", (ESTIMATOR, "sklearn.naive_bayes.MultinomialNB\n")),
    case("unknown-metric", "V060@17", (PARAMS, "metrics: [auc]")),
    case("unknown-gate-metric", "V060@17", (PARAMS, "gates: [rocauc >= 0.8]")),
    case("metric-of-numbers", "V061@17", (PARAMS, "metrics: [rmse]")),
    case("gate-of-numbers", "V061@17", (PARAMS, "gates: [r2 >= 0.5]")),
    case("metric-needs-probabilities", "V062@17", (ESTIMATOR, "sklearn.svm.LinearSVC\n    metrics: [log_loss]\n")),
    case(
        "probabilities-by-parameter",
        "V062@17",
        (ESTIMATOR, "sklearn.linear_model.SGDClassifier\n    gates: [roc_auc >= 0.8]\n"),
    ),
    case(
        "probabilities-by-chance",
        "V062@19",
        (
            ESTIMATOR,
            "sklearn.linear_model.SGDClassifier\n    tune: {params: {loss: {choice: [log_loss, hinge]}}}\n"
            "    metrics: [accuracy]\n    gates: [roc_auc >= 0.8]\n",
        ),
    ),
    case("gate-out-of-reach", "V063@17", (PARAMS, "gates: [roc_auc >= 80]")),
    case("gate-upside-down", "V064@17", (PARAMS, "gates: [log_loss >= 0.3]")),
    case("stratified-numbers", "V065@17", *NUMBER, (PARAMS, "split: {stratify: true}")),
    case(
        "deprecated-parameter",
        "V066@17",
        (ESTIMATOR, "sklearn.linear_model.LogisticRegression\n    params: {penalty: l2}\n"),
    ),
)

JOBS = (
    case("variable-with-a-dash", "V100@17", (PARAMS, "train: {env: {APP-MODE: fast}}")),
    case("variable-of-the-job", "V101@17", (PARAMS, "train: {env: {PYTHONPATH: src}}")),
    case("long-value", "V102@17", (PARAMS, f"train: {{env: {{APP_MODE: {'x' * 513}}}}}")),
)

SERVING = (
    case("scale-upside-down", "V070@21", (MODE, MODE + "    scale: {min: 4, max: 2}\n")),
    case(
        "canary-without-steps",
        "V071@21",
        (MODE, MODE + "    rollout: {strategy: canary, rollback_on: [errors > 1%]}\n"),
    ),
    case(
        "canary-without-a-way-back",
        "V072@21",
        (MODE, MODE + "    rollout: {strategy: canary, percent: 10, bake: 10m}\n"),
    ),
    case("percent-all-at-once", "V073@21", (MODE, MODE + "    rollout: {percent: 10}\n")),
    case("port-twice", "V074@24", (MODE, f"{MODE}    port: 8080\n  second:\n{MODE}    port: 8080\n")),
    case("settings-of-another-mode", "V075@21", (MODE, MODE + "    async: {concurrency: 2}\n")),
    case(
        "more-warm-than-there-are",
        "V076@22",
        (MODE, MODE + "    mode: serverless\n    serverless: {concurrency: 1, provisioned: 2}\n"),
    ),
    case(
        "variants-take-all",
        "V077@21",
        (MODE, MODE + "    variants: {next: {model: churn, percent: 100}}\n"),
    ),
    case("cron-in-words", "V080@17", (PARAMS, "retrain: {schedule: every night}")),
    case("cron-minute-60", "V080@17", (PARAMS, 'retrain: {schedule: "60 3 * * *"}')),
    case("cron-never", "V081@17", (PARAMS, 'retrain: {schedule: "0 3 30 2 *"}')),
    case("retrain-without-occasion", "V082@17", (PARAMS, "retrain: {cooldown: 6h}")),
    case("drift-unwatched", "V083@17", (PARAMS, "retrain: {on_drift: true}")),
)


def elsewhere(source, more=""):
    """A model that is trained elsewhere, on lines 18 to 20."""
    return "serving:\n", f"  assistant:\n    source: {source}\n    runtime: {{context: 2048{more}}}\nserving:\n"


ELSEWHERE = (
    case("model-from-nowhere", "V170@19", elsewhere("{}")),
    case("model-from-two-places", "V170@19", elsewhere("{s3: s3://lake/a/, huggingface: a/b}")),
    case("folder-with-a-space", "V170@19", elsewhere("{s3: s3://lake/a b/}")),
    case("file-of-a-model", "V170@19", elsewhere("{s3: s3://lake/model.tar.gz}")),
    case("repository-without-its-owner", "V170@19", elsewhere("{huggingface: gpt2, revision: v1}")),
    case("model-of-no-revision", "V171@19", elsewhere("{huggingface: a/b}")),
    case("model-of-a-branch", "V171@19", elsewhere("{huggingface: a/b, revision: main}")),
    case("revision-of-a-folder", "V171@19", elsewhere("{s3: s3://lake/a/, revision: v1}")),
    case("variable-of-an-engine", "V100@20", elsewhere("{s3: s3://lake/models/2026-10/}", ", env: {A-B: 1}")),
    case("misspelt-engine", "V004@20", elsewhere("{s3: s3://lake/a/}", ", container: vlm")),
)

CASES = (*ELSEWHERE, *SHAPE, *DATA, *MODELS, *JOBS, *SERVING, *SENSE)
