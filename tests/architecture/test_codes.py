"""Every diagnostic code is documented once, used somewhere, and shown by a golden case of its own."""

import re
from pathlib import Path

from compiler.source.codes import all_codes

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"\b[LCVGREPDSIOU]\d{3}\b")


def test_codes_are_well_formed():
    for key, code in all_codes().items():
        assert key == code.id and CODE.fullmatch(key)
        assert code.wrong and code.right and code.wrong != code.right, f"{key} needs a wrong and a right example"
        assert code.title and code.why and code.exit in (2, 4, 5, 6, 7, 130, 255), key


def test_every_code_that_is_used_is_documented():
    used = set()
    for path in (ROOT / "compiler").rglob("*.py"):
        if "codes" not in path.parts:
            used |= set(re.findall(r"\"([LCVGREPDSIOU]\d{3})\"", path.read_text(encoding="utf-8")))
    assert used - set(all_codes()) == set()
    assert set(all_codes()) - used == set()


def test_every_code_has_a_case():
    cases = list((ROOT / "tests" / "golden" / "errors").iterdir())
    assert {path.name[:4] for path in cases} == set(all_codes())
    for path in cases:
        assert re.fullmatch(r"[A-Z]\d{3}(-[a-z0-9]+)+", path.name), path.name
        ways = [name for name in ("cmd", "program", "case.py") if (path / name).exists()]
        assert len(ways) == 1, path.name
        shown = (path / "expected.txt").read_text(encoding="utf-8")
        forms = (f"[{path.name[:4]}]", f'"code": "{path.name[:4]}"', f"title={path.name[:4]}::")
        assert any(form in shown for form in forms), f"{path.name} does not show its code"


def test_the_reference_page_is_fresh():
    from compiler.reports.reference import reference_page

    page = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    assert page == reference_page(all_codes()), "run `make docs`"
