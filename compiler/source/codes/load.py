"""Codes of the phase: load (L…)."""

from __future__ import annotations

from compiler.source.codes import Code
from compiler.source.diagnostic import Severity

_YAML = (
    Code(
        "L001",
        "A file cannot be read",
        "The file is missing, is a folder, or may not be opened. Check its name and its permissions.",
        wrong="modelwright validate churn   # churn/modelwright.yaml may not be read",
        right="chmod u+r churn/modelwright.yaml",
    ),
    Code(
        "L002",
        "A file is not UTF-8",
        "Configuration is text in UTF-8; another encoding would read differently on another machine. Save the file as "
        "UTF-8.",
        wrong="a modelwright.yaml that an editor saved as Latin-1",
        right="the same file saved as UTF-8",
    ),
    Code(
        "L003",
        "A control character",
        "Characters that cannot be seen can hide what a file says. Remove the character or its escape.",
        'owner: "growth\\0ml"',
        "owner: growth-ml",
    ),
    Code(
        "L004",
        "A file is too large",
        "A configuration file holds at most 256 KiB. Data belongs into files of its own.",
        wrong="a table written into the spec as a list of rows",
        right="datasets: {customers: {source: data/customers.csv}}",
    ),
    Code(
        "L005",
        "Not YAML",
        "The file breaks YAML's syntax at this place; often the fault is on the line before. Check indentation, "
        "closing brackets and quotes.",
        "owner: growth: ml",
        'owner: "growth: ml"',
    ),
    Code(
        "L006",
        "A tab as indentation",
        "YAML is indented with spaces, because a tab is wide in one editor and narrow in another.",
        wrong="split:\n\ttest: 0.2",
        right="split:\n  test: 0.2",
    ),
    Code(
        "L007",
        "A key is written twice",
        "The second value would silently win over the first. Keep one of them.",
        "owner: a\nowner: b",
        "owner: b",
    ),
    Code(
        "L008",
        "A tag",
        "Tags (`!name`, `!!type`) choose how a value is built, and here all values are plain. Remove the tag; quote a "
        "text that begins with `!`.",
        "owner: !team growth",
        "owner: growth",
    ),
    Code(
        "L009",
        "A merge key",
        "`<<` is not part of YAML 1.2, and tools differ in what it does. Write the keys out, or share them through "
        "`conf/`.",
        "split: {<<: *base, seed: 7}",
        "split: {test: 0.2, seed: 7}",
    ),
    Code(
        "L010",
        "A key is not text",
        "Keys are names. A number, a boolean, a list or an empty key cannot be one unless it stands in quotes.",
        "params: {1: a}",
        'params: {"1": a}',
    ),
    Code(
        "L011",
        "An ambiguous value",
        "Versions of YAML disagree about this value: `012` is 10 or 12, `yes` true or text, `1:30` 90 or text. Put it "
        "in quotes when it is text, or write the number or `true`/`false`.",
        "plan: {type: category, values: [yes, no]}",
        'plan: {type: category, values: ["yes", "no"]}',
    ),
)
_LIMITS = (
    Code(
        "L012",
        "Nested too deeply",
        "Values are nested at most 40 levels deep. No specification needs more.",
        wrong="x-deep: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        right="x-deep: [[1, 2], [3, 4]]",
    ),
    Code(
        "L013",
        "Too many values",
        "A file holds at most 100,000 values, counted after aliases (`*name`) are replaced by what they stand for.",
        wrong="x-a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        "x-b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
        "x-c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
        "x-d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
        "x-e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]",
        right="x-a: &a [1, 1, 1]\nx-b: [*a, *a]",
    ),
    Code(
        "L014",
        "A number that cannot be kept",
        "Infinity, not-a-number and integers beyond 64 bits do not survive JSON. Write a smaller number, or text in "
        "quotes.",
        "params: {C: .inf}",
        "params: {C: 1.0e+10}",
    ),
    Code(
        "L040",
        "A spec is too large",
        "Every environment of a project is composed and checked, so the values of a spec count once for each of them: "
        "40,000 in all, where a part such as a model counts 20 more and an environment 500. Make several projects of "
        "it.",
        wrong="a generated spec with a thousand models and three environments",
        right="several projects, each with the models that belong together",
    ),
    Code(
        "L015",
        "A second document",
        "A file holds one document; what follows a second `---` would be ignored.",
        "project: a\n---\nproject: b",
        "project: a",
    ),
    Code(
        "L016",
        "Not a mapping",
        "A configuration file holds `key: value` lines at its top.",
        "- project: a",
        "project: a",
    ),
    Code(
        "L017",
        "An alias that leads nowhere",
        "`*name` repeats what was marked `&name` before it. The mark is missing, stands later, or holds the alias "
        "itself.",
        "owner: *team",
        "description: &team growth\nowner: *team",
    ),
)
_PLACES = (
    Code(
        "L018",
        "The workspace file is wrong",
        "`modelwright.toml` is TOML with at most one key: `projects`, a list of folders to look for projects in.",
        'project = "examples"',
        'projects = ["examples/*"]',
    ),
    Code(
        "L019",
        "No such project",
        "A project is named by its folder, by its file, or by the `project:` that it gives itself.",
        "modelwright validate chrun",
        "modelwright validate churn",
    ),
    Code(
        "L020",
        "A path that leaves its place",
        "Files are named relative to the project's folder, with forward slashes, and must lie in it: no `..`, no "
        "absolute path, and no link that leads out of the workspace.",
        "source: ../../secrets.csv",
        "source: data/customers.csv",
    ),
    Code(
        "L021",
        "Two projects with one name",
        "Compiled output, state and cloud resources are kept by the project's name, so two projects would overwrite "
        "each other. Rename one, or list the folders that count in `modelwright.toml`.",
        wrong="churn/modelwright.yaml     project: churn\nchurn-old/modelwright.yaml project: churn",
        right="churn/modelwright.yaml     project: churn\nchurn-old/modelwright.yaml project: churn-old",
    ),
    Code(
        "L022",
        "A named file cannot be read",
        "The specification names a file that does not exist, is a folder, or may not be opened. The path is relative "
        "to the project's folder.",
        "source: data/custmers.csv",
        "source: data/customers.csv",
    ),
    Code(
        "L023",
        "Data from an unknown place",
        "A dataset's source is a file below the project's folder, or an `s3://` address.",
        "source: https://example.com/customers.csv",
        "source: data/customers.csv",
    ),
    Code(
        "L024",
        "Not a table",
        "A dataset is a CSV file in UTF-8 whose first line names the columns, separated by commas.",
        "id;age;churned",
        "id,age,churned",
    ),
    Code(
        "L025",
        "A column is named twice",
        "Columns are addressed by name, so each name can stand once in the first line of a table.",
        "id,age,age",
        "id,age,age_at_signup",
    ),
    Code(
        "L026",
        "The entry point is not Python",
        "The file that `entrypoint:` names is parsed (never run) to find its functions, and its syntax is wrong.",
        "def build(params)",
        "def build(params):",
    ),
    Code(
        "L027",
        "Data in a format that is not read",
        "A dataset is one CSV file, and its name ends in `.csv`. Parquet, spreadsheets and compressed files are not "
        "read; export the table as CSV.",
        "source: data/customers.parquet",
        "source: data/customers.csv",
    ),
    Code(
        "L028",
        "A workspace inside another",
        "The nearest folder with a `modelwright.toml` or a `conf/` is a project's workspace; what an outer workspace "
        "sets does not reach it, and `--all` there leaves its projects out. This is a note. Remove the inner "
        "`modelwright.toml` to join them, or list `projects` in the outer one to say that both are meant.",
        wrong="conf/compute/small.yaml        # not used for churn\nchurn/modelwright.toml\nchurn/modelwright.yaml",
        right="conf/compute/small.yaml\nchurn/modelwright.yaml",
        severity=Severity.NOTE,
    ),
)

