from __future__ import annotations

from laboratory import told

from compiler.model.consent import LOOKING
from compiler.model.events import Finished, Started

THREE = """
base = Thing("base", size=1)
left = Thing("left", of=base.serial)
right = Thing("right", of=base.serial, note={"of": [left.serial]})
pulumi.export("serial", right.serial)
pulumi.export("region", pulumi.Config("fake").require("region"))
"""


def test_a_stack_from_nothing_to_nothing(lab):
    lab.program(THREE)
    before = lab.preview()
    assert before == ["create Thing.base", "create Thing.left", "create Thing.right"]
    assert lab.world.things() == {}
    assert not lab.stack.private.exists()

    assert lab.apply() == before
    assert lab.world.calls() == ["create base", "create left", "create right"]
    assert lab.world.things()["right-grey-0"]["note"] == {"of": ["serial of left-grey-0"]}
    assert [type(event) for event in lab.events[:2]] == [Started, Finished]
    assert lab.outputs() == {"serial": "serial of right-grey-0", "region": "moon"}

    written = lab.stack.state_file.read_bytes() if lab.stack.state_file.exists() else b""
    assert lab.preview() == []
    assert lab.apply() == []
    assert lab.world.calls() == []
    assert (lab.stack.state_file.read_bytes() if lab.stack.state_file.exists() else b"") == written

    assert lab.destroy() == ["delete Thing.right", "delete Thing.left", "delete Thing.base"]
    assert lab.world.things() == {}
    assert lab.outputs() == {}
    assert lab.destroy() == []


def test_changes_in_place_by_replacement_and_by_removal(lab):
    lab.apply(
        'base = Thing("base", size=1, color="red")\nuser = Thing("user", of=base.serial)\nThing("gone", of=user.serial)'
    )
    lab.world.calls()

    lab.program('base = Thing("base", size=2, color="red")\nuser = Thing("user", of=base.size)')
    lab.preview()
    assert lab.apply() == ["update Thing.base", "update Thing.user", "delete Thing.gone"]
    assert lab.world.calls() == ["update base", "update user", "delete gone"]
    assert lab.world.things() == {"base-red-0": {"size": 2, "color": "red"}, "user-grey-0": {"size": 1, "of": 2}}

    lab.program('base = Thing("base", size=2, color="blue")\nuser = Thing("user", of=base.serial)')
    assert lab.preview() == ["replace Thing.base", "update Thing.user"]
    assert lab.apply() == ["replace Thing.base", "update Thing.user"]
    assert lab.world.calls() == ["create base", "update user", "delete base"]
    assert list(lab.world.things()) == ["base-blue-0", "user-grey-0"]

    lab.program('base = Thing("base", size=2, color="blue", slot=7)\nuser = Thing("user", of=base.serial)')
    assert lab.apply() == ["replace Thing.base", "update Thing.user"]
    assert lab.world.calls() == ["delete base", "create base", "update user"]
    assert lab.preview() == []

    lab.program(
        'base = Thing("base", size=2, color="blue", slot=8, opts=Options(delete_before_replace=False))\n'
        'user = Thing("user", of=base.serial)'
    )
    assert lab.apply() == ["replace Thing.base", "update Thing.user"]
    assert lab.world.calls() == ["create base", "update user", "delete base"]


def test_options(lab):
    lab.apply(
        'first = Thing("first", size=1)\n'
        'Thing("second", opts=Options(depends_on=[first], protect=True))\n'
        'Thing("third", size=1, note={"a": 1, "b": 1})\n'
        'Thing("fourth", size=1, color="red")\n'
        'Thing("fifth", size=1, opts=Options(retain_on_delete=True))\n'
        'Thing("sixth", size=1)'
    )
    calls = lab.world.calls()
    assert calls.index("create first") < calls.index("create second")

    lab.program(
        'first = Thing("first", size=1)\n'
        'Thing("second", opts=Options(depends_on=[first], protect=True))\n'
        'Thing("third", size=5, note={"a": 2, "b": 2}, opts=Options(ignore_changes=["size", "note.a"]))\n'
        'Thing("fourth", size=2, color="red", opts=Options(replace_on_changes=["size"]))\n'
        'Thing("renamed", size=1, opts=Options(aliases=[pulumi.Alias(name="sixth")]))\n'
    )
    steps = ["update Thing.third", "replace Thing.fourth", "delete Thing.fifth"]
    planned = lab.engine.preview(lab.stack)
    assert told(planned) == steps
    (renamed,) = [step for step in planned.steps if step.was]
    assert (str(renamed.was), str(renamed.address), renamed.action) == ("Thing.sixth", "Thing.renamed", "same")
    assert lab.apply() == steps
    assert sorted(lab.world.calls()) == ["create fourth", "update third"], "the same id is the same thing"
    things = lab.world.things()
    assert things["third-grey-0"] == {"size": 1, "note": {"a": 1, "b": 2}}
    assert {"fifth-grey-0", "sixth-grey-0"} <= {*things}, "kept on deletion, and renamed without a touch"
    assert lab.preview() == []

    lab.program('first = Thing("first", size=1)')
    expected = ["P009 `Thing.second` is protected and would be deleted"]
    assert lab.refused(lab.preview) == expected
    assert lab.refused(lab.apply) == expected
    assert lab.refused(lab.destroy) == expected
    assert lab.world.calls() == []


