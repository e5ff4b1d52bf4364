"""Codes of validate about specs of the right shape that make no sense as a whole (V110-V149)."""

from __future__ import annotations

from compiler.source.codes import Code

CODES: tuple[Code, ...] = (
    Code(
        "V110",
        "key among the features",
        "A check says that the column is different in every row: it tells which row it is, not what the row is like. A "
        "model that learns it by heart is good in tests and useless on new rows.",
        "customer_id: integer\nchecks: [unique(customer_id)]",
        "customer_id: identifier\nchecks: [unique(customer_id)]",
        waivable=True,
    ),
    Code(
        "V111",
        "feature that looks like a copy of the target",
        "By its name the column says the same as the target, in other words. A model that is shown the answer while it "
        "learns is perfect in tests and useless afterwards.",
        "target: churned\nfeatures: [plan, is_churned]",
        "target: churned\nexclude: [is_churned]",
        waivable=True,
    ),
    Code(
        "V112",
        "of another version of scikit-learn",
        "The estimator, the parameter or the value exists in scikit-learn, but not in the version that the environment "
        "trains with: the one installed beside `modelwright` for `local`, that of the prebuilt container on AWS.",
        "estimator: sklearn.linear_model.LogisticRegression\nparams: {multi_class: ovr}     # scikit-learn 1.9",
        "estimator: sklearn.linear_model.LogisticRegression",
    ),
    Code(
        "V114",
        "secret in the spec",
        "The text has the form of a credential. Whoever can read the repository can use it: withdraw it where it was "
        "issued, and keep the new one out of Git.",
        "x-lake: {aws_key: AKIA…}",
        "x-lake: {profile: lake-reader}",
    ),
    Code(
        "V115",
        "password in the spec",
        "A key with this name holds a plain text. Secrets do not belong into Git; the spec needs none of them today.",
        "platform: {tags: {db_password: hunter2}}",
        "platform: {tags: {db_user: trainer}}",
        waivable=True,
    ),
    Code(
        "V116",
        "training longer than the time between two",
        "The schedule comes again before the training that it started must have ended.",
        'retrain: {schedule: "*/10 * * * *"}\ntrain: {timeout: 30m}',
        'retrain: {schedule: "0 * * * *"}\ntrain: {timeout: 30m}',
        waivable=True,
    ),
    Code(
        "V117",
        "drift that never gets its turn",
        "After any training, drift starts no other one for the time of `cooldown`. The schedule comes again "
        "before that, so drift never starts one.",
        'retrain: {schedule: "0 * * * *", on_drift: true, cooldown: 6h}',
        'retrain: {schedule: "0 3 * * *", on_drift: true, cooldown: 6h}',
        waivable=True,
    ),
    Code(
        "V118",
        "cooldown of nothing",
        "`cooldown` is the time after a training during which drift starts no other one. A schedule keeps its "
        "own time.",
        'retrain: {schedule: "0 3 * * *", cooldown: 6h}',
        'retrain: {schedule: "0 3 * * *"}',
        waivable=True,
    ),
    Code(
        "V119",
        "tolerance of the wrong sign",
        "Against the champion a gate gives way a little, because no two trainings are equal. This one asks every new "
        "version to be better than the last by so much: soon none will be.",
        "gates: [roc_auc >= champion + 0.01]",
        "gates: [roc_auc >= champion - 0.01]",
        waivable=True,
    ),
    Code(
        "V120",
        "nothing guards the first version",
        "Until a version is registered there is no champion, and gates against it pass. A gate with a number of its "
        "own keeps a bad first version out.",
        "gates: [roc_auc >= champion - 0.01]",
        "gates: [roc_auc >= 0.80, roc_auc >= champion - 0.01]",
        waivable=True,
    ),
    Code(
        "V121",
        "gate that everything passes",
        "The metric cannot have a value that the gate would refuse.",
        "gates: [roc_auc >= 0]",
        "gates: [roc_auc >= 0.80]",
        waivable=True,
    ),
    Code(
        "V122",
        "gates that exclude each other",
        "No value passes both gates, so no model ever would.",
        "gates: [f1 >= 0.9, f1 <= 0.8]",
        "gates: [f1 >= 0.8]",
    ),
    Code(
        "V123",
        "gate that another one covers",
        "Whatever passes the stricter gate passes this one too.",
        "gates: [f1 >= 0.8, f1 >= 0.7]",
        "gates: [f1 >= 0.8]",
        waivable=True,
    ),
    Code(
        "V124",
        "test split too small for the classes",
        "A stratified split needs a row of every class on both sides. By its own check the dataset may be so small "
        "that there are fewer.",
        "checks: [rows >= 100]\nsplit: {test: 0.01}",
        "checks: [rows >= 100]\nsplit: {test: 0.2}",
        waivable=True,
    ),
    Code(
        "V126",
        "rollout overtaken by the next version",
        "A rollout with all its waits takes longer than the time between two scheduled trainings.",
        'rollout: {strategy: linear, percent: 10, bake: 10m, …}\nretrain: {schedule: "0 * * * *"}',
        'rollout: {strategy: canary, percent: 10, bake: 10m, …}\nretrain: {schedule: "0 3 * * *"}',
        waivable=True,
    ),
    Code(
        "V127",
        "classes in the wrong order",
        "Of two classes the second is the positive one: the one that `recall`, `precision`, `f1` and the predicted "
        "probability are about. By their names these two are the other way round.",
        'churned: {type: category, values: ["yes", "no"]}',
        'churned: {type: category, values: ["no", "yes"]}',
        waivable=True,
    ),
    Code(
        "V128",
        "unused compute profile",
        "The spec describes a compute profile that no model and no serving target of the environment names.",
        "platform: {compute: {huge: {…}}}",
        "platform: {compute: {huge: {…}}}\nmodels: {churn: {train: {compute: huge}}}",
        waivable=True,
    ),
    Code(
        "V130",
        "budget in another currency",
        "A budget is compared with list prices, which are in US dollars; there are no exchange rates here.",
        "budget: {monthly: 400, currency: EUR}",
        "budget: {monthly: 430, currency: USD}",
    ),
    Code(
        "V131",
        "weight of an unknown class",
        "`class_weight` names a class that the target does not have.",
        'params: {class_weight: {"yes": 5, "no": 1}}     # target: boolean',
        'params: {class_weight: {"true": 5, "false": 1}}',
    ),
    Code(
        "V132",
        "column that no transformer takes",
        "Transformers under `preprocess` take features that are numbers. Categories are made numbers by "
        "`category.encode`; `columns: all` stands for everything after that.",
        "preprocess: {transformers: [{columns: [plan], …}]}     # plan: category",
        "preprocess: {transformers: [{columns: [age], …}]}",
    ),
    Code(
        "V133",
        "not a transformer of columns",
        "Named is something that predicts, needs another estimator, or takes texts, images or targets.",
        "preprocess: {transformers: [{columns: numeric, transformer: sklearn.svm.SVC}]}",
        "preprocess: {transformers: [{columns: numeric, transformer: sklearn.preprocessing.PowerTransformer}]}",
    ),
    Code(
        "V134",
        "preprocessing of nothing",
        "The model has no feature of the type that is preprocessed.",
        "features: [age, income]\npreprocess: {category: {encode: ordinal}}",
        "features: [age, income]\npreprocess: {numeric: {scale: robust}}",
        waivable=True,
    ),
    Code(
        "V135",
        "transformers that overlap",
        "Transformers of the same columns follow each other. Where only some columns are the same, there is no order.",
        "transformers: [{columns: [age, income], …}, {columns: [income], …}]",
        "transformers: [{columns: [age], …}, {columns: [income], …}, {columns: [income], …}]",
    ),
    Code(
        "V136",
        "checks that exclude each other",
        "No data passes both checks, so none ever would.",
        "checks: [min(age) >= 18, max(age) <= 16]",
        "checks: [min(age) >= 18, max(age) <= 110]",
    ),
    Code(
        "V137",
        "check that everything passes",
        "No data could fail the check.",
        "checks: [rows >= 0]",
        "checks: [rows >= 500]",
        waivable=True,
    ),
    Code(
        "V138",
        "check against the column's own values",
        "The column cannot have that many different values: its categories are listed, and fewer.",
        "columns: {plan: {type: category, values: [free, pro]}}\nchecks: [distinct(plan) >= 3]",
        "columns: {plan: {type: category, values: [free, pro]}}\nchecks: [distinct(plan) == 2]",
    ),
    Code(
        "V139",
        "rollback condition that cannot tell",
        "The condition is never true, or always: it says nothing about the version that is being rolled out.",
        "rollback_on: [errors > 100%]",
        "rollback_on: [errors > 1%]",
    ),
    Code(
        "V141",
        "drift out of reach",
        "The Kolmogorov-Smirnov statistic lies between 0 and 1, so the threshold is never exceeded.",
        "drift: {metric: ks, threshold: 5}",
        "drift: {metric: ks, threshold: 0.2}",
    ),
    Code(
        "V142",
        "load of no consequence",
        "`target_rps` says when to add an instance; where `min` equals `max`, none is ever added.",
        "scale: {min: 2, max: 2, target_rps: 50}",
        "scale: {min: 2, max: 6, target_rps: 50}",
        waivable=True,
    ),
    Code(
        "V143",
        "more workers than processors",
        "The estimator would start more workers than the compute profile has processors: they stand in each "
        "other's way.",
        "params: {n_jobs: 16}     # compute: small, of 2 cpus",
        "params: {n_jobs: 2}",
        waivable=True,
    ),
    Code(
        "V145",
        "unreadable day",
        "A day is written as year, month and day.",
        "waive: [{rule: V111, at: models.churn, reason: known before the target is, until: 1 March 2027}]",
        "waive: [{rule: V111, at: models.churn, reason: known before the target is, until: 2027-03-01}]",
    ),
    Code(
        "V146",
        "waiver of an unknown rule",
        "No finding has this code.",
        "waive: [{rule: V999, at: models.churn, reason: known before the target is, until: 2999-01-01}]",
        "waive: [{rule: V110, at: models.churn, reason: known before the target is, until: 2999-01-01}]",
    ),
    Code(
        "V147",
        "waiver of what cannot be waived",
        "Only judgements can be waived: findings that may be wrong about this one project. What is misspelt, cannot "
        "work or is not safe has to be mended. `modelwright explain CODE` tells which is which.",
        "waive: [{rule: V072, at: models.churn, reason: known before the target is, until: 2999-01-01}]",
        "waive: [{rule: V111, at: models.churn, reason: known before the target is, until: 2999-01-01}]",
    ),
    Code(
        "V148",
        "waiver that has run out",
        "The last day of the waiver is over: what it was for is told again.",
        "waive: [{rule: V111, at: models.churn, reason: known before the target is, until: 2020-01-01}]",
        "waive: [{rule: V111, at: models.churn, reason: known before the target is, until: 2999-01-01}]",
    ),
    Code(
        "V149",
        "waiver of nothing",
        "Nothing is found there that the waiver would be for. Findings of one environment are waived below "
        "`environments:`.",
        "waive: [{rule: V024, at: datasets.customers, …}]     # the dataset is used",
        "environments: {prod: {waive: [{rule: V143, at: models.churn.params, …}]}}",
    ),
)