_INCLUDES = (
    Code(
        "L030",
        "`include` has the wrong form",
        "`include` is a list of paths, each of one YAML file that the spec goes on in. Patterns and references are not "
        "taken, so that the list tells what the spec is made of.",
        "include: models/*.yaml",
        "include: [models/churn.yaml, models/spend.yaml]",
    ),
    Code(
        "L031",
        "An included file outside the project's folder",
        "Included files lie in the project's folder, so that a project is one folder. What projects share belongs into "
        "the workspace's `conf/`.",
        "include: [../shared/models.yaml]",
        "include: [models/churn.yaml]",
    ),
    Code(
        "L032",
        "An included file that does not exist",
        "The paths of `include` are relative to the project's folder, also in an included file.",
        "include: [model/churn.yaml]",
        "include: [models/churn.yaml]",
    ),
    Code(
        "L033",
        "A file is included twice",
        "Each file takes part once. Files must not include each other in a circle either.",
        "include: [models/churn.yaml, models/churn.yaml]",
        "include: [models/churn.yaml]",
    ),
    Code(
        "L034",
        "Too many included files",
        "A spec has at most 100 included files, 8 levels deep, with 100,000 values together.",
        wrong="include: [models/001.yaml, models/002.yaml]   # and so on, to 101",
        right="include: [models.yaml]",
    ),
    Code(
        "L035",
        "A value is written in two files",
        "Mappings of several files are merged; a single value or a list may stand in one of them only, so that no file "
        "silently changes what another says. What differs by environment belongs under `environments:`.",
        "owner: growth          # in modelwright.yaml and in models/churn.yaml",
        "owner: growth          # in modelwright.yaml",
    ),
    Code(
        "L036",
        "An included file names the project",
        "`project:` stands in `modelwright.yaml` itself. A file with a name of its own is another project.",
        "project: churn         # in models/churn.yaml",
        "models: {churn: {}}    # in models/churn.yaml",
    ),
)

CODES: tuple[Code, ...] = (*_YAML, *_LIMITS, *_PLACES, *_INCLUDES)
