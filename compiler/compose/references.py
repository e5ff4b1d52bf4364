"""The grammar of references in texts: `${models.churn.target}`, `${.sibling}`, `${..aunt}`; `\\${` is a plain `${`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from compiler.source.location import ConfigPath

_OPEN = re.compile(r"(\\*)\$\{")
_PATH = re.compile(r"\s*(\.*)((?:[^\s.\[\]{}:$]+(?:\[\d+\])*)(?:\.[^\s.\[\]{}:$]+(?:\[\d+\])*)*)\s*")
_RESOLVER = re.compile(r"\s*([A-Za-z_][\w.]*)\s*:")


@dataclass(frozen=True, slots=True)
class Reference:
    """`up` counts the leading dots (0: from the root); `text` is as written, without the braces."""

    text: str
    up: int
    path: ConfigPath


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text with `${` is refused."""

    code: str
    summary: str
    hint: str


class Malformed(ValueError):
    """Carries a `Problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.summary)
        self.problem = problem


def problem_of(text: str) -> Problem | None:
    """What is wrong with the references of a text."""
    try:
        split(text)
    except Malformed as error:
        return error.problem
    return None


def split(text: str) -> list[str | Reference]:
    """Plain pieces and references in turn, with escapes undone. Raises Malformed."""
    pieces: list[str | Reference] = []
    plain, at = "", 0
    while match := _OPEN.search(text, at):
        slashes = len(match[1])
        plain += text[at : match.start()] + "\\" * (slashes // 2)
        at = match.end()
        if slashes % 2:
            plain += "${"
            continue
        end = text.find("}", at)
        inner = text[at:end] if end >= 0 else text[at:]
        if end < 0 or "{" in inner:
            raise Malformed(_malformed(text, inner))
        if plain:
            pieces.append(plain)
            plain = ""
        pieces.append(_reference(inner))
        at = end + 1
    plain += text[at:]
    return [*pieces, plain] if plain or not pieces else pieces


def _reference(inner: str) -> Reference:
    if match := _RESOLVER.match(inner):
        raise Malformed(_resolver(match[1]))
    match = _PATH.fullmatch(inner)
    if not match:
        raise Malformed(_malformed(f"${{{inner}}}", inner))
    parts = re.findall(r"[^.\[\]]+", match[2])
    return Reference(inner.strip(), len(match[1]), tuple(int(part) if part.isdigit() else part for part in parts))


def _malformed(text: str, inner: str) -> Problem:
    shown = text if len(text) <= 60 else f"{text[:57]}…"
    nested = "references do not nest" if "${" in inner else "a reference is `${path.to.a.value}`"
    return Problem("C019", f"`{shown}` is not a reference", f"{nested}; write `\\${{` for a plain `${{`")


def _resolver(name: str) -> Problem:
    hint = "only values of this configuration can be referred to, such as `${project}`"
    if name in ("oc.env", "env"):
        hint = f"environment variables are not read, so that the result is the same everywhere; {hint}"
    return Problem("C017", f"the resolver `{name}` is not allowed", hint)
