"""Codes of validate about the shape of a spec (V001-V019) and about names that refer to other parts (V020-V029)."""

from __future__ import annotations

from compiler.source.codes import Code
from compiler.source.diagnostic import Severity

CODES: tuple[Code, ...] = (
    Code(
        "V001",
        "unknown key",
        "The spec has a key that nothing reads. It is refused, because a misspelt key would be ignored without a word.",
        "split: {tset: 0.2}",
        "split: {test: 0.2}",
    ),
    Code(
        "V002",
        "missing key",
        "A key that every such part needs is not written. Add it below the part that is named.",
        "models:\n  churn:\n    dataset: customers",
        "models:\n  churn:\n    dataset: customers\n    target: churned",
    ),
    Code(
        "V003",
        "wrong kind of value",
        "The value is text where a number belongs, a list where a mapping belongs, and so on. Quotes make it text.",
        "split: {seed: seven}",
        "split: {seed: 7}",
    ),
    Code(
        "V004",
        "not one of the options",
        "The value must be one of a few words. The hint lists them.",
        "mode: realtme",
        "mode: realtime",
    ),
    Code(
        "V005",
        "number out of range",
        "The number is too small or too large for what it means.",
        "split: {test: 20}",
        "split: {test: 0.2}",
    ),
    Code(
        "V006",
        "unusable name",
        "Names of projects, datasets, models and serving targets become parts of cloud resource names, which allow "
        "small letters, digits and single hyphens, beginning with a letter, 40 characters at most.",
        "project: Churn_Model",
        "project: churn-model",
    ),
    Code(
        "V007",
        "empty value",
        "The key is there, its value is empty. Fill it in or remove the key.",
        'owner: ""',
        "owner: ml",
    ),
    Code(
        "V008",
        "unreadable duration",
        "A duration is a whole number and a unit (s, m, h, d), or a sum of such, from one second to 366 days.",
        "timeout: half an hour",
        "timeout: 30m",
    ),
    Code(
        "V009",
        "unreadable gate",
        "A gate compares one metric with a number, or with the metric of the model in place (`champion`).",
        "gates: [roc_auc at least 0.8]",
        "gates: [roc_auc >= 0.8, roc_auc >= champion - 0.01]",
    ),
    Code(
        "V010",
        "unreadable check",
        "A check is `rows` compared with a number, `unique(column)`, or missing, mean, min, max or distinct of a "
        "column compared with a number.",
        "checks: [at least 500 rows]",
        "checks: [rows >= 500, missing(age) <= 2%]",
    ),
    Code(
        "V011",
        "unreadable rollback condition",
        "A rollback condition is a share of errors in percent, or a latency (p50, p90, p95, p99) in ms or s.",
        "rollback_on: [errors > 5]",
        "rollback_on: [errors > 5%, p99 > 500ms]",
    ),
    Code(
        "V012",
        "columns left out",
        "A dataset must declare its columns and their types. The command in the hint reads the data and writes them.",
        "datasets:\n  customers:\n    source: data.csv",
        "datasets:\n  customers:\n    source: data.csv\n    columns: {age: integer, churned: boolean}",
    ),
    Code(
        "V013",
        "unreadable entry point",
        "An entry point names a Python file below the project's folder and a function in it.",
        "entrypoint: train.build",
        "entrypoint: train.py:build",
    ),
    Code(
        "V020",
        "unknown dataset",
        "A model names a dataset that the project does not have.",
        "dataset: custmers",
        "dataset: customers",
    ),
    Code(
        "V021",
        "unknown model",
        "A serving target names a model that the project does not have.",
        "serving:\n  api:\n    model: chrun",
        "serving:\n  api:\n    model: churn",
    ),
    Code(
        "V022",
        "unknown compute profile",
        "Compute profiles are the files of `conf/compute/`, together with `platform.compute` of the spec.",
        "train: {compute: smal}",
        "train: {compute: small}",
    ),
    Code(
        "V023",
        "unknown target platform",
        "`platform.target` names the kind of place that the environment runs on.",
        "platform: {target: asw}",
        "platform: {target: aws}",
    ),
    Code(
        "V024",
        "unused dataset",
        "No model uses the dataset. It is checked all the same; remove it if it is left over.",
        wrong="datasets: {customers: {…}, leftover: {…}}\nmodels: {churn: {dataset: customers}}",
        right="datasets: {customers: {…}}\nmodels: {churn: {dataset: customers}}",
        waivable=True,
        severity=Severity.WARNING,
    ),
    Code(
        "V025",
        "project without models",
        "The project only checks data. Add `models:` to train on it.",
        wrong="models: {}\nserving: {}",
        right="models: {churn: {dataset: customers, target: churned}}",
        severity=Severity.NOTE,
    ),
)
