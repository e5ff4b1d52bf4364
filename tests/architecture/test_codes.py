"""Every diagnostic code is documented once, used somewhere, and expected by a golden case or an assertion."""

import re
from pathlib import Path

from compiler.source.codes import all_codes

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"\b[LCVGREPDSIOU]\d{3}\b")


def texts(folder, pattern):
    return [path.read_text(encoding="utf-8", errors="replace") for path in sorted((ROOT / folder).rglob(pattern))]


def test_codes_are_well_formed():
    for key, code in all_codes().items():
        assert key == code.id and CODE.fullmatch(key)
        assert code.title and code.why and code.exit in (2, 4, 5, 7, 130, 255), key


def test_every_code_that_is_used_is_documented():
    used = set()
    for path in (ROOT / "compiler").rglob("*.py"):
        if "codes" not in path.parts:
            used |= set(re.findall(r"\"([LCVGREPDSIOU]\d{3})\"", path.read_text(encoding="utf-8")))
    assert used - set(all_codes()) == set()
    assert set(all_codes()) - used == set()


def test_every_code_has_a_case():
    shown = {path.name[:4] for path in (ROOT / "tests" / "golden" / "errors").iterdir()}
    suites = [text for folder in ("unit", "contract", "endtoend") for text in texts(f"tests/{folder}", "*.py")]
    tested = set(re.findall(r"[\"'\[]([LCVGREPDSIOU]\d{3})\b", "\n".join(suites)))
    assert set(all_codes()) - shown - tested == set()


def test_the_reference_page_is_fresh():
    from compiler.reports.reference import reference_page

    page = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    assert page == reference_page(all_codes()), "run `make docs`"
