"""Names that have changed: what is moved is there, what it was is not, and nothing is moved twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compiler.model.spec.move import Place
from compiler.source.diagnostic import Diagnostic
from compiler.source.nearest import suggest
from compiler.validate.draft import Draft, at_value, named_models


def moved(draft: Draft) -> Iterator[Diagnostic]:
    """V151: `to` exists. V152: `from` does not. V153: nothing moves twice. V154: kinds stay. V155: no circle."""
    if draft.project is None:
        return
    moves = draft.project.moved
    present = {(section, name) for section, parts in _sections(draft).items() for name in parts}
    origins = [move.origin for move in moves]
    following = {move.origin: move.to for move in moves}
    for index, move in enumerate(moves):
        at, origin, to = ("moved", index), move.origin, move.to
        if origin[0] != to[0]:
            summary = f"`{_text(origin)}` cannot become `{_text(to)}`: a move changes the name, not the kind"
            yield at_value(draft.context, "V154", (*at, "to"), summary, f"write `{origin[0]}.{to[1]}`")
        elif origin in present:
            hint = "a move is for a name that is gone: rename the one that is left, or remove this entry"
            yield at_value(draft.context, "V152", (*at, "from"), f"`{_text(origin)}` is still there", hint)
        elif origin in origins[:index] or to in [other.to for other in moves[:index]]:
            twice, path = (origin, "from") if origin in origins[:index] else (to, "to")
            hint = "what runs goes to one name, and comes from one"
            yield at_value(draft.context, "V153", (*at, path), f"`{_text(twice)}` is moved twice", hint)
        elif circle := _circle(origin, following):
            if any(earlier in circle for earlier in origins[:index]):
                continue
            summary = f"`{_text(origin)}` is moved in a circle, and none of its names is there"
            yield at_value(
                draft.context, "V155", (*at, "from"), summary, "keep the moves that lead to the present name"
            )
        elif to not in present and to not in origins:
            known = [f"{to[0]}.{name}" for section, name in sorted(present) if section == to[0]]
            yield at_value(draft.context, "V151", (*at, "to"), f"there is no `{_text(to)}`", suggest(_text(to), known))


def _sections(draft: Draft) -> Mapping[str, Mapping[str, object]]:
    return {"datasets": draft.datasets, "models": named_models(draft), "serving": draft.serving}


def _circle(start: Place, following: Mapping[Place, Place]) -> tuple[Place, ...]:
    """The names from `start` back to it; none when the moves end somewhere, or circle elsewhere."""
    names = [start]
    while (after := following.get(names[-1])) is not None and after not in names:
        names.append(after)
    return tuple(names) if after == start else ()


def _text(place: Place) -> str:
    return ".".join(place)
