"""The rules of what drift means speak of what the templates make, and of nothing else."""

import re

from compiler.source.share import share
from compiler.targets.aws.drift import DRIFT, MAY_REVERT


def test_every_type_with_a_rule_is_made_by_a_template():
    texts = [path.read_text() for path in (share("templates") / "aws").glob("*.j2")]
    made = {found for text in texts for found in re.findall(r"\baws\.(\w+\.\w+)\(", text)}
    assert {rule.type for rule in DRIFT} - {"*"} <= made
    assert set(MAY_REVERT) <= made
