"""A review as one HTML page that asks nothing of any network, light and dark. In: a review; out: HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from compiler.model.review import ChangedModel, Review, StackReview
from compiler.reports.review import branches, commands, cost_line, differences, metric_rows, profile_lines, verdict
from compiler.reports.style import number, plural

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root { color-scheme: light dark; --line: #d0d7de; --soft: #f6f8fa; --bad: #b42318; --good: #1a7f37; --hot: #9a6700 }
@media (prefers-color-scheme: dark) {
  :root { --line: #3d444d; --soft: #161b22; --bad: #ff7b72; --good: #3fb950; --hot: #d29922 }
  body { background: #0d1117; color: #e6edf3 }
}
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1.5rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; border-top: 1px solid var(--line); padding-top: 1rem }
code { font: .875em ui-monospace, monospace; background: var(--soft); padding: .1em .3em; overflow-wrap: anywhere }
td code { overflow-wrap: break-word }
.scroll { margin: 1rem 0; overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top }
th { background: var(--soft) } .removed, .failed { color: var(--bad); font-weight: 600 }
.retrained, .changed { color: var(--hot); font-weight: 600 } .created, .passed { color: var(--good); font-weight: 600 }
"""


def review_html(review: Review) -> str:
    """The whole document; every text of a user is escaped."""
    body = "\n".join(_body(review))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Modelwright report</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _code(text: str) -> str:
    if not text:
        return ""
    # Numbers stand for what turns the direction of text or cannot be seen.
    shown = "".join(char if char.isprintable() or char == " " else f"\\u{ord(char):04x}" for char in text)
    return f"<code>{escape(shown)}</code>"


def _body(review: Review) -> Iterator[str]:
    yield f"<h1>Against {_code(review.reference)} at {_code(review.base[:12])}</h1>"
    yield f"<p>{plural(review.untouched, 'project')} without a difference.</p>"
    for item in review.changed:
        yield f"<h2>{_code(item.project)} in {_code(item.environment or 'every environment')}</h2>"
        yield from _stack(item)
    if review.endpoints:
        yield f"<h2>Preview {_code(f'pr-{review.pull}')}</h2>"
        yield _table(("endpoint", "answers at"), ((_code(n), _code(u)) for n, u in sorted(review.endpoints.items())))
    yield "<h2>How to reproduce</h2>"
    yield from (f"<p>{_code(line)}</p>" for line in commands(review))


def _stack(item: StackReview) -> Iterator[str]:
    if item.problems:
        rows = ((_code(p.code), _code(p.summary), _code(str(p.location or ""))) for p in item.problems)
        yield _table(("code", "mistake", "where"), rows)
    if item.cost:
        yield f"<p>{escape(cost_line(item.cost))}</p>"
    for model in item.models:
        yield from _model(model)
    if item.resources:
        rows = (
            (
                f'<span class="{r.effect}">{r.effect}</span>',
                _code(r.address),
                _code(differences(r.differences)),
                _code(r.location),
            )
            for r in item.resources
        )
        yield _table(("effect", "resource", "differs in", "line"), rows)
    if tree := branches(item.resources):
        yield "<p>What leads to what:</p>"
        before = 0
        for depth, address in tree:
            yield "<ul>" * (depth + 1 - before) + "</ul>" * (before - depth - 1) + f"<li>{_code(address)}</li>"
            before = depth + 1
        yield "</ul>" * before


def _model(model: ChangedModel) -> Iterator[str]:
    yield f"<h3>Model {_code(model.name)}</h3>"
    yield f"<p>{_code(differences(model.differences) or 'new')} at {_code(model.location)}</p>"
    metrics = [(_code(name), _code(before), _code(after)) for name, before, after in metric_rows(model)]
    if metrics:
        yield _table(("metric", "in place", "here"), metrics)
    gates = model.candidate.gates if model.candidate else ()
    if gates:
        rows = ((_code(g.text), _code(number(g.value)), _verdict(g.passed)) for g in gates)
        yield _table(("gate", "value", "verdict"), rows)
    if lines := profile_lines(model):
        yield "<ul>" + "".join(f"<li>{_code(line)}</li>" for line in lines) + "</ul>"


def _verdict(passed: bool | None) -> str:
    word = verdict(passed)
    return f'<span class="{word if passed is not None else "open"}">{word}</span>'


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{name}</th>" for name in head)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll"><table>\n<tr>{top}</tr>\n{body}\n</table></div>'
