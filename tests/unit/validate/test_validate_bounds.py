"""Two comparisons exclude or cover each other exactly when the numbers that fit them say so."""

from __future__ import annotations

from itertools import product

from compiler.validate.bounds import Bound, covers, exclude

OPS = {
    ">=": lambda number, bound: number >= bound,
    "<=": lambda number, bound: number <= bound,
    ">": lambda number, bound: number > bound,
    "<": lambda number, bound: number < bound,
    "==": lambda number, bound: number == bound,
}
BOUNDS = [Bound(op, value) for op, value in product(OPS, (0, 1, 2))]
NUMBERS = [number / 2 for number in range(-3, 8)]


def fitting(bound):
    return {number for number in NUMBERS if OPS[bound.op](number, bound.value)}


def test_all_pairs():
    for one, other in product(BOUNDS, BOUNDS):
        assert exclude(one, other) is not bool(fitting(one) & fitting(other)), (one, other)
        if one.op[0] == other.op[0]:
            assert covers(one, other) is (fitting(one) <= fitting(other)), (one, other)
