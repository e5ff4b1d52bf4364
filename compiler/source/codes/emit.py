"""Codes of the phase: emit (E…)."""

from __future__ import annotations

from compiler.source.codes import Code
from compiler.source.diagnostic import Severity

CODES: tuple[Code, ...] = (
    Code(
        "E001",
        "stack cannot be written",
        "The operating system refused to read or write below `stacks/`. The stack compiled before is untouched.",
        "a read-only folder, a full disk, or a file named `stacks`",
        "a folder `stacks` that you may write",
        exit=4,
    ),
    Code(
        "E002",
        "stack folder leaves the workspace",
        "Compiled stacks are written inside the workspace only; a symbolic link or an odd name leads elsewhere.",
        "stacks -> ../elsewhere",
        "stacks/",
    ),
    Code(
        "E003",
        "compiled file was edited by hand",
        "A warning. A file under `stacks/` differs from what compile wrote there. It is compiled anew, and the edit "
        "is kept beside it as `<name>.orig` (`.orig2`, … when that name is taken).",
        "an edited stacks/churn/local/__main__.py",
        "the same change in the spec, or in a template",
        severity=Severity.WARNING,
    ),
    Code(
        "E004",
        "compiled file is stale",
        "`compile --check` found a file that is not what the spec compiles to now.",
        "a changed spec with yesterday's stacks/",
        "modelwright compile churn --env local",
        exit=7,
    ),
    Code(
        "E005",
        "compiled file is missing",
        "`compile --check` did not find a file that the spec compiles to.",
        "a project that was never compiled",
        "modelwright compile churn --env local",
        exit=7,
    ),
    Code(
        "E006",
        "compiled file is left over",
        "`compile --check` found a file that an earlier compile wrote and that nothing compiles to any more.",
        "a removed model whose job definition is still there",
        "modelwright compile churn --env local",
        exit=7,
    ),
    Code(
        "E007",
        "something is in the way",
        "A file or folder that compile did not write stands where a compiled one must go. Nothing was written.",
        "a file stacks/churn/local/jobs",
        "a folder stacks/churn/local/jobs",
    ),
    Code(
        "E008",
        "manifest cannot be read",
        "A warning. `manifest.json` of a stack is damaged and was written anew. Files that differ from what is "
        "compiled now are kept as `.orig`, because nobody can tell who wrote them.",
        "a manifest.json with merge markers",
        "modelwright compile churn --env local",
        severity=Severity.WARNING,
    ),
    Code(
        "E010",
        "worker process ended",
        "Many projects are compiled by several processes at once, and the system ended one of them, most often for "
        "want of memory. What was written is whole; the same command does the rest.",
        "a container that allows less memory than a compiler takes",
        "modelwright compile --all, with a larger limit",
        exit=4,
    ),
)
