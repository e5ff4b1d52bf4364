"""What a reviewer reads: the same review in four forms, and nothing that a user wrote means anything in any of them."""

from __future__ import annotations

import html.parser
import json
import re

import pytest
from markdown_it import MarkdownIt

from compiler.model.plan import GateStatus
from compiler.model.review import (
    ChangedModel,
    ChangedResource,
    CostChange,
    Difference,
    Effect,
    Measured,
    Review,
    StackReview,
)
from compiler.reports import review_markdown as markdown
from compiler.reports.review import review_json, review_text
from compiler.reports.review_html import review_html
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import Location

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


def review(text="plain", resources=1):
    measured = Measured("local", 1, {"r2": 0.5}, (GateStatus(text, 0.5, True),), 10, {text: 1.0})
    moved = Measured("pr-1", 2, {"r2": 0.6}, (GateStatus(text, 0.6, False),), 9, {text: 3.0})
    difference = Difference(text, text, text + "x")
    changed = tuple(
        ChangedResource(f"{text}{number}", Effect.CHANGED, text, (difference,), ()) for number in range(resources)
    )
    model = ChangedModel(text, text, (difference,), measured, moved)
    cost = CostChange("USD", "2026-11-23", 12.0, (1.0, 2.0))
    problem = Diagnostic("V001", text, Location("a.yaml", 1, 1))
    stack = StackReview(text, text, changed, (model,), cost, (problem,))
    return Review(text, text, (stack,), 3, 7, {text: text})


class Tags(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found, self.text, self.attributes = set(), [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.found.add("<!--")


OURS = {"details", "summary", "code", "pre", "ul", "li", "h2", "h3", "p", "strong", "<!--"}


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_comment_is_more_than_text(text):
    comment = markdown.review_markdown(review(text))
    page = Tags(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(comment))
    assert page.found <= OURS, page.found - OURS
    assert {name for name, _ in page.attributes} <= {"class"}
    assert comment.startswith(markdown.MARKER)
    # Mentions and addresses are links wherever they stand outside of code.
    outside = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", comment)
    assert "@acme" not in outside and "evil.example" not in outside and "GH-1" not in outside
    assert not [line for line in comment.splitlines() if line.startswith("::")]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066\ud800]", comment)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_page_is_more_than_text(text):
    page = Tags(review_html(review(text)))
    assert page.found <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "code", "div", "table", "tr", "th",
        "td", "span", "ul", "li",
    }  # fmt: skip
    assert {name for name, _ in page.attributes} <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066\ud800]", "".join(page.text))
    assert "src=" not in re.sub(r"<code>.*?</code>", "", review_html(review(text)))


def test_planted_defect(monkeypatch):
    """A span of code that the text can leave."""
    monkeypatch.setattr(markdown, "code", lambda text, limit=120: f"`{text}`")
    caught = 0
    for text in HOSTILE:
        try:
            test_nothing_in_a_comment_is_more_than_text(text)
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
