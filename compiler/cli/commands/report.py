"""`modelwright report`."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from compiler.cli.invocation import Invocation, coloured
from compiler.cli.options import common, environments
from compiler.model.review import Review
from compiler.source.diagnostic import refuse


@click.command()
@click.option("--base", "reference", metavar="REF", default="", help="Where the branch goes (default: main).")
@environments
@click.option("--select", "selected", multiple=True, metavar="EXPR", help="These projects only, as for `validate`.")
@click.option("--pr", "pull", type=click.IntRange(1, 10**9 - 1), metavar="N", help="Its preview, with its metrics.")
@click.option(
    "--as", "form", type=click.Choice(["text", "markdown", "html"]), default="text", show_default=True, help="The form."
)
@click.option("--out", metavar="FILE", help="Write it to FILE instead.")
@common
@click.pass_obj
def report(
    invocation: Invocation,
    reference: str,
    environments: tuple[str, ...],
    selected: tuple[str, ...],
    pull: int | None,
    form: str,
    out: str | None,
) -> None:
    """Show a reviewer what a branch changes: in infrastructure, in cost, and in the models.

    Both sides are compiled and compared, offline; nothing of the branch is run. With --pr the models of its preview
    stand beside those in place, with what the gates said. Markdown is for a comment, HTML for a browser.

    \b
    Example:
      modelwright report --base main
      modelwright report --base origin/main --env prod --json
      modelwright report --pr 42 --as markdown --out comment.md
    """
    from compiler.cli.many import open_projects
    from compiler.operations.changes import main_branch
    from compiler.operations.reviewing import review
    from compiler.reports.review import review_json

    invocation.body.update(reference=reference, base=None, stacks=[], untouched=0)
    many = open_projects(invocation, environments, selected)
    found = invocation.take(review(many, reference or main_branch(many.workspace), pull))
    invocation.body.update(review_json(found))
    text = _printer(form, colour=out is None and coloured(sys.stdout))(found)
    if out is None:
        invocation.say(text.rstrip("\n"))
        return
    from compiler.source.files import write_named

    try:
        write_named(invocation.path(out), text.encode(errors="backslashreplace"))
    except OSError as error:
        raise refuse("U001", f"`--out {out}` cannot be written: {error.strerror or error}") from error


def _printer(form: str, *, colour: bool) -> Callable[[Review], str]:
    from compiler.reports.review import review_text
    from compiler.reports.review_html import review_html
    from compiler.reports.review_markdown import review_markdown

    if form == "text":
        return lambda found: review_text(found, colour=colour) + "\n"
    return review_markdown if form == "markdown" else review_html
