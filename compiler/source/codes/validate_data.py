"""Codes of validate about columns, targets, features and checks (V030-V049)."""

from __future__ import annotations

from compiler.source.codes import Code

CODES: tuple[Code, ...] = (
    Code(
        "V030",
        "unknown target column",
        "The target of a model must be one of the declared columns of its dataset.",
        "target: churnd",
        "target: churned",
    ),
    Code(
        "V031",
        "target not in the data",
        "The target is declared, but the header of the data file has no such column.",
        "target: churned      # the file says `Churned`",
        "target: Churned",
    ),
    Code(
        "V032",
        "column not in the data",
        "A declared column is not in the header of the data file. Names are compared letter by letter.",
        "tenures: integer      # the file says `tenure`",
        "tenure: integer",
    ),
    Code(
        "V033",
        "unknown feature",
        "`features` and `exclude` name declared columns of the model's dataset.",
        "features: [tenur, plan]",
        "features: [tenure, plan]",
    ),
    Code(
        "V034",
        "target among the features",
        "A model that is shown the answer while it learns is perfect in tests and useless afterwards.",
        "target: churned\nfeatures: [plan, churned]",
        "target: churned\nfeatures: [plan]",
    ),
    Code(
        "V035",
        "column that cannot be a feature",
        "Identifiers, dates and free text are not learned from. Derive numbers or categories from them in the data.",
        "features: [customer_id, plan]     # customer_id: identifier",
        "features: [plan]",
    ),
    Code(
        "V036",
        "no features left",
        "After the target and the excluded columns are taken away, no feature column remains.",
        wrong="exclude: [age, income, tenure, plan, grade]     # every column but the target",
        right="exclude: [plan]",
    ),
    Code(
        "V037",
        "target that cannot be predicted",
        "A target is a boolean, a category with its values listed, an integer or a number.",
        "plan: category\ntarget: plan",
        "plan: {type: category, values: [free, pro]}\ntarget: plan",
    ),
    Code(
        "V038",
        "estimator does not fit the target",
        "Classifiers predict boolean and category columns, regressors integer and number columns. Classes written as "
        "numbers are categories.",
        "target: age      # age: integer\nestimator: sklearn.ensemble.RandomForestClassifier",
        "target: age\nestimator: sklearn.ensemble.RandomForestRegressor",
    ),
    Code(
        "V039",
        "faulty categories",
        "`values` belong to category columns, and list each of at least two categories once.",
        "plan: {type: category, values: [free, free]}",
        "plan: {type: category, values: [free, pro]}",
    ),
    Code(
        "V040",
        "check on an unknown column",
        "A check names a column that the dataset does not declare.",
        "checks: [missing(agee) <= 2%]",
        "checks: [missing(age) <= 2%]",
    ),
    Code(
        "V041",
        "check out of reach",
        "`missing` is a share from 0 to 1 (or a percentage), and counts are never negative: the check tests nothing.",
        "checks: [missing(age) <= 2]",
        "checks: [missing(age) <= 2%]",
    ),
    Code(
        "V042",
        "check does not fit the column",
        "`mean`, `min` and `max` need integer, number or boolean columns.",
        "checks: [mean(plan) >= 1]         # plan: category",
        "checks: [distinct(plan) <= 3]",
    ),
    Code(
        "V043",
        "listed twice",
        "A feature, an excluded column or a metric stands twice in its list.",
        "metrics: [f1, f1]",
        "metrics: [f1]",
    ),
    Code(
        "V044",
        "feature both listed and excluded",
        "A column stands in `features` and in `exclude`.",
        "features: [age, plan]\nexclude: [age]",
        "features: [plan]",
    ),
    Code(
        "V045",
        "category that means missing",
        "The category is one of the dataset's markers for missing values, so no row would ever have it.",
        "grade: {type: category, values: [None, Low, High]}",
        'missing: ["", "NA"]          # besides `columns:`, without `None`',
    ),
)
