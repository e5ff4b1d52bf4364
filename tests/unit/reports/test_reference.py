"""The reference page is complete; that it is fresh is held by `tests/architecture`."""

from __future__ import annotations

import re
from pathlib import Path

from compiler.reports.reference import PHASES, by_phase
from compiler.source.codes import all_codes, ending
from compiler.source.diagnostic import Severity

PAGE = Path(__file__).parents[3] / "docs" / "diagnostics.md"
CASES = Path(__file__).parents[2] / "golden" / "errors"


def test_every_code_has_an_anchor_in_the_order_of_the_phases():
    anchors = re.findall(r'<a id="(\w+)"></a>\n\n### (\w+): ', PAGE.read_text(encoding="utf-8"))
    assert [name for _, name in anchors] == [code.id for code in by_phase(all_codes())]
    assert all(anchor == name.lower() for anchor, name in anchors)
    assert {name for _, name in anchors} == set(all_codes())


def test_the_links_of_the_contents_lead_to_headings():
    text = PAGE.read_text(encoding="utf-8")
    headings = {line[3:].lower().replace(" ", "-") for line in text.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\]\(#([^)]*)\)", text.split("\n## ", 1)[0])) == headings
    assert len(headings) == len(PHASES)


def test_what_is_never_an_error_has_no_exit_code():
    """The golden cases show each code; the worst that a code is shown as is what its entry says."""
    shown = {}
    for path in CASES.glob("*/expected.txt"):
        for severity, code in re.findall(r"^(error|warning|note)\[(\w+)\]", path.read_text(encoding="utf-8"), re.M):
            shown.setdefault(code, set()).add(severity)
    assert len(shown) > 150
    for name, code in all_codes().items():
        if name in shown:
            assert code.severity == min(shown[name], key=list(Severity).index), name
    assert ending(all_codes()["V111"]).startswith("Exit code none: a warning.")
    assert ending(all_codes()["V091"]).startswith("Exit code none: a note.")
    assert ending(all_codes()["V052"]).startswith("Exit code 2.")
