from __future__ import annotations

from dataclasses import replace

import pytest
from walks import TOKEN, World, apply, bring, destroy, preview, thing

from compiler.engines.embedded import operations, statefile
from compiler.engines.embedded.checkpoint import opened
from compiler.engines.embedded.context import Context
from compiler.engines.embedded.paths import parse
from compiler.model.manifest import InputSource, Manifest, ResourceSource
from compiler.provider.protocol import UNKNOWN, InputFailure
from compiler.source import urns
from compiler.source.diagnostic import Refused, refuse
from compiler.source.location import Location


def test_an_unknown_counts_only_when_it_comes_from_a_change(stack):
    world = World()
    base, user = thing(stack, "base", color=1), thing(stack, "user", of="x")
    apply(stack, world, base, user)
    unknown = replace(user, inputs={"of": UNKNOWN}, property_dependencies={"of": (base.urn,)}, dependencies=(base.urn,))
    assert preview(stack, world, base, unknown) == []
    assert preview(stack, world, replace(base, inputs={"color": 2}), unknown) == ["replace base", "update user"]
    context = Context(stack, {"fake": world})
    run = bring(stack, [replace(base, inputs={"color": 2}), unknown])
    steps = operations.preview(context, opened(stack, writes=False), run).steps
    assert steps[1].changes[0].new == "~"


def test_aliases_follow_names_types_and_parents(stack):
    world = World()
    apply(stack, world, thing(stack, "old"), thing(stack, "user", needs=("old",)))
    renamed = thing(stack, "new", aliases=("old",))
    assert preview(stack, world, renamed, thing(stack, "user", needs=("new",))) == []
    world.calls.clear()
    assert apply(stack, world, renamed, thing(stack, "user", needs=("new",))) == []
    assert world.calls == []
    records = {urns.name_of(record.urn): record for record in statefile.load(stack).records}
    assert "old" not in records
    assert records["user"].dependencies == (renamed.urn,)
    assert apply(stack, world, thing(stack, "new"), thing(stack, "user", needs=("new",))) == []


def test_replacement_forced_by_an_option_and_order_chosen_by_it(stack):
    world = World()
    apply(stack, world, thing(stack, "a", size=1, slot=1))
    world.calls.clear()
    forced = replace(thing(stack, "a", size=2, slot=1), replaced_on=(parse("size"),), replace_first=True)
    assert apply(stack, world, forced) == ["replace a"]
    assert world.calls == ["delete a", "create a"]


def test_refusals_are_placed_at_the_line_of_the_resource(stack):
    line, deeper = Location("shop.yaml", 4, 3), Location("shop.yaml", 9, 7)
    source = ResourceSource(("things", "a"), line, {"size": InputSource(("things", "a", "size"), deeper)})
    manifest = Manifest("shop", "local", "0", {}, {"fake.Thing.a": source, "Thing.a": source})
    world = World()

    class Odd:
        def resource(self, token):
            return self

        def check(self, scope, inputs):
            return inputs, (InputFailure("size.deep[0]", "it is odd"),) if "size" in inputs else ()

        def create(self, scope, inputs):
            raise refuse("D001", "gate failed")

    for inputs, expected in ({"size": 1}, ("P007", deeper)), ({}, ("D001", line)):
        context = Context(stack, {"fake": Odd()}, manifest)
        with pytest.raises(Refused) as caught:
            operations.apply(
                context, opened(stack, writes=True), bring(stack, [replace(thing(stack, "a"), inputs=inputs)])
            )
        [found] = caught.value.diagnostics
        assert (found.code, found.location) == expected
    assert destroy(stack, world) == []


def test_a_mistake_of_a_provider_is_not_dressed_up(stack):
    class Broken:
        def resource(self, token):
            return self

        def check(self, scope, inputs):
            return inputs, ()

        def create(self, scope, inputs):
            raise ZeroDivisionError

    context = Context(stack, {"fake": Broken()})
    with pytest.raises(ZeroDivisionError):
        operations.apply(context, opened(stack, writes=True), bring(stack, [thing(stack, "a")]))
    [begun] = statefile.load(stack).pending
    assert (begun.kind, begun.record.type) == ("creating", TOKEN)


def test_a_full_disk_is_told_and_leaves_the_old_state(stack, monkeypatch):
    world = World()
    apply(stack, world, thing(stack, "a"))
    before = stack.state_file.read_bytes()

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(statefile, "write_atomic", full)
    with pytest.raises(Refused) as caught:
        apply(stack, world, thing(stack, "a"), thing(stack, "b"))
    assert [item.code for item in caught.value.diagnostics] == ["P012"]
    assert stack.state_file.read_bytes() == before


def test_what_pulumi_knows_and_we_do_not_is_passed_on(stack):
    world = World()
    apply(stack, world, thing(stack, "a"), thing(stack, "b", needs=("a",)))
    text = stack.state_file.read_text()
    text = text.replace('"deployment": {', '"deployment": {"secrets_providers": {"type": "passphrase"},', 1)
    stack.state_file.write_text(text.replace('"custom": true', '"custom": true, "initErrors": ["x"]'))
    state = statefile.load(stack)
    statefile.save(stack, state)
    assert statefile.load(stack) == state
    assert state.extra == {"secrets_providers": {"type": "passphrase"}}
    assert state.records[-1].extra == {"initErrors": ["x"]}
