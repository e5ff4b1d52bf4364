"""What the embedded engine promises about its state file, its program and its limits."""

from __future__ import annotations

import json

import fake_cloud
import psutil
import pytest

from compiler.engines.embedded import EmbeddedEngine, PlannedProvider
from compiler.source.diagnostic import Refused

TWO = 'base = Thing("base")\nThing("user", of=base.serial)'


def test_the_state_is_one_that_pulumi_imports(embedded):
    embedded.apply(TWO)
    document = json.loads(embedded.stack.state_file.read_bytes())
    assert document["version"] == 3
    resources = document["deployment"]["resources"]
    assert [resource["type"] for resource in resources] == [
        "pulumi:pulumi:Stack",
        "pulumi:providers:fake",
        "fake:index:Thing",
        "fake:index:Thing",
    ]
    prefix = "urn:pulumi:local::laboratory::"
    user = resources[3]
    provider = f"{prefix}pulumi:providers:fake::default::{resources[1]['id']}"
    assert {key: user[key] for key in user if key not in ("created", "modified")} == {
        "urn": f"{prefix}fake:index:Thing::user",
        "custom": True,
        "type": "fake:index:Thing",
        "id": "user-grey-0",
        "inputs": {"of": "serial of base-grey-0", "size": 1},
        "outputs": {"of": "serial of base-grey-0", "size": 1, "serial": "serial of user-grey-0"},
        "parent": f"{prefix}pulumi:pulumi:Stack::laboratory-local",
        "dependencies": [f"{prefix}fake:index:Thing::base"],
        "propertyDependencies": {"of": [f"{prefix}fake:index:Thing::base"]},
        "provider": provider,
    }
    assert user["created"] == user["modified"]
    assert embedded.stack.state_file.stat().st_mode & 0o777 == 0o600


def test_a_damaged_or_foreign_state_stops_everything_and_names_the_backup(embedded):
    embedded.apply(TWO)
    embedded.apply(TWO + '\nThing("more")')
    embedded.world.calls()
    path = embedded.stack.state_file
    good = path.read_bytes()
    document = json.loads(good)
    document["deployment"]["resources"].reverse()
    damaged = {
        good[:-40]: "it stops being JSON at line",
        b"\x00\xff": "it ",
        b"[]": "the file is not an object",
        b'{"version": 3, "deployment": {"resources": [{"custom": true}]}}': "a resource has no `urn`",
        json.dumps(document).encode(): "which is not listed before it",
    }
    for content, reason in damaged.items():
        path.write_bytes(content)
        for act in (embedded.preview, embedded.apply, embedded.destroy, embedded.refresh, embedded.outputs):
            told = embedded.refused(act)[0]
            assert told.startswith("P001 the state file `.modelwright/state/laboratory/local.json` is damaged: ")
            assert reason in told
        assert path.read_bytes() == content
    path.write_bytes(good.replace(b"::laboratory::", b"::other::"))
    assert embedded.refused(embedded.destroy) == [
        "P002 the state file `.modelwright/state/laboratory/local.json` belongs to stack `local` of project `other`, "
        "not to `local` of `laboratory`"
    ]
    path.write_bytes(good.replace(b'"version": 3', b'"version": 4'))
    assert embedded.refused(embedded.apply)[0].startswith("P002 ")
    assert embedded.world.calls() == []

    path.write_bytes(path.with_name("local.json.bak").read_bytes())
    assert embedded.apply(TWO) == []


def test_secrets_are_refused_and_stay_out_of_the_state(embedded):
    embedded.apply(TWO)
    embedded.program('Thing("base", note={"key": pulumi.Output.secret("hush")})')
    assert embedded.refused(embedded.preview)[0].startswith("P008 `note.key` of `Thing.base` is secret")
    assert embedded.refused(embedded.apply)[0].startswith("P008 ")
    embedded.program('pulumi.export("key", pulumi.Output.secret("hush"))')
    assert embedded.refused(embedded.apply) == [
        "P008 the output `key` is secret, and the embedded engine has no place for secrets"
    ]
    assert not any(b"hush" in path.read_bytes() for path in embedded.stack.private.rglob("*") if path.is_file())


