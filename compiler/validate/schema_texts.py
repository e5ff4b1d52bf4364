"""What editors show beside each field of a spec, by kind and field; a test asks for a text of every one."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "Project": {
        "project": "The project's name: small letters, digits and `-`; stacks, state and cloud names begin with it",
        "owner": "Who answers for the project; a tag of everything that it creates",
        "description": "What the project is for",
        "budget": "What an environment may cost in a month",
        "platform": "Where it runs: overrides what `conf/` says of the environment",
        "datasets": "Tables by name: where they are, the types of their columns, checks that they must pass",
        "models": "Models by name: dataset, target, estimator, metrics and gates",
        "serving": "Endpoints by name: which model answers, how it scales and rolls out",
        "waive": "Judgements that the project lives with for a while, each with the reason and the last day",
    },
    "Waiver": {
        "rule": "The code of the finding; only judgements can be waived",
        "at": "The path of the value that it is about, or of a part that holds it: `models.churn`",
        "reason": "Why it is right as it is",
        "until": "The last day on which it holds: 2027-03-01",
    },
    "Budget": {
        "monthly": "The most that a month may cost, as a number",
        "currency": "The currency of `monthly`; prices are in USD",
    },
    "Platform": {
        "target": "What the project is compiled for: `local` is this machine, `aws` Amazon SageMaker",
        "engine": "Who deploys it: `embedded` is this program, `pulumi` the Pulumi CLI",
        "backend": "Where the Pulumi engine keeps state, as Pulumi names it; null: where the user is logged in",
        "secrets_provider": "What the Pulumi engine encrypts secrets with, as Pulumi names it; null: a passphrase",
        "region": "Region of the cloud, such as `eu-west-1`; null on this machine",
        "log_retention_days": "How long logs in the cloud are kept; the cloud allows certain numbers only",
        "image": "Container image for training and serving; null: the cloud's prebuilt scikit-learn container",
        "tags": "Tags of every resource, besides project, owner and environment",
        "protect": "Keeps the cloud from deleting data and endpoints while it is true",
        "compute": "Compute profiles by name; those of `conf/compute/` are there already",
    },
    "Compute": {
        "cpus": "Processors for local work",
        "instance": "Instance type for training in the cloud, such as `ml.m5.large`",
        "serving_instance": "Instance type of an endpoint in the cloud",
        "volume_gb": "Disk of a training job in the cloud, in GB",
    },
    "Dataset": {
        "source": "A CSV file below the project's folder, or an `s3://` address of one",
        "description": "What the table holds and where it comes from",
        "columns": "The type of every column: integer, number, boolean, category, text, date or identifier",
        "checks": "What the data must fulfil first: `rows >= 500`, `missing(age) <= 0.02`, `unique(id)`",
        "missing": "Texts that stand for a missing value, instead of the usual ones",
    },
    "Column": {
        "type": "text, date and identifier columns are never features",
        "values": "The categories, in order; of two classes the second is the positive one",
        "description": "What the column means",
    },
    "Model": {
        "dataset": "The dataset that it is trained on",
        "target": "The column that is predicted",
        "description": "What the model is for",
        "estimator": "A classifier or regressor of scikit-learn, by its full name; or write `entrypoint`",
        "entrypoint": "A function of your own that returns an estimator: `train.py:build`; instead of `estimator`",
        "params": "Parameters of the estimator, or of the entrypoint's function",
        "features": "The columns that are used; left out: all of a feature type",
        "exclude": "Columns that are not used",
        "preprocess": "What happens to the columns before the estimator sees them, by their type",
        "split": "How rows are held out for evaluation",
        "metrics": "What is measured; left out: the usual ones of the task",
        "gates": "What must hold before it is registered: `roc_auc >= 0.80`, `roc_auc >= champion - 0.01`",
        "train": "Where and how long it is trained",
        "retrain": "When it is trained again although nothing changed",
    },
    "Split": {
        "test": "The share of rows for evaluation, between 0 and 1 (default: 0.2)",
        "seed": "Which rows are drawn: the same number, the same rows (default: 0)",
        "stratify": "Keep the shares of the classes in both parts (default: true for classification)",
    },
    "Preprocess": {
        "numeric": "For integer, number and boolean columns",
        "category": "For category columns",
    },
    "NumericPreprocess": {
        "impute": "What stands in for missing numbers (default: median)",
        "scale": "How numbers are scaled (default: standard)",
    },
    "CategoryPreprocess": {
        "impute": "What stands in for missing categories (default: most_frequent)",
        "encode": "How categories become numbers (default: onehot)",
    },
    "Train": {
        "compute": "A profile of `conf/compute/`: small, medium, large, or one of your own",
        "timeout": "How long training may take at most: `30m`, `6h`",
    },
    "Retrain": {
        "schedule": 'Cron of five fields, in UTC: "0 3 * * *" is every night at three',
        "on_drift": "Train again when a monitor sees that the data has drifted (default: false)",
        "cooldown": "How long drift starts no training after the last one (default: 6h)",
    },
    "Serving": {
        "model": "The model that answers",
        "mode": "How it answers: at once from a server of its own (realtime), or as the target allows",
        "compute": "A profile of `conf/compute/`",
        "scale": "How many instances answer",
        "rollout": "How a new version takes over",
        "monitor": "What is watched while it serves",
        "port": "Port on this machine, local only; 0: any free one (default)",
    },
    "Scale": {
        "min": "The fewest instances (default: 1)",
        "max": "The most instances (default: 1)",
        "target_rps": "Requests per second that one instance is meant to carry; beyond it another is started",
    },
    "Rollout": {
        "strategy": "All at once, or step by step with a way back (default: all_at_once)",
        "percent": "How much of the fleet moves in one step, 1 to 50",
        "bake": "How long each step is watched before the next: `10m`",
        "rollback_on": "What takes the version back: `errors > 1%`, `p99 > 500ms`",
    },
    "Monitor": {"drift": "Compare what is asked with what the model was trained on"},
    "Drift": {
        "metric": "Population stability index, or Kolmogorov-Smirnov statistic (default: psi)",
        "threshold": "From which value the data has drifted (default: 0.2)",
    },
}
