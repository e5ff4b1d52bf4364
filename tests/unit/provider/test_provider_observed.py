"""Which recorded inputs follow what a read has found."""

from __future__ import annotations

import pytest

from compiler.provider.protocol import observed


class Thing:
    observed = frozenset({"size", "port", "color"})


@pytest.mark.parametrize(
    ("inputs", "outputs", "found", "expected"),
    [
        ({"size": 1}, {"size": 1}, {"size": 2}, {"size": 2}),
        ({"size": False}, {"size": False}, {"size": True}, {"size": True}),
        ({"size": 1}, {"size": 1}, {}, {}),
        ({"size": 1}, {"size": 1}, {"size": 1, "color": "red"}, {"size": 1, "color": "red"}),
        ({"port": 0}, {"port": 4000}, {"port": 4001}, {"port": 0}),
        ({"size": 1.0}, {"size": 1}, {"size": 1}, {"size": 1.0}),
        ({"other": 1}, {"other": 1}, {"other": 2}, {"other": 1}),
    ],
)
def test_inputs_that_a_read_tells(inputs, outputs, found, expected):
    assert observed(Thing(), inputs, outputs, found) == expected


def test_a_resource_that_tells_none_keeps_all():
    assert observed(object(), {"size": 1}, {"size": 1}, {"size": 2}) == {"size": 1}
