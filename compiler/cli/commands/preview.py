"""`modelwright preview`: up, list, down and reap."""

from __future__ import annotations

import re
import sys
import time

import click

from compiler.cli.invocation import Invocation, coloured, is_terminal
from compiler.cli.options import LOCAL, ask, common, engine, is_answerable, require_consent, yes
from compiler.cli.subgroup import Subgroup
from compiler.model.plan import Plan
from compiler.model.preview import PreviewStack
from compiler.source.diagnostic import refuse

_MOST = 10**9


def _pull(function):  # noqa: ANN001, ANN202 - a decorator of click
    return click.option(
        "--pr", "pull", required=True, type=click.IntRange(1, _MOST - 1), metavar="N", help="The pull request."
    )(function)


def _cloud(function):  # noqa: ANN001, ANN202 - a decorator of click
    return click.option(
        "-e", "--env", "environment", metavar="NAME", help="Ask the cloud of this environment, too, by tags."
    )(function)


def _in_cloud(invocation: Invocation, environment: str | None) -> tuple[PreviewStack, ...]:
    if environment is None:
        return ()
    from compiler.cli.many import open_projects
    from compiler.operations.previews.clouds import stacks_in_cloud

    return stacks_in_cloud(open_projects(invocation, ()), environment)


@click.group(cls=Subgroup)
def preview() -> None:
    """Show what a pull request changes in an environment of its own, which certainly disappears.

    \b
    Example:
      modelwright preview up --pr 42 --base main
      modelwright preview list
      modelwright preview down --pr 42
      modelwright preview reap --open "$(gh pr list --json number --jq '.[].number')"
    """


@preview.command("up")
@_pull
@click.option("--base", "reference", metavar="REF", default="", help="Where the branch goes (default: main).")
@click.option("-e", "--env", "environment", default=LOCAL, metavar="NAME", help="What it inherits (default: local).")
@click.option("--branch", metavar="NAME", default="", help="What it shows (default: what is checked out).")
@click.option("--select", "selected", multiple=True, metavar="EXPR", help="These projects only, as for `validate`.")
@engine
@yes
@common
@click.pass_obj
def up(
    invocation: Invocation,
    pull: int,
    reference: str,
    environment: str,
    branch: str,
    selected: tuple[str, ...],
    engine: str | None,
    yes: bool,
) -> None:
    """Make what the branch changes: projects, models and serving targets that differ from where it left REF.

    What did not change is taken from the environment that the preview inherits from; nothing there is touched. Each
    run puts off when the preview expires. `conf/env/preview.yaml` says what is smaller in a preview.

    \b
    Example:
      modelwright preview up --pr 42
      modelwright preview up --pr 42 --base origin/main --env dev --yes --json
    """
    from compiler.cli.many import open_projects
    from compiler.operations.changes import main_branch
    from compiler.operations.previews.raising import Asked, Change, Raised, preview_changes, preview_up
    from compiler.reports.plan import plan_text
    from compiler.reports.preview import change_json, changes_text, raised_json, superseded_text
    from compiler.reports.progress import display

    done: list[dict[str, object]] = []
    gone: list[dict[str, object]] = []
    invocation.body.update(pull=pull, base=environment, applied=False, changes=[], previews=done, removed=gone)
    require_consent(invocation, yes=yes, hint="add `--yes`")
    many = open_projects(invocation, (), selected)
    asked = Asked(pull, environment, reference or main_branch(many.workspace), branch, engine)
    changes = invocation.take(preview_changes(many, asked))
    invocation.body.update(changes=list(map(change_json, changes)))
    invocation.say(changes_text(pull, environment, changes, colour=coloured(sys.stdout)))

    def confirm(change: Change, plan: Plan) -> bool:
        invocation.say("\n" + plan_text(plan, colour=coloured(sys.stdout)) + "\n")
        invocation.report(plan.notes)
        if yes or not plan.pending or ask("Make these changes?"):
            return True
        raise refuse("U006", "declined; nothing was changed")

    def tell(raised: Raised) -> None:
        from compiler.reports.outcome import outputs_text

        done.append(raised_json(raised))
        if raised.result is not None:
            invocation.body.update(applied=True)
            invocation.say("\n" + outputs_text(raised.result.outputs, colour=coloured(sys.stdout)))

    def removed(project: str, addresses: tuple[str, ...]) -> None:
        gone.extend({"project": project, "address": address} for address in addresses)
        invocation.say("\n" + superseded_text(project, addresses))

    with display(sys.stderr, live=is_terminal(sys.stderr)) as on_event:
        invocation.take(preview_up(many, asked, changes, on_event, confirm, tell, removed))


