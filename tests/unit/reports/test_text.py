from __future__ import annotations

from compiler.reports.text import diagnostics_text
from compiler.source.diagnostic import Diagnostic, Severity
from compiler.source.location import Location
from compiler.source.sourcemap import Layer, LayerKind

SPEC = 'project: churn\nowner: "a b" # who\n\tparams: [roc_auc >= 0.8, x]\nstadt: 東京 x\n' + "k" * 200 + ": v\n"


def shown(line: int, column: int) -> list[str]:
    item = Diagnostic("V001", "odd", Location("a.yaml", line, column))
    return diagnostics_text([item], lambda _: SPEC, colour=False).splitlines()


def marked(line: int, column: int) -> str:
    excerpt = shown(line, column)
    return excerpt[3].partition("| ")[2][
        excerpt[4].partition("| ")[2].index("^") : len(excerpt[4].partition("| ")[2]) + 0
    ]


def test_the_caret_covers_the_value():
    assert marked(1, 10) == "churn"
    assert marked(1, 1) == "project"
    assert marked(2, 8) == '"a b"'
    assert marked(3, 11) == "roc_auc >= 0.8"
    assert marked(3, 27) == "x"


def test_the_caret_stands_under_wide_characters():
    assert shown(4, 8)[4:] == ["  | " + "      ^^^^^^"] or shown(4, 8)[4].index("^") == len("  | stadt: ")


def test_a_long_line_is_cut_around_the_place():
    excerpt = shown(5, 203)
    assert len(excerpt[3]) < 160
    assert excerpt[3].endswith(": v")


def test_places_that_are_not_in_the_file_show_no_line():
    for place in (Location("a.yaml", 0, 0), Location("a.yaml", 99, 1)):
        text = diagnostics_text([Diagnostic("V001", "odd", place)], lambda _: SPEC, colour=False)
        assert text.count("\n") == 1
    assert " --> a.yaml" in diagnostics_text(
        [Diagnostic("V001", "odd", Location("a.yaml", 0, 0))], lambda _: None, colour=False
    )


def test_a_column_behind_the_end_is_at_the_end():
    assert shown(1, 99)[4] == "  | " + " " * 14 + "^"


def test_everything_at_once():
    place = Location("conf/x.yaml", 3, 1)
    chain = (
        Layer(LayerKind.PLATFORM, place, place, 8),
        Layer(LayerKind.SPEC, Location("a.yaml", 1, 10), place, "y" * 90),
    )
    items = (
        Diagnostic("V001", "first", Location("a.yaml", 1, 10), ("models", "x", "gates", 0), "do this", chain=chain),
        Diagnostic("V002", "second", severity=Severity.WARNING, hint="or that"),
        Diagnostic("V003", "third"),
    )
    assert diagnostics_text(items, lambda _: SPEC, colour=False).splitlines() == [
        "error[V001]: first",
        " --> a.yaml:1:10",
        "  |",
        "1 | project: churn",
        "  |          ^^^^^",
        "  |",
        "  = path: models.x.gates[0]",
        f"  = set by: conf/x.yaml:3:1 (platform: 8), then a.yaml:1:10 (spec: {'y' * 39}…)",
        "  = hint: do this",
        "",
        "warning[V002]: second",
        "  = hint: or that",
        "",
        "error[V003]: third",
        "",
        "2 errors",
    ]


def test_colour_changes_nothing_but_colour():
    import re

    item = Diagnostic("V001", "odd", Location("a.yaml", 1, 10), ("project",), "mend it")
    plain = diagnostics_text([item], lambda _: SPEC, colour=False)
    coloured = diagnostics_text([item], lambda _: SPEC, colour=True)
    assert coloured != plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
