"""Codes of the phase: data-and-training (D…)."""

from __future__ import annotations

from compiler.source.codes import Code

CODES: tuple[Code, ...] = (
    Code(
        "D001",
        "data or code file cannot be read",
        "A file that was compiled is gone, cannot be read, or lies outside of the workspace. Put it back or correct "
        "its path.",
        wrong="rm data/customers.csv && modelwright up churn",
        right="git checkout data/customers.csv && modelwright up churn",
        exit=4,
    ),
    Code(
        "D002",
        "file changed after it was compiled",
        "What is checked and trained must be what was compiled, and this file is no longer that. Run the command "
        "again: it compiles first.",
        wrong="data/customers.csv is written to while `modelwright up churn` runs",
        right="modelwright up churn   # once the file is complete",
        exit=4,
    ),
    Code(
        "D003",
        "data file is not a table",
        "A table is a CSV file: UTF-8 text, fields separated by commas, names of columns in the first line.",
        wrong="a spreadsheet renamed to `customers.csv`",
        right="the spreadsheet exported as CSV",
    ),
    Code(
        "D004",
        "column missing from the data",
        "Every column under `columns` must stand exactly once in the first line of the file.",
        wrong="columns: {tenure: integer}     # the file has tenure_months",
        right="columns: {tenure_months: integer}",
    ),
    Code(
        "D005",
        "value does not fit its column",
        "A cell cannot be read as the type that its column declares, or a line has too many or too few fields. "
        "Correct the file, declare another type, or list the text under `missing`.",
        wrong="columns: {age: integer}     # a cell holds `unknown`",
        right="missing: [unknown]",
    ),
    Code(
        "D006",
        "data check failed",
        "The data breaks one of the bounds under `checks`; nothing is trained on it. Correct the data, or the bound "
        "if it asks too much.",
        wrong="checks: [rows >= 500]     # the file has 320 rows",
        right="checks: [rows >= 300]",
        exit=5,
    ),
    Code(
        "D007",
        "data file has no rows",
        "The file has a line with names of columns and nothing below it.",
        wrong="tenure_months,churned",
        right="tenure_months,churned\n7,false",
    ),
    Code(
        "D010",
        "gate failed",
        "The new model was measured and a gate did not hold. It is not registered; what serves still serves. Improve "
        "the model, or change the gate.",
        wrong="gates: [roc_auc >= 0.99]     # the model reaches 0.93",
        right="gates: [roc_auc >= 0.90]",
        exit=5,
    ),
    Code(
        "D011",
        "estimator could not be fitted",
        "The estimator refused its parameters or the data. Its own words are in the message.",
        wrong="params: {n_neighbors: 500}   # of 400 rows",
        right="params: {n_neighbors: 5}",
        exit=4,
    ),
    Code(
        "D012",
        "training took too long",
        "The training was ended after the time that `train.timeout` allows. Allow more, or train with fewer rows, "
        "features or iterations.",
        wrong="train: {timeout: 1s}",
        right="train: {timeout: 30m}",
        exit=4,
    ),
    Code(
        "D013",
        "entry point failed",
        "The function that `entrypoint` names raised an error, or returned something that cannot be trained.",
        wrong="def build(params): return None",
        right="def build(params): return LogisticRegression(**params)",
        exit=4,
    ),
    Code(
        "D014",
        "job ended without a result",
        "The child process broke down, or was ended from outside, often because memory ran out. See its log.",
        wrong="def build():\n    os._exit(1)",
        right="def build():\n    return RandomForestClassifier()",
        exit=4,
    ),
    Code(
        "D015",
        "data cannot be trained on",
        "The table is as declared, but no model can be learned from it: for example a target with one value only, or "
        "a class with too few rows to be split.",
        wrong="churned\nfalse\nfalse\nfalse",
        right="churned\nfalse\ntrue\nfalse",
        exit=4,
    ),
    Code(
        "D016",
        "champion cannot be compared",
        "A gate compares with the champion, and the champion is missing from the store or does not fit the new data. "
        "Remove the gate for one `modelwright up`, then put it back.",
        wrong="gates: [roc_auc >= champion - 0.01]   # and the champion's file is gone",
        right="gates: [roc_auc >= 0.8]",
        exit=4,
    ),
    Code(
        "D017",
        "metric cannot be computed",
        "The metric is not defined for the predictions on the test rows, or the estimator lacks what it needs.",
        wrong="estimator: sklearn.linear_model.RidgeClassifier\nmetrics: [log_loss]",
        right="metrics: [accuracy]",
        exit=4,
    ),
    Code(
        "D018",
        "model cannot be stored",
        "Models are stored without pickle, from types of scikit-learn, numpy and scipy only. Build the model of these.",
        wrong="def build():\n    return OurOwnClassifier()",
        right="def build():\n    return make_pipeline(StandardScaler(), LogisticRegression())",
        exit=4,
    ),
    Code(
        "D020",
        "stored model missing or damaged",
        "The files of a trained model are gone, or are not what their digest says. `modelwright up` trains it again; "
        "nothing damaged is ever loaded.",
        wrong="rm -r .modelwright/artifacts",
        right="modelwright up churn",
        exit=4,
    ),
    Code(
        "D021",
        "registry damaged",
        "`.modelwright/registry.sqlite` is not a readable registry. Move it away and run `modelwright up`: models "
        "that stand in the state are registered again.",
        wrong="a .modelwright/registry.sqlite that was cut off",
        right="mv .modelwright/registry.sqlite /tmp/ && modelwright up churn",
        exit=4,
    ),
    Code(
        "D022",
        "registry cannot be used",
        "Another program holds the registry, or its file or folder cannot be written.",
        wrong='sqlite3 .modelwright/registry.sqlite "BEGIN EXCLUSIVE"   # left open',
        right="close the other program, and run the command again",
        exit=4,
    ),
    Code(
        "D023",
        "unknown function",
        "A program called a function that the package `modelwright` does not have. The package has resources only.",
        wrong='pulumi.runtime.invoke("modelwright:index:getDataset", {})',
        right='modelwright.Dataset("customers", …)',
        exit=4,
    ),
)
