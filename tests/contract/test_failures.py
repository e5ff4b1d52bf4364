from __future__ import annotations

FOUR = """
one = Thing("one")
two = Thing("two", of=one.serial)
three = Thing("three", of=two.serial)
pulumi.export("serial", three.serial)
"""


def test_a_failure_in_the_middle_keeps_what_is_done(lab):
    lab.world.order("create", "two", "refuse")
    lab.program(FOUR)
    assert lab.refused(lab.apply) == ["P999 no create today"]
    assert lab.world.calls() == ["create one"]
    assert lab.outputs() == {}
    assert lab.preview() == ["create Thing.two", "create Thing.three"]
    assert lab.apply() == ["create Thing.two", "create Thing.three"]

    lab.world.order("delete", "two", "refuse")
    assert lab.refused(lab.destroy) == ["P999 no delete today"]
    assert list(lab.world.things()) == ["one-grey-0", "two-grey-0"]
    assert lab.destroy() == ["delete Thing.two", "delete Thing.one"]


def test_a_failed_replacement_leaves_the_old_one(lab):
    lab.apply('base = Thing("base", color="red")\nThing("user", of=base.serial)\nThing("idle")')
    lab.world.order("create", "base", "refuse")
    lab.program('base = Thing("base", color="blue")\nThing("user", of=base.serial)')
    assert lab.refused(lab.apply) == ["P999 no create today"]
    assert list(lab.world.things()) == ["base-red-0", "idle-grey-0", "user-grey-0"]
    assert lab.apply() == ["replace Thing.base", "update Thing.user", "delete Thing.idle"]
    assert list(lab.world.things()) == ["base-blue-0", "user-grey-0"]


def test_inputs_are_refused_before_anything_is_done(lab):
    lab.program('Thing("odd", size=-1)')
    assert lab.refused(lab.preview) == ["P007 `size` of `Thing.odd` cannot be: it is negative"]
    assert lab.refused(lab.apply) == ["P007 `size` of `Thing.odd` cannot be: it is negative"]
    assert lab.world.things() == {}


def test_refresh_finds_what_changed_and_what_is_gone(lab):
    lab.apply('base = Thing("base")\nThing("user", of=base.serial)')
    lab.world.path("user-grey-0").write_text('{"size": 5}')
    lab.world.path("base-grey-0").unlink()
    lab.world.calls()
    steps = lab.refresh()
    assert sorted(steps) == ["delete Thing.base", "read Thing.user"]
    assert sorted(lab.world.calls("read")) == ["read base", "read user"]
    assert lab.apply() == ["create Thing.base", "update Thing.user"]
    assert lab.world.things() == {"base-grey-0": {"size": 1}, "user-grey-0": {"size": 1, "of": "serial of base-grey-0"}}


def test_a_predecessor_that_could_not_go_is_planned_for(lab):
    lab.apply('base = Thing("base", color="red")\npulumi.export("serial", base.serial)')
    lab.world.order("delete", "base", "refuse")
    lab.program('base = Thing("base", color="blue")\npulumi.export("serial", base.serial)')
    assert lab.refused(lab.apply) == ["P999 no delete today"]
    assert list(lab.world.things()) == ["base-blue-0", "base-red-0"]
    assert lab.preview() == ["delete Thing.base"]
    lab.apply()
    assert list(lab.world.things()) == ["base-blue-0"]
    assert lab.outputs() == {"serial": "serial of base-blue-0"}
    assert lab.preview() == []
