"""The "did you mean" of every hint."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `word`, or None when none is close."""
    from difflib import get_close_matches

    by_folded = {candidate.casefold(): candidate for candidate in candidates}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def suggest(word: str, candidates: Iterable[str]) -> str:
    """A hint: the nearest valid name, or the list of valid names (ten at most)."""
    names = sorted(candidates)
    if match := nearest(word, names):
        return f"did you mean `{match}`?"
    if not names:
        return ""
    shown = ", ".join(f"`{name}`" for name in names[:10])
    return f"valid: {shown}" + (", …" if len(names) > 10 else "")
