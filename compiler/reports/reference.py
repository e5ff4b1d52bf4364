"""The reference page of all diagnostics, made of their tables. In: codes; out: Markdown.

`python -m compiler.reports.reference FILE` writes it; a test fails when `docs/diagnostics.md` is not what comes out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from compiler.reports.style import paint, table
from compiler.source.codes import Code, all_codes, ending

PHASES = {
    "L": ("Load", "Reading files: YAML, tables, code."),
    "C": ("Compose", "Bringing `conf/`, the spec, its environments and the command line together."),
    "V": ("Validate", "What a spec says, and whether its parts fit each other, the data and the estimators."),
    "G": ("Lower", "Whether a target can make what a spec says."),
    "R": ("Render", "Printing the files of a stack, and verifying what was printed."),
    "E": ("Emit", "Writing `stacks/`."),
    "P": ("Plan and apply", "Running a compiled program and keeping the state of what runs."),
    "D": ("Data and training", "Checking data, training models and holding them against their gates."),
    "S": ("Serving", "Servers of endpoints."),
    "I": ("Init", "Starting a project."),
    "O": ("Operations", "What commands find when they look at what runs."),
    "U": ("Command line", "The command line itself."),
}
"""The first letter of a code -> its phase and what the phase is about, in the order in which a project meets them."""

_HEAD = """\
<!-- Made from compiler/source/codes by `make docs`; edit those tables. -->

# Diagnostics

Every error, warning and note has a code. `modelwright explain V052` prints the entry of one,
`modelwright explain --list` lists all. The first letter is the phase that found it. The exit code is that of a command
that ends with such an error; warnings and notes have none.
"""


def code_markdown(code: Code) -> str:
    """The body of one entry: what is wrong, what to do, a wrong and a right example."""
    parts = [code.why]
    for name, example in (("Wrong", code.wrong), ("Right", code.right)):
        if example:
            parts.append(f"{name}:\n\n```\n{example.rstrip()}\n```")
    return "\n\n".join([*parts, ending(code)])


def reference_page(codes: Mapping[str, Code]) -> str:
    """All codes by phase, each under an anchor of its own name in small letters (`#v052`)."""
    sections = [_section(phase, _of_phase(codes, phase)) for phase in PHASES]
    return "\n".join([_HEAD, *_contents(), "", *sections])


def codes_text(codes: Iterable[Code], *, colour: bool) -> str:
    """Code and title of each, under the names of their phases."""
    parts = []
    for phase, found in groupby(codes, key=lambda code: code.id[0]):
        rows = table((code.id, _title(code)) for code in found)
        parts.append(f"{paint(PHASES[phase][0], 'bold', colour)}\n{rows}")
    return "\n\n".join(parts)


def by_phase(codes: Mapping[str, Code]) -> list[Code]:
    """All codes in the order of the phases, then by number."""
    return [code for phase in PHASES for code in _of_phase(codes, phase)]


def _of_phase(codes: Mapping[str, Code], phase: str) -> list[Code]:
    return sorted((code for code in codes.values() if code.id[0] == phase), key=lambda code: code.id)


def _contents() -> list[str]:
    rows = [f"| {phase} | [{name}](#{_anchor(name)}) | {about} |" for phase, (name, about) in PHASES.items()]
    return ["| | phase | |", "|---|---|---|", *rows]


def _section(phase: str, codes: Iterable[Code]) -> str:
    name, about = PHASES[phase]

    def entry(code: Code) -> str:
        return f'<a id="{code.id.lower()}"></a>\n\n### {code.id}: {_title(code)}\n\n{code_markdown(code)}\n'

    return "\n".join([f"## {name}\n\n{about}\n", *map(entry, codes)])


def _title(code: Code) -> str:
    return code.title[:1].upper() + code.title[1:]


def _anchor(heading: str) -> str:
    return heading.lower().replace(" ", "-")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference_page(all_codes()), encoding="utf-8")
