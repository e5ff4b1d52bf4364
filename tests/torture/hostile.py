"""Values that an attacker would put into a spec, as tuples; and values that no language can write."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

SIGNS = "\"'\\`\n\r\t#&*|>~{}[]()<>:,-+=.%!?@$;^_/ a0Zé模"
UNSEEN = "\x00\x0c\x1b\x7f\x85\xa0\xad\u2028\u2029\u200b\u200f\u202e\u2066\ufeff\ufffe\u0600\u180e\u3164\ufdd0\ue000"
WIDE = "\U0001f600\U000e0041\U0010ffff\u0130\u017f\u212a\u0301"
ATOMS = (
    *SIGNS, *UNSEEN, *WIDE,
    "{{ a }}", "{% b %}", "{# c #}", "}}", "\x000\x00", "__mw_0__", "__mw_", "${x}", "${oc.env:HOME}", "$(id)", "%s",
    "coding:utf-7", "# -*- coding: rot13 -*-", "# vim: set fileencoding=utf-16 :", "\\N{BULLET}", "\\x41", "\\u0022",
    '"""', "'''", "```", "~~~", '", evil="', "', evil='", ");evil(", '");evil("', "\nimport os\n", "\r\nos.abort()\r\n",
    "\n---\n", "\n...\n", "\n- ", "\n  evil: true\n", ": ", " #", "- ", "? ", "!!python/object:os.system", "<<", "*a",
    "null", "true", "yes", "NO", "on", "0x10", "012", "1e5", "1_000", "1:30", ".nan", "-.inf", "2001-01-01", "Infinity",
    "</script>", "<!--", "-->", "<img src=x>", "[a](javascript:b)", "![a](b)", "@team", "#1", "\\|", "http://a.b", "::",
)  # fmt: skip
SURROGATES = ("\ud800.", "\udfff", "\udc80", "a\ud83d.", "\ude00b")
"""Halves of characters; never two that make a whole one, which JSON cannot tell from it."""


class Text(str):
    """A string that is not exactly one: its methods could lie."""

    def __str__(self) -> str:
        return '"); evil("'


class Number(int):
    """A number that prints as code."""

    def __repr__(self) -> str:
        return "evil()"


UNWRITABLE: tuple[Callable[[], object], ...] = (
    lambda: float("nan"),
    lambda: float("inf"),
    lambda: -float("inf"),
    lambda: Text("a"),
    lambda: Number(3),
    lambda: b"bytes",
    lambda: {"a": Text("b")},
    lambda: {Text("a"): 1},
    lambda: {1: "a"},
    lambda: [float("nan")],
    lambda: {1, 2},
    lambda: object(),
    lambda: 1 << 2000,
    lambda: 1j,
    lambda: ...,
    lambda: type,
)


def text(random: Random, extra: tuple[str, ...] = ()) -> str:
    """One to five atoms in a row; not empty."""
    atoms = ATOMS + extra
    return "".join(random.choices(atoms, k=random.choice((1, 2, 3, 5))))


def value(random: Random, extra: tuple[str, ...] = (), depth: int = 0) -> object:
    """Mostly text; else a number, a truth value, nothing, or a container of such."""
    kind = random.random()
    if kind < 0.75:
        return text(random, extra)
    if kind < 0.85:
        return random.choice((0, -1, 2**63, -(2**70), 10**300, 1.5, -0.0, 1e16, 1e-300, 1.7976931348623157e308, 0.1))
    if kind < 0.92 or depth > 2:
        return random.choice((True, False, None))
    items = [value(random, extra, depth + 1) for _ in range(random.randrange(4))]
    if kind < 0.96:
        return items
    return {text(random, extra): item for item in items}
