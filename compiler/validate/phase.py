"""The phase itself: shape, then rules on what is sound, then defaults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from compiler.source.diagnostic import Checked, Severity, ordered
from compiler.validate.catalogue.reader import VERSIONS, described
from compiler.validate.startup import without_plugins

if TYPE_CHECKING:
    from compiler.model.composed import Composed
    from compiler.model.datafile import Files
    from compiler.model.resolved import Resolved
    from compiler.model.target import Support


def validate(
    composed: Composed,
    files: Files,
    capabilities: Mapping[str, Support],
    targets: tuple[str, ...] = ("aws", "local"),
    *,
    sklearn: str = VERSIONS[-1],
    today: date | None = None,
) -> Checked[Resolved]:
    """The project of a composed tree, with the decisions that follow from it.

    `capabilities` is the table of the environment's target; `targets` are the names that `platform.target` may take.
    `sklearn` is the version of scikit-learn that the environment trains with; `today` is when waivers are judged.
    The value is None when a diagnostic is an error.
    """
    # pydantic costs 0.1 s to import; commands that do not validate must not pay it.
    without_plugins()
    from compiler.validate.capabilities import unsupported
    from compiler.validate.draft import Context, doubtful
    from compiler.validate.resolve import resolve
    from compiler.validate.rules import RULES
    from compiler.validate.shape import read_shape
    from compiler.validate.waivers import waive

    context = Context(composed, files, targets, described(sklearn), today)
    draft, findings = read_shape(context)
    ruled = [item for item in chain.from_iterable(rule(draft) for rule in RULES) if not doubtful(draft, item.path)]
    told, waived = waive(draft, [*findings, *ruled, *unsupported(context, capabilities)])
    if draft.project is None or any(item.severity is Severity.ERROR for item in told):
        # Notes on how something works are for specs that work.
        return Checked(None, ordered([*waived, *(item for item in told if item.severity is not Severity.NOTE)]))
    diagnostics = ordered([*told, *waived])
    return Checked(resolve(draft, draft.project), diagnostics)
