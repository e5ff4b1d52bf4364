"""A review in which one text stands wherever a user may write one, and what each of its forms may hold then."""

from __future__ import annotations

import html.parser
import io
import re

from markdown_it import MarkdownIt

from compiler.cli.invocation import printable
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
from compiler.reports import review_html, review_markdown
from compiler.reports.github import unarmed
from compiler.reports.review import review_text
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import Location

STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u2028-\u202e\u2066-\u2069\ud800]")


def review(text="plain", resources=1):
    measured = Measured("local", 1, {"r2": 0.5}, (GateStatus(text, 0.5, True),), 10, {text: 1.0})
    moved = Measured("pr-1", 2, {"r2": 0.6}, (GateStatus(text, 0.6, False),), 9, {text: 3.0})
    difference = Difference(text, text, text + "x")
    changed = tuple(
        ChangedResource(f"{text}{number}", Effect.CHANGED, text, (difference,), (f"{text}0",) if number else ())
        for number in range(resources)
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


def check_comment(text):
    """Rendered by a library of CommonMark."""
    comment = review_markdown.review_markdown(review(text, 2))
    page = Tags(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(comment))
    assert page.found <= OURS, page.found - OURS
    assert {name for name, _ in page.attributes} <= {"class"}
    assert comment.startswith(review_markdown.MARKER)
    # Mentions and addresses are links wherever they stand outside of code.
    outside = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", comment)
    assert "@acme" not in outside and "evil.example" not in outside and "GH-1" not in outside
    assert not [line for line in comment.splitlines() if line.startswith("::")]
    assert not STEERING.search(comment)


def check_page(text):
    """As a browser reads it."""
    page = Tags(review_html.review_html(review(text, 2)))
    assert page.found <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "code", "div", "table", "tr", "th",
        "td", "span", "ul", "li",
    }  # fmt: skip
    assert {name for name, _ in page.attributes} <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert not STEERING.search("".join(page.text))
    assert "src=" not in re.sub(r"<code>.*?</code>", "", review_html.review_html(review(text, 2)))


def check_terminal(text):
    """What a terminal and the log of a runner get: as many lines as of a plain text, none of them a command."""
    shown = printable(review_text(review(text, 2), colour=False), io.StringIO())
    assert shown.count("\n") == review_text(review("plain", 2), colour=False).count("\n")
    written = shown.encode(errors="backslashreplace").decode()
    assert not STEERING.search(written.replace("\t", " "))
    assert not [line for line in unarmed(shown).splitlines() if line.lstrip().startswith("::") or "##[" in line]