@preview.command("list")
@_cloud
@common
@click.pass_obj
def list_(invocation: Invocation, environment: str | None) -> None:
    """Show the previews there are, and until when they stand.

    \b
    Example:
      modelwright preview list
      modelwright preview list --env dev --json
    """
    from compiler.load import find_workspace
    from compiler.operations.previews.reaping import judge_previews
    from compiler.reports.preview import judged_json, previews_text

    clouds = _in_cloud(invocation, environment)
    judged = judge_previews(find_workspace(invocation.cwd), time.time(), None, clouds)
    invocation.body.update(previews=list(map(judged_json, judged)))
    invocation.say(previews_text(judged, time.time(), colour=coloured(sys.stdout)))


@preview.command("down")
@_pull
@_cloud
@yes
@common
@click.pass_obj
def down(invocation: Invocation, pull: int, environment: str | None, yes: bool) -> None:
    """Remove a preview with all that belongs to it; no error when there is none.

    \b
    Example:
      modelwright preview down --pr 42
      modelwright preview down --pr 42 --env dev --yes --json
    """
    from compiler.load import find_workspace
    from compiler.operations.previews.teardown import require_gone, take_preview_down
    from compiler.reports.preview import gone_json, gone_text
    from compiler.reports.progress import display

    invocation.body.update(pull=pull, removed=[], left=[])
    require_consent(invocation, yes=yes, hint="add `--yes`")
    if not yes and not ask(f"Remove all of the preview `pr-{pull}`?"):
        raise refuse("U006", "declined; nothing was removed")
    clouds = _in_cloud(invocation, environment)
    with display(sys.stderr, live=is_terminal(sys.stderr)) as on_event:
        gone = take_preview_down(find_workspace(invocation.cwd), pull, on_event, clouds)
    invocation.body.update(gone_json(gone))
    invocation.say(gone_text(gone, cloud=environment is not None))
    require_gone([gone])


@preview.command("reap")
@click.option("--open", "listed", metavar="NUMBERS", help="The pull requests that are open; all others are closed.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@_cloud
@yes
@common
@click.pass_obj
def reap(invocation: Invocation, listed: str | None, dry_run: bool, environment: str | None, yes: bool) -> None:
    """Remove the previews that have expired, and those of pull requests that are not open any more.

    Works from the ledger and the tags, without anybody's files, goes on past failures, and looks at the end whether
    anything is left: then it ends with exit code 4.

    \b
    Example:
      modelwright preview reap --yes --env dev
      modelwright preview reap --open "7, 42" --dry-run
    """
    from compiler.load import find_workspace
    from compiler.operations.previews.reaping import judge_previews, reap_previews, untracked
    from compiler.operations.previews.teardown import Gone, require_gone
    from compiler.reports.preview import gone_json, gone_text, judged_json, previews_text
    from compiler.reports.progress import display

    reaped: list[dict[str, object]] = []
    invocation.body.update(previews=[], reaped=reaped)
    open_pulls = None if listed is None else _numbers(listed)
    workspace = find_workspace(invocation.cwd)
    clouds = _in_cloud(invocation, environment)
    judged = judge_previews(workspace, time.time(), open_pulls, clouds)
    invocation.body.update(previews=list(map(judged_json, judged)))
    invocation.say(previews_text(judged, time.time(), colour=coloured(sys.stdout)))
    invocation.report(untracked(judged))
    doomed = [item for item in judged if item.verdict in ("closed", "expired")]
    if dry_run or not doomed:
        return
    if not yes and not is_answerable(invocation):
        require_consent(invocation, yes=yes, hint="add `--yes`; `--dry-run` changes nothing")
    if not yes and not ask("Remove these?"):
        raise refuse("U006", "declined; nothing was removed")

    def tell(gone: Gone) -> None:
        reaped.append(gone_json(gone))
        invocation.say(gone_text(gone, cloud=environment is not None))

    with display(sys.stderr, live=is_terminal(sys.stderr)) as on_event:
        gone = reap_previews(workspace, judged, on_event, tell, clouds)
    require_gone(gone)


def _numbers(text: str) -> frozenset[int]:
    words = [word for word in re.split(r"[\s,]+", text) if word]
    for word in words:
        if not re.fullmatch(r"[1-9][0-9]{0,8}", word):
            raise refuse("U001", f"`--open`: `{word[:100]}` is no number of a pull request", hint="as in `--open 7,42`")
    return frozenset(map(int, words))
