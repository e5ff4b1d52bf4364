"""What a reviewer reads: the same review in four forms, and nothing that a user wrote means anything in any of them."""

from __future__ import annotations

import json

import pytest

from compiler.model.review import Review
from compiler.reports import review_markdown as markdown
from compiler.reports.review import review_json, review_text
from compiler.reports.review_html import review_html
from tests.reviews import check_comment, check_page, check_terminal, review

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- modelwright report -->",
    "</details></code></td>",
    "@acme/owners",
    "#1 and GH-1",
    "[click](https://evil.example)",
    "![see](https://evil.example/x.png)",
    "https://evil.example",
    "`code` and ``more``",
    "```\nfence\n```",
    "|a|b|",
    "\n# heading\n- item",
    "\n::error::all is lost",
    "\x1b[31mred\x1b[0m\x07",
    "\u202egnp.exe\u2066",
    "&lt;b&gt; &#x3c;",
    "**bold** _it_ ~~gone~~",
    '" onmouseover="alert(1)',
    "javascript:alert(1)",
    "$(touch pwned) `touch pwned`",
    "\ud800 half",
    "",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_any_form_is_more_than_text(text):
    check_comment(text)
    check_page(text)
    check_terminal(text)


def test_planted_defect(monkeypatch):
    """A span of code that the text can leave."""
    monkeypatch.setattr(markdown, "code", lambda text, limit=120: f"`{text}`")
    caught = 0
    for text in HOSTILE:
        try:
            check_comment(text)
        except (AssertionError, UnicodeError):
            caught += 1
    assert caught >= 4


def test_a_comment_has_room_for_what_matters():
    for count in (10, 500, 20_000):
        comment = markdown.review_markdown(review("a-name-of-some-length" * 3, count))
        assert len(comment.encode()) <= 65_536 and comment.startswith(markdown.MARKER)
        assert count == 10 or "more" in comment
    crowd = Review("main", "0" * 40, review().stacks * 5_000, 0)
    comment = markdown.review_markdown(crowd)
    assert len(comment.encode()) <= 65_536 and "does not fit" in comment


def test_the_forms_say_the_same():
    found = review()
    document = json.loads(json.dumps(review_json(found)))
    (stack,) = document["stacks"]
    assert stack["models"][0]["candidate"]["metrics"] == {"r2": 0.6} and document["untouched"] == 3
    for text in (review_text(found, colour=False), markdown.review_markdown(found), review_html(found)):
        for part in ("changed", "plain0", "0.6", "failed", "+1.00 to +2.00 USD", "trained on 9 rows instead of 10"):
            assert part in text
