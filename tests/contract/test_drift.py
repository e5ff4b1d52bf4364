"""What somebody did to what runs: seen without a trace, recorded when asked for, undone by the next apply."""

from __future__ import annotations

from compiler.model.plan import Action, PropertyChange

TWO = 'base = Thing("base", color="red")\nThing("user", of=base.serial, size=3)\nThing("idle")'


def files(lab):
    return {path: path.read_bytes() for path in lab.stack.private.rglob("*") if path.is_file()}


def test_observing_tells_what_differs_and_leaves_no_trace(lab):
    lab.program(TWO)
    assert lab.engine.observe(lab.stack) == ()
    assert not (lab.stack.private / "state").exists()
    lab.apply()
    lab.world.path("user-grey-0").write_text('{"size": 5, "of": "serial of base-red-0"}')
    lab.world.path("base-red-0").unlink()
    things, before = lab.world.things(), files(lab)
    seen = {str(item.step.address): item for item in lab.engine.observe(lab.stack)}
    assert files(lab) == before
    assert lab.world.things() == things
    assert sorted(lab.world.calls()) == ["create base", "create idle", "create user"]
    assert {name: (item.step.action, item.step.changes) for name, item in seen.items()} == {
        "Thing.base": (Action.DELETE, ()),
        "Thing.user": (Action.READ, (PropertyChange("size", 3, 5),)),
        "Thing.idle": (Action.READ, ()),
    }
    assert seen["Thing.user"].inputs == {"of": "serial of base-red-0", "size": 3}


def test_what_a_refresh_has_recorded_is_undone_by_the_next_apply(lab):
    lab.apply(TWO)
    lab.world.path("user-grey-0").write_text('{"size": 5, "slot": 0, "of": "serial of base-red-0"}')
    lab.world.path("base-red-0").unlink()
    lab.world.calls()
    assert sorted(lab.refresh()) == ["delete Thing.base", "read Thing.idle", "read Thing.user"]
    assert sorted(lab.world.calls("read", "create", "update", "delete")) == ["read base", "read idle", "read user"]
    assert [step.changes for step in (item.step for item in lab.engine.observe(lab.stack))] == [(), ()]
    assert lab.apply()[0] == "create Thing.base"
    assert lab.world.things()["user-grey-0"] == {"size": 3, "of": "serial of base-red-0"}
    assert lab.preview() == []


def test_a_stack_that_is_read_first_is_restored(lab):
    lab.apply(TWO)
    lab.world.path("user-grey-0").write_text('{"size": 5, "of": "serial of base-red-0"}')
    lab.world.path("base-red-0").unlink()
    assert lab.preview() == [], "the record alone tells nothing"
    lab.reads_first = True
    before = files(lab)
    planned = lab.engine.preview(lab.stack)
    assert files(lab) == before
    assert [(str(step.address), str(step.action), step.note) for step in planned.steps] == [
        ("Thing.base", "create", "deleted by hand"),
        ("Thing.user", "update", "changed by hand"),
        ("Thing.idle", "same", ""),
    ]
    assert [change for step in planned.steps for change in step.changes if change.path == "size"] == [
        PropertyChange("size", None, 1),
        PropertyChange("size", 5, 3),
    ]
    lab.world.calls()
    assert lab.apply() == ["create Thing.base", "update Thing.user"]
    assert lab.world.calls() == ["create base", "update user"]
    assert lab.world.things()["user-grey-0"] == {"size": 3, "of": "serial of base-red-0"}
    assert lab.preview() == []
    assert [item.step.changes for item in lab.engine.observe(lab.stack)] == [()] * 3
