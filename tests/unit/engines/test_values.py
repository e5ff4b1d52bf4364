from __future__ import annotations

import pytest
from google.protobuf.struct_pb2 import Struct

from compiler.engines.embedded import paths
from compiler.model.plan import PropertyChange
from compiler.provider.marshal import ASSET, OUTPUT, SECRET, SIGNATURE, UNKNOWN_TEXT, from_struct, to_struct
from compiler.provider.protocol import UNKNOWN
from compiler.source import urns


def struct(values):
    made = Struct()
    made.update(values)
    return made


def test_plain_values_survive_both_ways():
    values = {"a": 1, "b": 1.5, "c": True, "d": None, "e": ["x", {"f": [UNKNOWN, 0]}], "g": -3, "h": {}}
    assert from_struct(to_struct(values)).values == values
    assert isinstance(from_struct(to_struct({"a": 2.0})).values["a"], int)
    assert isinstance(from_struct(to_struct({"c": True})).values["c"], bool)


def test_keys_come_sorted_whatever_their_order_on_the_wire():
    keys = [f"k{number:02}" for number in range(40)]
    inner = dict.fromkeys(keys, 1)
    received = from_struct(struct({**dict.fromkeys(reversed(keys), 1), "list": [inner], "map": inner})).values
    assert list(received) == [*keys, "list", "map"]
    assert list(received["list"][0]) == list(received["map"]) == keys


def test_secrets_and_output_values_are_unwrapped_and_remembered():
    received = from_struct(
        struct(
            {
                "key": {SIGNATURE: SECRET, "value": {"inner": 1}},
                "list": [{SIGNATURE: SECRET, "value": UNKNOWN_TEXT}],
                "known": {SIGNATURE: OUTPUT, "value": 3, "dependencies": ["urn"]},
                "later": {SIGNATURE: OUTPUT},
                "both": {SIGNATURE: OUTPUT, "value": "x", "secret": True},
            }
        )
    )
    assert received.values == {"key": {"inner": 1}, "list": [UNKNOWN], "known": 3, "later": UNKNOWN, "both": "x"}
    assert sorted(received.secrets, key=str) == [("both",), ("key",), ("list", 0)]
    assert from_struct(to_struct({"a": 1, "b": 2}, {"b"})).secrets == (("b",),)


def test_assets_carry_the_hash_of_their_content(tmp_path):
    (tmp_path / "model.json").write_text("{}")
    hashes = [
        from_struct(struct({"file": {SIGNATURE: ASSET, "path": "model.json"}}), tmp_path).values["file"]["hash"],
        from_struct(struct({"file": {SIGNATURE: ASSET, "text": "{}"}}), tmp_path).values["file"]["hash"],
    ]
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) == 64


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("tags.owner", ("tags", "owner")),
        ("steps[0].name", ("steps", 0, "name")),
        ('["a.b"].c', ("a.b", "c")),
        ("rules[*].x", ("rules", "*", "x")),
        ("*", ("*",)),
    ],
)
def test_property_paths(text, path):
    assert paths.parse(text) == path
    assert paths.parse(paths.text(path)) == path


def test_ignored_places_keep_what_was_recorded():
    old = {"a": {"x": 1, "y": 1}, "list": [{"n": 1, "m": 1}, {"n": 2}], "gone": 5}
    new = {"a": {"x": 2, "y": 2}, "list": [{"n": 9, "m": 9}, {"n": 8}, {"n": 7}], "fresh": 1}
    assert paths.keep_old(("a", "x"), old, new)["a"] == {"x": 1, "y": 2}
    assert paths.keep_old(("list", "*", "n"), old, new)["list"] == [{"n": 1, "m": 9}, {"n": 2}, {"n": 7}]
    assert paths.keep_old(("fresh",), old, new) == {"a": new["a"], "list": new["list"]}
    assert paths.keep_old(("gone",), old, new)["gone"] == 5
    assert paths.keep_old(("a", "deep", "er"), old, new) == new
    assert paths.keep_old(("*",), old, new) == old


def test_structural_comparison():
    old, new = {"a": [1, {"b": 2}], "same": 1, "flag": 1}, {"a": [1, {"b": 3}, 4], "same": 1, "flag": True}
    assert list(paths.compare(old, new)) == [
        PropertyChange("a[1].b", 2, 3),
        PropertyChange("a[2]", None, 4),
        PropertyChange("flag", 1, True),
    ]
    assert paths.covers(("a", "*", "b"), ("a", 0, "b"))
    assert paths.covers(("a",), ("a", 0, "b"))
    assert not paths.covers(("a", "c"), ("a", "b"))
    assert paths.shown({"a": [UNKNOWN]}) == {"a": ["~"]}
    assert paths.known({"a": [UNKNOWN], "b": 1}) == {"b": 1}


def test_urns():
    parent = urns.make("dev", "shop", urns.root("dev", "shop"), "pkg:index:Group", "g")
    child = urns.make("dev", "shop", parent, "pkg:index:Thing", "a::b")
    assert child == "urn:pulumi:dev::shop::pkg:index:Group$pkg:index:Thing::a::b"
    assert (urns.type_of(child), urns.name_of(child)) == ("pkg:index:Thing", "a::b")
    assert urns.stack_of(child) == ("dev", "shop")
    assert urns.stack_of("nonsense") == ("", "")
    assert urns.default_provider("dev", "shop", "aws", "7.1.0-rc.1").endswith("::default_7_1_0_rc_1")
    assert urns.package_of("pulumi:providers:aws") == urns.package_of("aws:s3/bucket:Bucket") == "aws"
