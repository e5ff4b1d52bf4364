"""`explain CODE` and `explain --list`."""

from __future__ import annotations

import re

from compiler.reports.reference import by_phase
from compiler.source.codes import all_codes


def test_the_list_has_every_code_once(shell):
    code, out, _ = shell("explain", "--list")
    assert code == 0
    assert re.findall(r"^  (\w+)  ", out, re.MULTILINE) == [item.id for item in by_phase(all_codes())]
    assert [item["id"] for item in shell.json("explain", "--list")[1]["codes"]] == [
        item.id for item in by_phase(all_codes())
    ]
    assert shell("explain", "--list", "V001")[0] == 2
    assert shell("explain")[0] == 2
