"""The grammar of references in texts: `${models.churn.target}`, `${.sibling}`, `${..aunt}`, `${env:NAME}`,
`${secret:NAME}`; `\\${` is a plain `${`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from compiler.source.location import ConfigPath

_OPEN = re.compile(r"(\\*)\$\{")
_PATH = re.compile(r"\s*(\.*)((?:[^\s.\[\]{}:$]+(?:\[\d+\])*)(?:\.[^\s.\[\]{}:$]+(?:\[\d+\])*)*)\s*")
_RESOLVER = re.compile(r"\s*([A-Za-z_][\w.]*)\s*:")
_OUTSIDE = re.compile(r"(env|secret):([A-Za-z_][A-Za-z0-9_]{0,127})")


@dataclass(frozen=True, slots=True)
class Reference:
    """`up` counts the leading dots (0: from the root); `text` is as written, without the braces."""

    text: str
    up: int
    path: ConfigPath


@dataclass(frozen=True, slots=True)
class Outside:
    """A name outside of the configuration: an environment variable (`env`) or a secret (`secret`)."""

    kind: str
    name: str


Piece = str | Reference | Outside


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


def split(text: str) -> list[Piece]:
    """Plain pieces and references in turn, with escapes undone. Raises Malformed."""
    pieces: list[Piece] = []
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


def _reference(inner: str) -> Reference | Outside:
    if match := _OUTSIDE.fullmatch(inner.strip()):
        return Outside(match[1], match[2])
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
    if name in ("env", "secret"):
        return Problem("C019", f"`${{{name}:…}}` has no proper name", f"write `${{{name}:NAME}}`: letters, digits, `_`")
    hint = "only values of this configuration can be referred to, such as `${project}`"
    if name == "oc.env":
        hint = f"declare the variable at the top, `env: [NAME]`, and write `${{env:NAME}}`; {hint}"
    return Problem("C017", f"the resolver `{name}` is not allowed", hint)
