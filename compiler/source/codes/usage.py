"""Codes of the command line (U…)."""

from __future__ import annotations

from compiler.source.codes import Code
from compiler.source.diagnostic import Severity

CODES: tuple[Code, ...] = (
    Code(
        "U001",
        "wrong command line",
        "There is no such command or option, an argument is missing, or two do not go together. "
        "`modelwright COMMAND --help` lists what a command takes, with an example.",
        wrong="modelwright vlidate churn",
        right="modelwright validate churn",
    ),
    Code(
        "U002",
        "consent needed",
        "`up` and `destroy` show what they would do and ask. Where nobody can answer (a script, CI, `--json`), "
        "consent is given with `--yes`; `plan` shows the changes without making them.",
        wrong="modelwright up churn < /dev/null",
        right="modelwright up churn --yes",
    ),
    Code(
        "U003",
        "rows cannot be read",
        "`predict` takes rows as CSV with a header line, or as JSON: a list of objects, one object, or one "
        "object a line. "
        "The text must be UTF-8.",
        wrong="[1, 2, 3]",
        right='[{"tenure_months": 7, "plan": "free"}]',
    ),
    Code(
        "U004",
        "no such diagnostic code",
        "`explain` takes a code as it stands in an error, such as `U004`, or a path into the configuration, such as "
        "`models.churn.params.max_depth`.",
        wrong="modelwright explain U999",
        right="modelwright explain U004",
    ),
    Code(
        "U010",
        "no such file to ask about",
        "`impact` takes a file or a folder that is there, named from the current folder or from the workspace's, or a"
        " path into the configuration. Files that came with the product are named as errors name them.",
        wrong="modelwright impact conf/polcy/standard.yaml",
        right="modelwright impact conf/policy/standard.yaml",
    ),
    Code(
        "U011",
        "not formatted",
        "`fmt --check` found a file whose indentation, spaces, blank lines or quotes are not the usual ones."
        " `modelwright fmt` puts that right and leaves values and comments as they are.",
        wrong="params: { max_depth : 8 }",
        right="params: {max_depth: 8}",
        exit=7,
    ),
    Code(
        "U012",
        "left as it is",
        "`fmt` writes a file only when it says exactly the same afterwards: the same values, the same comments. This"
        " one uses a form of YAML that it does not format, so nothing of it was changed.",
        wrong="? project\n: churn",
        right="project: churn",
        severity=Severity.WARNING,
    ),
    Code(
        "U013",
        "not a YAML file",
        "`fmt` formats project files, what they include, and `conf/`; it takes files that end with `.yaml`, folders,"
        " and projects.",
        wrong="modelwright fmt train.py",
        right="modelwright fmt modelwright.yaml",
    ),
    Code(
        "U014",
        "file cannot be read or written",
        "The system refused to open or to replace the file; it is as it was before.",
        wrong="modelwright fmt churn   # churn/modelwright.yaml is read-only",
        right="chmod u+w churn/modelwright.yaml",
        exit=4,
    ),
    Code(
        "U005",
        "changes where none were expected",
        "`plan --expect-no-changes` found that what runs differs from what is written. The plan lists each "
        "difference and its reason.",
        wrong="modelwright plan churn --expect-no-changes",
        right="modelwright up churn",
        exit=7,
    ),
    Code(
        "U006",
        "interrupted",
        "The command was stopped (Ctrl-C, a declined question, or a signal to end). What was finished until "
        "then is recorded; "
        "the same command goes on from there.",
        wrong="modelwright up churn, then Ctrl-C",
        right="modelwright up churn",
        exit=130,
    ),
    Code(
        "U007",
        "a bug in modelwright",
        "Something happened that should be impossible. The report file holds what a developer needs to find "
        "out why; it holds "
        "file names and the command line, so read it before passing it on.",
        wrong='a command that ends with "this is a bug in modelwright"',
        right="report it, with the file that it names",
        exit=255,
    ),
    Code(
        "U040",
        "output file cannot be written",
        "`--output` names a file that the operating system does not let us write: a folder, a read-only place, a full "
        "disk. What was found is told all the same, only the file is missing.",
        wrong="modelwright validate churn --output /",
        right="modelwright validate churn --output findings.sarif",
        exit=4,
    ),
    Code(
        "U041",
        "the system refused a file",
        "The operating system did not let a file of the workspace be read or written: a full or failing disk, a quota, "
        "permissions, too many open files. Every file is as it was before or as it should be; `up` and `destroy` go on "
        "where they stopped.",
        wrong="a command on a disk that is full",
        right="make room, then run the same command again",
        exit=4,
    ),
    Code(
        "U030",
        "selection cannot be read",
        "`--select` takes a name, or `name:`, `owner:`, `tag:` with a pattern, `path:` with a folder, or "
        "`changed-since:` with a reference of git. Terms with commas between must all hold; of several `--select` one "
        "is enough.",
        wrong="modelwright validate --select team:growth",
        right="modelwright validate --select owner:growth-ml,path:teams/growth",
    ),
    Code(
        "U031",
        "nothing is selected",
        "No project of the workspace is what `--select` asks for. Names and owners are compared as a whole, unless the "
        "pattern has a `*`; tags are those that the project file sets.",
        wrong="modelwright validate --select name:chrun",
        right="modelwright validate --select name:churn*",
    ),
    Code(
        "U032",
        "git cannot tell what changed",
        "`changed-since:` asks git for the files that changed since the current branch left a commit. The workspace "
        "must be in a repository that knows the commit; a shallow clone knows only the last one.",
        wrong="modelwright validate --select changed-since:mian",
        right="modelwright validate --select changed-since:origin/main",
    ),
)
