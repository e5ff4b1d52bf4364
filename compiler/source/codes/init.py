"""Codes of the phase: starting a project (I…)."""

from __future__ import annotations

from compiler.source.codes import Code

CODES: tuple[Code, ...] = (
    Code(
        "I001",
        "file exists already",
        "`init` never overwrites a file. Choose another folder, or move the file away.",
        wrong="modelwright init churn   # churn/modelwright.yaml exists",
        right="modelwright init churn-2",
    ),
    Code(
        "I002",
        "data file cannot be read",
        "The file given with `--data` is missing, is not a text file, or is a compressed or binary format. `init` "
        "reads CSV with a comma, semicolon, tab or `|` between the values, in UTF-8 or Latin-1.",
        wrong="modelwright init --data customers.xlsx --target churned",
        right="modelwright init --data customers.csv --target churned",
    ),
    Code(
        "I003",
        "not a table",
        "A table has a line with the names of at least two columns, at least ten rows, and as many values in each row "
        "as there are names.",
        wrong="id,plan\n1,free,2024-01-01",
        right="id,plan,since\n1,free,2024-01-01",
    ),
    Code(
        "I004",
        "column without a name of its own",
        "Columns are known by name, so each needs one, and no two may share it. A first column without a name is "
        "usually a row number that pandas wrote: export with `to_csv(index=False)`.",
        wrong=",age,age\n0,41,41",
        right="age,age_at_start\n41,41",
    ),
    Code(
        "I005",
        "no such target column",
        "`--target` names the column that the model is to predict, as it stands in the first line of the data file.",
        wrong="modelwright init --data customers.csv --target churnd",
        right="modelwright init --data customers.csv --target churned",
    ),
    Code(
        "I006",
        "target cannot be predicted",
        "A target is a number, or takes two or more values that each occur several times. A constant column, an "
        "identifier, a date or free text is none of these.",
        wrong="modelwright init --data customers.csv --target customer_id",
        right="modelwright init --data customers.csv --target churned",
    ),
    Code(
        "I007",
        "unusable project name",
        "Project names become parts of cloud names: lower-case letters, digits and single hyphens, starting with a "
        "letter, 40 characters at most.",
        wrong="modelwright init --name My_Project",
        right="modelwright init --name my-project",
    ),
    Code(
        "I008",
        "nothing to predict from",
        "Besides the target no column can be a feature: all are constant, empty, identifiers, dates or free text.",
        wrong="id,target\n1,yes",
        right="id,age,plan,target\n1,41,free,yes",
    ),
    Code(
        "I009",
        "cannot stand in a workflow",
        "Names of environments, the branch and the folder of the workspace are written into the workflows that "
        "`init --ci` makes, where `${{ }}` is run and `*` is a pattern. Only letters, digits, `_` and `-` are taken, "
        "in a branch and a folder also `.` and `/`.",
        wrong="modelwright init --ci github --branch 'release/*'",
        right="modelwright init --ci github --branch main",
    ),
)
