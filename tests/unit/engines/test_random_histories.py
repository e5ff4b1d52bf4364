"""Random programs one after the other, with crashes between: after each full apply the world is what was written."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from walks import Crash, World, apply, destroy, id_of, preview, thing

from compiler.engines.embedded import statefile
from compiler.model.stack import Stack

NAMES = "abcd"
INPUTS = st.fixed_dictionaries({}, optional={key: st.integers(0, 2) for key in ("size", "color", "slot")})
PROGRAM = st.lists(st.tuples(st.sampled_from(NAMES), INPUTS, st.sets(st.sampled_from(NAMES))), max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PROGRAM, st.integers(-1, 12)), min_size=1, max_size=5))
def test_a_history_of_programs(history):
    with TemporaryDirectory() as folder:
        root = Path(folder)
        stack = Stack("shop", "local", root, root / ".modelwright", root / "program")
        world = World()
        for listed, cut in history:
            program = things(stack, listed)
            if cut >= 0:
                world.left = cut
                with suppress(Crash):
                    apply(stack, world, *program)
                world.left = -1
        program = things(stack, history[-1][0])
        apply(stack, world, *program)
        wanted = {id_of(item.name, item.inputs): item.inputs for item in program}
        assert world.things == wanted
        assert preview(stack, world, *program) == []
        assert statefile.load(stack).pending == ()
        destroy(stack, world)
        assert world.things == {}


def things(stack, listed):
    """Each name once, each needing only what comes before it."""
    seen = []
    made = []
    for name, inputs, needs in listed:
        if name not in seen:
            made.append(thing(stack, name, sorted(needs & set(seen)), **inputs))
            seen.append(name)
    return [replace(item) for item in made]