def test_a_protected_resource_is_not_replaced(lab):
    lab.apply('Thing("kept", color="red", opts=Options(protect=True))')
    lab.program('Thing("kept", color="blue", opts=Options(protect=True))')
    assert lab.refused(lab.preview) == ["P009 `Thing.kept` is protected, and this change would replace it"]
    assert lab.apply('Thing("kept", color="blue")') == ["replace Thing.kept"]


def test_what_is_protected_goes_with_consent_for_its_name_in_one_run(lab):
    things = (
        'Thing("kept", color="{}", opts=Options(protect=True))\nThing("held", note={{}}, opts=Options(protect=True))\n'
    )
    lab.apply(things.format("red") + 'Thing("gone", opts=Options(protect=True))\nThing("free")')
    lab.world.calls()

    lab.program(things.format("blue"))
    seen = lab.engine.preview(lab.stack, LOOKING).steps
    assert sorted((str(step.address), str(step.action), step.guarded) for step in seen) == [
        ("Thing.free", "delete", False),
        ("Thing.gone", "delete", True),
        ("Thing.held", "same", False),
        ("Thing.kept", "replace", True),
    ]
    assert lab.refused(lambda: lab.apply(None, "gone", "held")) == [
        "P009 `Thing.kept` is protected, and this change would replace it"
    ]
    assert lab.world.calls() == []
    applied = lab.apply(None, "kept", "gone", "held")
    assert sorted(applied) == ["delete Thing.free", "delete Thing.gone", "replace Thing.kept"]
    assert sorted(lab.world.things()) == ["held-grey-0", "kept-blue-0"]

    refusals = [f"P009 `Thing.{name}` is protected and would be deleted" for name in ("held", "kept")]
    assert sorted(lab.refused(lab.destroy)) == refusals, "the successor is protected, too"
    lab.world.order("delete", "kept", "refuse")
    assert lab.refused(lambda: lab.destroy("kept", "held"))
    assert lab.refused(lab.destroy) == refusals[1:], "what was to go and did not is protected again"
    assert lab.destroy("kept") == ["delete Thing.kept"]
    assert lab.world.things() == {}


def test_components_functions_and_reads(lab):
    lab.apply('Thing("outside", size=9)')
    lab.program(
        "class Group(pulumi.ComponentResource):\n"
        "    def __init__(self, name, opts=None):\n"
        '        super().__init__("fake:index:Group", name, None, opts)\n'
        '        self.inner = Thing("inner", size=3, opts=Options(parent=self))\n'
        '        self.register_outputs({"size": self.inner.size})\n'
        'group = Group("group")\n'
        'doubled = pulumi.runtime.invoke("fake:index:double", {"number": 21}).value["result"]\n'
        'Thing("outside", size=doubled, opts=Options(retain_on_delete=True))\n'
        'pulumi.export("inner", group.inner.urn)\n'
    )
    assert lab.apply() == ["create Thing.inner", "update Thing.outside"]
    lab.world.path("stranger").write_text('{"size": 7}')
    text = (lab.stack.program / "__main__.py").read_text()
    lab.apply(text + 'Thing("last", size=Thing("seen", opts=Options(id="stranger")).size)')
    assert lab.world.things()["last-grey-0"] == {"size": 7}
    assert lab.apply(text) == ["delete Thing.last"]
    assert "stranger" in lab.world.things()
    assert lab.outputs()["inner"] == "urn:pulumi:local::laboratory::fake:index:Group$fake:index:Thing::inner"
    assert lab.world.things()["outside-grey-0"] == {"size": 42}
    assert lab.preview() == []
    assert sorted(lab.destroy()) == ["delete Thing.inner", "delete Thing.outside"]
    assert [*lab.world.things()] == ["stranger"], "what outlives a successor does not outlive the stack"


def test_a_plan_of_another_state_is_not_carried_out(lab):
    nothing = lab.engine.state_digest(lab.stack)
    lab.apply('Thing("one", size=1)')
    state = lab.engine.state_digest(lab.stack)
    assert state != nothing
    lab.program('Thing("one", size=2)')
    lab.preview()
    assert lab.engine.state_digest(lab.stack) == state, "nothing was done"
    lab.world.calls()
    refused = lab.refused(lambda: lab.engine.apply(lab.stack, lab.events.append, state=nothing))
    assert refused == ["P036 what is recorded of `local` of `laboratory` has changed since the plan was made"]
    assert lab.world.calls() == []
    lab.engine.apply(lab.stack, lab.events.append, state=state)
    assert lab.world.things() == {"one-grey-0": {"size": 2}}
    assert lab.engine.state_digest(lab.stack) not in (state, nothing)