def test_write_only_inputs_are_used_and_never_kept(embedded, monkeypatch):
    monkeypatch.setattr(fake_cloud.Thing, "write_only", frozenset({"password"}), raising=False)
    secret = '{"key": pulumi.Output.secret("%s")}'
    assert embedded.apply(f'a = Thing("a", password={secret % "hush"}, size=2)\npulumi.export("s", a.size)') == [
        "create Thing.a"
    ]
    assert embedded.world.things()["a-grey-0"]["password"] == {"key": "hush"}
    assert embedded.apply(f'Thing("a", password={secret % "other"}, size=2)') == []
    assert embedded.apply(f'Thing("a", password={secret % "other"}, size=3)') == ["update Thing.a"]
    assert embedded.world.things()["a-grey-0"]["password"] == {"key": "other"}
    state = json.loads(embedded.stack.state_file.read_bytes())
    (record,) = [item for item in state["deployment"]["resources"] if item["urn"].endswith("::a")]
    marked = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"[secret]"'}
    assert record["inputs"]["password"] == {"key": marked} and "password" not in record["outputs"]
    everything = [path.read_bytes() for path in embedded.stack.private.rglob("*") if path.is_file()]
    assert not [data for data in everything if b"hush" in data or b"other" in data]
    assert embedded.refused(lambda: embedded.apply(f'Thing("a", note={secret % "x"})'))[0].startswith("P008 ")


def test_programs_that_fail(embedded):
    assert embedded.refused(embedded.apply)[0].startswith("P005 there is no compiled program in `program`")
    failed = "P004 the program `program/__main__.py` failed:"
    cases = {
        'Thing("a")\nx = {}["gone"]': f"{failed} KeyError: 'gone'",
        'Thing("a"': f"{failed} SyntaxError: '(' was never closed",
        "import os\nos.kill(os.getpid(), 9)": f"{failed} it was ended by signal SIGKILL",
        'pulumi.log.error("sorry")\nraise pulumi.RunError("no")': f"{failed} no",
        'Thing("a")\nThing("a")': "P013 the program registers `Thing.a` twice",
        'pulumi.CustomResource("other:index:It", "a")': "P006 no provider of this engine knows `other:index:It`",
        'pulumi.CustomResource("fake:index:It", "a")': "P006 the provider `fake` has no `fake:index:It`",
        'a = Thing("a")\nThing("b", opts=Options(deleted_with=a))': (
            "P011 the embedded engine does not do the DeletedWith option"
        ),
        'Thing("a", opts=Options(import_="x"))': "P011 `Thing.a` uses `import_`, which the embedded engine does not do",
        'Thing("a", opts=Options(id="nowhere"))': "P014 there is no `fake:index:Thing` with the id `nowhere`",
        "import missing": f"{failed} ModuleNotFoundError: No module named 'missing'",
    }
    for text, told in cases.items():
        embedded.program(text)
        assert embedded.refused(embedded.preview) == [told]


def test_cloud_resources_are_planned_and_never_made(embedded, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    functions = {"aws:index/getRegion:getRegion": lambda arguments: {"name": "eu-west-1"}}
    engine = EmbeddedEngine({"aws": PlannedProvider("aws", functions)})
    embedded.program(
        "import os\n"
        'assert "AWS_SECRET_ACCESS_KEY" not in os.environ\n'
        'region = pulumi.runtime.invoke("aws:index/getRegion:getRegion", {}).value["name"]\n'
        "class Bucket(pulumi.CustomResource):\n    arn: pulumi.Output[str]\n"
        "    def __init__(self, name, **props):\n"
        '        super().__init__("aws:s3/bucket:Bucket", name, {"arn": None, **props})\n'
        'bucket = Bucket("data", tags={"region": region}, secret=pulumi.Output.secret("x"))\n'
        'Bucket("copy", source=bucket.arn)\n'
        'pulumi.export("tags", bucket.tags)\npulumi.export("arn", bucket.arn)\n'
        'pulumi.export("secret", bucket.secret)\n'
    )
    outcome = engine.preview(embedded.stack)
    assert [f"{step.action} {step.address}" for step in outcome.steps] == [
        "create s3.Bucket.data",
        "create s3.Bucket.copy",
    ]
    assert outcome.outputs == {"tags": {"region": "eu-west-1"}}
    engine.prepare()
    told = embedded.refused(lambda: engine.apply(embedded.stack, lambda event: None))
    assert told == ["P010 `aws:s3/bucket:Bucket` is only planned by the embedded engine, never made"]
    embedded.program('pulumi.runtime.invoke("aws:index/getRegions:getRegions", {})')
    with pytest.raises(Refused) as caught:
        engine.preview(embedded.stack)
    [told] = caught.value.diagnostics
    assert (told.code, told.hint) == ("P015", "did you mean `aws:index/getRegion:getRegion`?")
    engine.prepare()
    engine.close()
    assert psutil.Process().children() == []
