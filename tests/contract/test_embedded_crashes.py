"""What the embedded engine promises about `kill -9`, Ctrl-C and two processes at once."""

from __future__ import annotations

import json
import os
import signal
import time

import psutil
import pytest

BEFORE = 'base = Thing("base", color="red")\nThing("user", of=base.serial)\nThing("idle")'
AFTER = 'base = Thing("base", color="blue")\nThing("user", of=base.serial)\nThing("fresh", of=base.serial)'
AFTER_ID = ["base-blue-0", "fresh-grey-0", "user-grey-0"]


@pytest.mark.parametrize(
    "order",
    [
        ("create", "base", "die-before"),
        ("create", "base", "die-after"),
        ("update", "user", "die-after"),
        ("delete", "idle", "die-before"),
        ("delete", "base", "die-after"),
    ],
    ids="-".join,
)
def test_the_next_apply_converges_after_a_kill(embedded, order):
    embedded.apply(BEFORE)
    embedded.program(AFTER)
    embedded.world.order(*order)
    assert embedded.elsewhere("apply").wait() == -signal.SIGKILL
    # What else could go on at the same time may have been begun too.
    assert f"{order[0][:-1]}ing {order[1]}" in pending(embedded)
    embedded.apply()
    assert list(embedded.world.things()) == AFTER_ID
    assert embedded.preview() == []
    assert pending(embedded) == []


def test_kills_with_a_change_of_mind(embedded):
    """What was begun and is no longer wanted goes; what was changed half-way is changed back."""
    embedded.apply('Thing("base", size=1)\nThing("slow", slot=1)')
    embedded.program('Thing("base", size=2)\nThing("slow", slot=1)')
    embedded.world.order("update", "base", "die-after")
    embedded.elsewhere("apply").wait()
    embedded.program('base = Thing("base", size=1)\nThing("slow", slot=1)\nThing("regret", of=base.serial)')
    assert embedded.preview() == ["update Thing.base", "create Thing.regret"]
    embedded.world.order("create", "regret", "die-after")
    assert embedded.elsewhere("apply").wait() == -signal.SIGKILL
    assert "regret-grey-0" in embedded.world.things()

    embedded.program('Thing("base", size=1)\nThing("slow", slot=2)')
    assert embedded.preview() == ["replace Thing.slow", "delete Thing.regret"]
    embedded.world.order("create", "slow", "die-before")
    embedded.elsewhere("apply").wait()
    assert embedded.apply()[-1] == "delete Thing.regret"
    assert embedded.world.things() == {"base-grey-0": {"size": 1}, "slow-grey-2": {"slot": 2, "size": 1}}
    assert embedded.preview() == []


def test_a_second_process_is_told_who_works(embedded):
    embedded.program('import time\nThing("a").serial.apply(lambda serial: time.sleep(60))')
    first = embedded.elsewhere("apply")
    try:
        wait_for(lambda: "a-grey-0" in embedded.world.things())
        children = psutil.Process(first.pid).children()
        begun = time.monotonic()
        told = embedded.refused(embedded.apply)
        assert time.monotonic() - begun < 1.0
        assert told[0].startswith("P003 `up laboratory local` is at work here for")
        assert f"process {first.pid} on {os.uname().nodename}" in told[0]
    finally:
        first.kill()
        first.wait()
    psutil.wait_procs(children, timeout=5)
    assert children
    assert not any(child.is_running() for child in children), "the program ends with its engine"
    assert embedded.destroy() == ["delete Thing.a"], "a dead holder holds nothing"


def test_ctrl_c_ends_the_program_and_keeps_the_state(embedded):
    embedded.apply('Thing("a")')
    embedded.program('a = Thing("a", size=2)\nThing("b", of=a.serial)')
    embedded.world.order("create", "b", "interrupt")
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        embedded.apply()
    assert time.monotonic() - begun < 5
    assert pending(embedded) == ["creating b"]
    assert embedded.world.things() == {"a-grey-0": {"size": 2}}
    assert psutil.Process().children() == []
    assert embedded.apply() == ["create Thing.b"]
    assert pending(embedded) == []


def pending(lab):
    """What the state says was begun, as `creating base`."""
    operations = json.loads(lab.stack.state_file.read_bytes())["deployment"]["pending_operations"]
    return [f"{item['type']} {item['resource']['urn'].rpartition('::')[2]}" for item in operations]


def wait_for(condition, seconds=10.0):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.02)
