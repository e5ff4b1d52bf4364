"""Codes of validate about estimators, parameters, metrics and gates (V050-V069)."""

from __future__ import annotations

from compiler.source.codes import Code
from compiler.source.diagnostic import Severity

_FOREST = "estimator: sklearn.ensemble.RandomForestClassifier"

CODES: tuple[Code, ...] = (
    Code(
        "V050",
        "not exactly one estimator",
        "A model has either an `estimator` from scikit-learn or an `entrypoint` of its own, not both and not neither.",
        f"{_FOREST}\nentrypoint: train.py:build",
        _FOREST,
    ),
    Code(
        "V051",
        "unknown estimator",
        "Estimators are named by their public path in scikit-learn. The environment's version of it decides.",
        "estimator: RandomForest",
        _FOREST,
    ),
    Code(
        "V052",
        "unknown parameter",
        "The estimator has no parameter of this name in the environment's version of scikit-learn.",
        f"{_FOREST}\nparams: {{n_estimator: 200}}",
        f"{_FOREST}\nparams: {{n_estimators: 200}}",
    ),
    Code(
        "V053",
        "wrong parameter value",
        "scikit-learn would refuse this value when training begins; it is refused here, before anything runs.",
        "params: {n_estimators: 0}",
        "params: {n_estimators: 200}",
    ),
    Code(
        "V054",
        "parameter that YAML cannot hold",
        "The parameter takes an object, such as another estimator. Build the estimator in a Python function.",
        "estimator: sklearn.ensemble.BaggingClassifier\nparams: {estimator: sklearn.svm.SVC}",
        "entrypoint: train.py:build",
    ),
    Code(
        "V055",
        "estimator that needs Python",
        "The estimator cannot be used from YAML alone: it wraps others, predicts several targets, or takes one column.",
        "estimator: sklearn.ensemble.VotingClassifier",
        "entrypoint: train.py:build",
    ),
    Code(
        "V056",
        "not a classifier or a regressor",
        "A model predicts a target. Transformers belong under `preprocess:`; what finds outliers or groups "
        "learns no target.",
        "estimator: sklearn.preprocessing.StandardScaler",
        "estimator: sklearn.linear_model.LogisticRegression",
    ),
    Code(
        "V057",
        "unknown function",
        "The file of the entry point defines no such function at its top level.",
        "entrypoint: train.py:biuld",
        "entrypoint: train.py:build",
    ),
    Code(
        "V058",
        "negative features",
        "The estimator takes no negative features, but the scaling chosen centres them around zero.",
        "estimator: sklearn.naive_bayes.MultinomialNB",
        "estimator: sklearn.naive_bayes.MultinomialNB\npreprocess: {numeric: {scale: minmax}}",
    ),
    Code("V060", "unknown metric", "No metric has this name.", "metrics: [auc]", "metrics: [roc_auc]"),
    Code(
        "V061",
        "metric does not fit the task",
        "Classes and numbers are measured differently; some metrics are for exactly two classes.",
        "metrics: [rmse]            # target: boolean",
        "metrics: [roc_auc]",
    ),
    Code(
        "V062",
        "metric needs probabilities",
        "The metric is computed from probabilities, which this estimator, with these parameters, does not give.",
        "estimator: sklearn.svm.LinearSVC\nmetrics: [log_loss]",
        "estimator: sklearn.svm.LinearSVC\nmetrics: [f1]",
    ),
    Code(
        "V063",
        "gate that nothing passes",
        "The bound lies outside of the values that the metric can have.",
        "gates: [roc_auc >= 80]",
        "gates: [roc_auc >= 0.80]",
    ),
    Code(
        "V064",
        "gate asks for worse",
        "The gate lets only models pass that are worse than its bound.",
        "gates: [rmse >= 10]",
        "gates: [rmse <= 10]",
        waivable=True,
        severity=Severity.WARNING,
    ),
    Code(
        "V065",
        "stratified split of numbers",
        "A split is stratified by classes; a target of numbers has none.",
        "split: {stratify: true}    # target: number",
        "split: {test: 0.2}",
    ),
    Code(
        "V066",
        "deprecated parameter",
        "scikit-learn will drop the parameter. It still works in this version.",
        wrong="estimator: sklearn.linear_model.LogisticRegression\nparams: {penalty: l2}",
        right="estimator: sklearn.linear_model.LogisticRegression\nparams: {C: 1.0}",
        waivable=True,
        severity=Severity.WARNING,
    ),
    Code(
        "V100",
        "not the name of an environment variable",
        "Environment variables of a training job have letters, digits and `_` in their names, and no digit first.",
        "train: {env: {log-level: debug}}",
        "train: {env: {LOG_LEVEL: debug}}",
    ),
    Code(
        "V101",
        "environment variable of the system",
        "Some environment variables are set for every training job: where Python finds its code, how many threads "
        "libraries use, where data is. A spec cannot set them; `train.compute` decides on threads.",
        "train: {env: {OMP_NUM_THREADS: 8}}",
        "train: {compute: medium}",
    ),
    Code(
        "V102",
        "environment of a job too large",
        "A training job takes at most 40 environment variables with 512 characters each, because SageMaker takes few "
        "more. Longer settings belong in a file of the project.",
        "train: {env: {STOPWORDS: a, an, the, …}}     # of more than 512 characters",
        "def build(params):\n    stopwords = Path('stopwords.txt').read_text().split()",
    ),
    Code(
        "V160",
        "no one kind of values to try",
        "A search draws each parameter from whole numbers, from numbers, or from a list of choices. Only ranges have a "
        "scale.",
        "tune: {params: {max_depth: {integer: [2, 12], choice: [4, 8]}}}",
        "tune: {params: {max_depth: {integer: [2, 12]}}}",
    ),
    Code(
        "V161",
        "range without room",
        "A range has two ends, the smaller one first. On a scale of `log` it lies above zero.",
        "tune: {params: {ccp_alpha: {number: [0, 0.1], scale: log}}}",
        "tune: {params: {ccp_alpha: {number: [1.0e-4, 0.1], scale: log}}}",
    ),
    Code(
        "V162",
        "parameter both set and searched for",
        "A parameter under `tune.params` gets its value from the search, so a value under `params` would be ignored.",
        "params: {max_depth: 8}\ntune: {params: {max_depth: {integer: [2, 12]}}}",
        "params: {}\ntune: {params: {max_depth: {integer: [2, 12]}}}",
    ),
    Code(
        "V163",
        "grid that cannot be tried",
        "A grid tries every combination: of choices, and of whole numbers on a linear scale. `trials`, 1,000 at most, "
        "has to be enough for all of them.",
        "tune: {strategy: grid, params: {ccp_alpha: {number: [0, 0.1]}}}",
        "tune: {strategy: grid, params: {ccp_alpha: {choice: [0.0, 0.01, 0.1]}}}",
    ),
    Code(
        "V164",
        "search longer than its training",
        "The search is a part of the training job, which is ended after `train.timeout`. Once the search is over, the "
        "best candidate is fitted and measured.",
        "tune: {timeout: 1h, params: {max_depth: {integer: [2, 12]}}}\ntrain: {timeout: 30m}",
        "tune: {timeout: 20m, params: {max_depth: {integer: [2, 12]}}}\ntrain: {timeout: 30m}",
    ),
    Code(
        "V170",
        "model from no place, or from two",
        "A model that was trained elsewhere comes from a repository of the Hugging Face hub, or from a folder in S3 "
        "with the files that such a repository has.",
        "models: {churn: {source: {s3: s3://acme-models/churn}, runtime: {context: 8192}}}",
        "models: {churn: {source: {s3: s3://acme-models/churn/}, runtime: {context: 8192}}}",
    ),
    Code(
        "V171",
        "model without a version",
        "Instances fetch a model when they start. A branch moves, so that two instances of one endpoint may serve two "
        "models, and nobody can tell which was tested: a commit or a tag does not. A folder in S3 has no revisions.",
        "models: {churn: {source: {huggingface: Qwen/Qwen3-8B, revision: main}, runtime: {context: 8192}}}",
        "models: {churn: {source: {huggingface: Qwen/Qwen3-8B, revision: v1.0}, runtime: {context: 8192}}}",
    ),
)
