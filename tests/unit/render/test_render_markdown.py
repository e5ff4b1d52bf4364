"""Markdown: what a value becomes, what a reader of it sees, and where none may stand."""

import pytest
from markdown_it import MarkdownIt

from compiler.model.rendering import Code, Language

READER = MarkdownIt("commonmark").enable("table")


def spans(text):
    """The code spans that a reader of Markdown finds, in order."""
    return [
        child.content for token in READER.parse(text) for child in token.children or () if child.type == "code_inline"
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "`plain`"),
        ("", "(empty)"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("```", "```` ``` ````"),
        (" a ", "`  a  `"),
        ("two\nlines", r"`two\nlines`"),
        ("\u202eevil\u2066", r"`\u202eevil\u2066`"),
        ("<b>@team</b> #1", "`<b>@team</b> #1`"),
        (0.5, "0.5"),
        (-3, "-3"),
        (True, "yes"),
        (None, "none"),
        (Code("churn.url"), "churn.url"),
    ],
)
def test_values(text, value, written):
    assert text("a {{ value }}.\n", Language.MARKDOWN, value=value) == f"a {written}.\n"


@pytest.mark.parametrize("value", ["a|b", "|", r"\|", r"a\\|", "`|`", "| a | b |", " |", "[x](y)", "![x](y)"])
def test_a_cell_stays_one(text, value):
    table = text(
        "| a | b |\n| --- | --- |\n| {{ value }} | {{ value }} |\n\n{{ value }}\n", Language.MARKDOWN, value=value
    )
    assert spans(table) == [value, value, value]
    assert sum(token.type == "td_open" for token in READER.parse(table)) == 2


@pytest.mark.parametrize("value", [[1], {"a": 1}, float("nan"), b"a", type("Text", (str,), {})("a")])
def test_other_values_are_refused(fault, value):
    assert fault("a {{ value }}\n", Language.MARKDOWN, value=value)[0] == "R004"


@pytest.mark.parametrize(
    "body",
    [
        "a `{{ value }}` b\n",
        "`{{ value }}\n",
        "{{ value }}`\n",
        "{{ value }}{{ value }}\n",
        "```\n{{ value }}\n```\n",
        "~~~ {{ value }}\n~~~\n",
        "- ```\n  {{ value }}\n",
        "<details>\n{{ value }}\n",
        "<!-- {{ value }} -->\n",
        "a <b title={{ value }}>\n",
        "[a]({{ value }})\n",
        "[{{ value }}](a)\n",
        "\\{{ value }}\n",
        "a\n\n    {{ value }}\n",
    ],
)
def test_places_where_none_may_stand(fault, body):
    assert fault(body, Language.MARKDOWN, value="x")[0] == "R005"


def test_text_after_a_block_is_fine_again(text):
    body = "a < {{ value }} > b\n\n```\ncode\n```\n{{ value }}\n<b>\nx\n\n{{ value }}\n"
    assert text(body, Language.MARKDOWN, value="x").count("`x`") == 3
