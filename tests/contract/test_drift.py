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


def test_an_existing_thing_is_taken_over_as_it_is(lab):
    lab.world.folder.mkdir()
    lab.world.path("base-red-0").write_text('{"size": 2, "color": "red"}')
    program = 'base = Thing("base", size=2, color="red")\nThing("user", of=base.serial)'
    lab.program(program)
    assert lab.refused(lambda: take(lab, "base", "base-blue-0")) == [
        "P014 there is no `Thing` with the id `base-blue-0`"
    ]
    assert take(lab, "base", "base-red-0") == "base-red-0"
    assert lab.refused(lab.destroy) == ["P009 `Thing.base` is protected and would be deleted"]
    assert lab.preview() == ["create Thing.user"]
    assert lab.apply() == ["create Thing.user"]
    assert lab.world.calls() == ["create user"]
    for name, id in (("base", "base-blue-0"), ("other", "base-red-0")):
        assert lab.refused(lambda name=name, id=id: take(lab, name, id)) == [
            "P040 `Thing.base` is managed already, under the id `base-red-0`"
        ]
    assert lab.apply(program.replace("size=2", "size=3")) == ["update Thing.base"]
    assert lab.destroy() == ["delete Thing.user", "delete Thing.base"]


def take(lab, name, id):
    return lab.engine.take_over(lab.stack, "fake:index:Thing", name, id)


def test_what_is_secret_is_told_nowhere(lab):
    if lab.engine_name == "embedded":
        return  # it keeps no secrets
    lab.apply('Thing("a", note=pulumi.Output.secret("hush"), size=1)')
    lab.world.path("a-grey-0").write_text('{"size": 2, "note": "louder"}')
    (seen,) = lab.engine.observe(lab.stack)
    assert seen.step.changes == (PropertyChange("size", 1, 2),)
    assert seen.inputs == {"size": 1, "note": "[secret]"}
    assert "hush" not in repr(seen) and "louder" not in repr(seen)
