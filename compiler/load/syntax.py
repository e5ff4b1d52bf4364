"""A syntax error of PyYAML goes in, a diagnostic in the user's words comes out."""

from __future__ import annotations

from yaml.error import MarkedYAMLError

from compiler.source.diagnostic import Diagnostic
from compiler.source.location import Location

_EXPLANATIONS = (
    (
        "mapping values are not allowed",
        "`: ` cannot stand here",
        "check the indentation, or quote a text that holds `: `",
    ),
    (
        "could not find expected ':'",
        "a line is neither `key: value` nor part of the text above it",
        "add `:`, or indent it",
    ),
    ("did not find expected key", "the indentation or a bracket does not fit the lines above", "align the keys"),
    ("expected <block end>", "the indentation does not fit the lines above", "align the keys"),
    (
        "did not find expected '-' indicator",
        "a list goes on with something that is no item",
        "begin the line with `- `",
    ),
    ("did not find expected ',' or ']'", "the `[` is not closed", "add `]`, or `,` between the items"),
    ("did not find expected ',' or '}'", "the `{` is not closed", "add `}`, or `,` between the entries"),
    ("expected ',' or ']'", "the `[` is not closed", "add `]`, or `,` between the items"),
    ("expected ',' or '}'", "the `{` is not closed", "add `}`, or `,` between the entries"),
    ("found unexpected end of stream", "the text in quotes is not closed", "add the closing quote"),
    ("unexpected end of stream", "the text in quotes is not closed", "add the closing quote"),
    ("cannot start any token", "this character cannot begin a value", "write the value in quotes"),
    ("did not find expected node content", "a value is missing here, or needs quotes", "write the value in quotes"),
    ("unknown escape character", "this escape is unknown", "use single quotes, or double the backslash"),
    (
        "block sequence entries are not allowed",
        "a list item cannot stand here",
        "put the list on its own, indented lines",
    ),
    ("found undefined tag handle", "this tag is unknown", "quote a text that begins with `!`"),
    ("found undefined alias", "this alias refers to no anchor", "quote a text that begins with `*`"),
    ("found unexpected document indicator", "the text in quotes is not closed", "add the closing quote"),
    ("did not find expected hexdecimal", "this escape is cut short", "write all its digits, or double the backslash"),
    ("invalid Unicode character escape", "this escape is no character", "write the character itself"),
    ("indentation indicator equal to 0", "`|0` and `>0` mean nothing", "write `|` or `>`"),
    (
        "did not find expected comment or line break",
        "after `|` or `>` the line must end",
        "write the text on the lines below, or in quotes",
    ),
    ("while scanning a tag", "`!` begins a tag in YAML", "quote a text that begins with `!`"),
    (
        "did not find expected <document start>",
        "what follows `...` or a `%` line must begin with `---`",
        "remove the line: a file holds one document",
    ),
    ("found incompatible YAML document", "this version of YAML is unknown", "remove the `%YAML` line"),
    ("while scanning an alias", "`*` begins an alias in YAML", "quote a text that begins with `*`"),
    ("while scanning an anchor", "`&` begins an anchor in YAML", "quote a text that begins with `&`"),
)

_UNKNOWN = "write the value in quotes, or compare with the lines around"


def explain_syntax(error: MarkedYAMLError, file: str, text: str) -> Diagnostic:
    """One diagnostic at the place that the parser complains about; tabs have a code of their own."""
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    where = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file, 1, 1)
    if where.line > len(lines):  # the parser reads on behind a last line that does not end
        where = Location(file, len(lines), len(lines[-1]) + 1)
    line = lines[where.line - 1] if where.line <= len(lines) else ""
    before = line[: where.column]
    if "\t" in before and not before.strip():
        tab = Location(file, where.line, before.index("\t") + 1)
        return Diagnostic("L006", "the line is indented with a tab", tab, hint="YAML is indented with spaces")
    inner = line[where.column - 1 : where.column]
    said = f"{error.context or ''} {error.problem or ''}"
    opened = error.context_mark
    if inner in ("{", "[") and "expected ',' or" in said:
        hint = 'inside `{…}` and `[…]` a text that holds brackets stands in quotes: "${name}"'
        return Diagnostic("L005", f"this is not YAML: `{inner}` cannot stand inside a text here", where, hint=hint)
    for words, summary, hint in _EXPLANATIONS:
        if words in said:
            if opened and opened.line + 1 < where.line and ("closed" in summary):
                hint += f"; it opens on line {opened.line + 1}"
            return Diagnostic("L005", f"this is not YAML: {summary}", where, hint=hint)
    return Diagnostic(
        "L005", f"this is not YAML: {(error.problem or 'it cannot be read').strip()}", where, hint=_UNKNOWN
    )
