"""Cut the power at every single call and write of an operation: the next one converges and loses nothing."""

from __future__ import annotations

import pytest
from walks import Crash, World, apply, destroy, preview, thing

from compiler.engines.embedded import statefile

BEFORE = (
    ("base", (), {"color": 1}),
    ("user", ("base",), {"size": 1}),
    ("idle", ("user",), {}),
    ("slow", (), {"slot": 1}),
)
AFTER = (
    ("base", (), {"color": 2}),
    ("user", ("base",), {"size": 2}),
    ("slow", ("base",), {"slot": 2}),
    ("new", (), {}),
)


@pytest.fixture
def cut(monkeypatch):
    """State writes count as calls; after the crash nothing is written any more."""
    save = statefile.save

    def prepare(world, count):
        world.left = count
        dead = []

        def counted(stack, state):
            if dead:
                raise Crash
            try:
                world.tick()
                save(stack, state)
                world.tick()
            except Crash:
                dead.append(True)
                raise

        monkeypatch.setattr(statefile, "save", counted)

    def restore(world):
        world.left = -1
        monkeypatch.setattr(statefile, "save", save)

    return prepare, restore


def made(stack, listed):
    return [thing(stack, name, needs, **inputs) for name, needs, inputs in listed]


@pytest.mark.parametrize("second", [AFTER, BEFORE], ids=["same-goal", "back-again"])
def test_apply_converges_after_a_cut_anywhere(stack, cut, second):
    prepare, restore = cut
    goal = World()
    apply(stack, goal, *made(stack, second))
    statefile.remove(stack)
    for count in range(200):
        world = World()
        apply(stack, world, *made(stack, BEFORE))
        prepare(world, count)
        try:
            apply(stack, world, *made(stack, AFTER))
            finished = True
        except Crash:
            finished = False
        restore(world)
        apply(stack, world, *made(stack, second))
        assert world.things == goal.things, count
        assert preview(stack, world, *made(stack, second)) == []
        assert statefile.load(stack).pending == ()
        destroy(stack, world)
        assert world.things == {}
        if finished:
            break
    assert 25 < count < 199


def test_destroy_converges_after_a_cut_anywhere(stack, cut):
    prepare, restore = cut
    for count in range(100):
        world = World()
        apply(stack, world, *made(stack, BEFORE))
        prepare(world, count)
        try:
            destroy(stack, world)
            finished = True
        except Crash:
            finished = False
        restore(world)
        destroy(stack, world)
        assert world.things == {}
        assert not stack.state_file.exists()
        if finished:
            break
    assert 10 < count < 99


def test_create_from_nothing_then_destroy_after_a_cut_anywhere(stack, cut):
    prepare, restore = cut
    for count in range(100):
        world = World()
        prepare(world, count)
        try:
            apply(stack, world, *made(stack, BEFORE))
            finished = True
        except Crash:
            finished = False
        restore(world)
        destroy(stack, world)
        assert world.things == {}, count
        if finished:
            break
    assert 10 < count < 99
