"""`preview reap`: previews that nobody needs any more go, from the ledger and the tags, without anybody's files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from compiler.model.events import OnEvent
from compiler.model.preview import PreviewStack, preview_name
from compiler.model.workspace import Workspace
from compiler.operations.previews.standing import Preview, standing
from compiler.operations.previews.teardown import Gone, take_preview_down
from compiler.source.diagnostic import Diagnostic, Severity

Verdict = Literal["open", "expired", "closed", "untracked"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A preview and what is to become of it: `untracked` is one of which nobody knows until when it stands."""

    preview: Preview
    verdict: Verdict


def judge_previews(
    workspace: Workspace, now: float, open_pulls: Collection[int] | None, clouds: Sequence[PreviewStack] = ()
) -> tuple[Judged, ...]:
    """Every preview there is; `clouds` tell what stands in one. `open_pulls` are the pull requests that are open; None:
    nobody said.
    """
    found = standing(workspace.private, clouds)
    return tuple(Judged(preview, _verdict(preview, now, open_pulls)) for preview in found)


def _verdict(preview: Preview, now: float, open_pulls: Collection[int] | None) -> Verdict:
    if open_pulls is not None and preview.pull not in open_pulls:
        return "closed"
    until = preview.until
    if until is None:
        return "untracked"
    return "expired" if until <= now else "open"


def untracked(judged: Iterable[Judged]) -> tuple[Diagnostic, ...]:
    """A warning (O032) for each preview of which nobody knows until when it stands."""
    return tuple(
        Diagnostic(
            "O032",
            f"nobody knows until when the preview `{preview_name(item.preview.pull)}` stands",
            severity=Severity.WARNING,
            hint=f"remove it with `modelwright preview down --pr {item.preview.pull}`, or say which pull requests are"
            " open: `--open`",
        )
        for item in judged
        if item.verdict == "untracked"
    )


def reap_previews(
    workspace: Workspace,
    judged: tuple[Judged, ...],
    on_event: OnEvent,
    tell: Callable[[Gone], None],
    clouds: Sequence[PreviewStack] = (),
) -> tuple[Gone, ...]:
    """Take down what is expired or closed, past failures; `tell` hears of each."""
    gone: list[Gone] = []
    for item in judged:
        if item.verdict in ("expired", "closed"):
            gone.append(take_preview_down(workspace, item.preview.pull, on_event, clouds))
            tell(gone[-1])
    return tuple(gone)
