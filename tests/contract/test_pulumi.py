"""What only the Pulumi engine promises: secrets, passphrases, locks, plugins, interruption; on the real CLI."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import fake_plugin
import psutil
import pytest
from laboratory import Laboratory

from compiler.emit import read_manifest
from compiler.engines.pulumi import PulumiEngine
from compiler.model.stack import Stack
from compiler.source.canonical import digest_bytes
from compiler.source.diagnostic import Refused
from tests.pulumi_cli import needs_cli

ROOT = Path(__file__).parents[2]
HUSH = 'secret = pulumi.Output.secret("hush-hush")\n'


@pytest.fixture
def pulumi(tmp_path, monkeypatch):
    """A workspace of the Pulumi engine."""
    needs_cli()
    fake_plugin.install(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    laboratory = Laboratory(tmp_path, "pulumi")
    yield laboratory
    laboratory.close()


def state_file(lab):
    return lab.stack.private / "pulumi" / ".pulumi" / "stacks" / "laboratory" / "local.json"


def test_secrets_are_encrypted_and_masked(pulumi):
    pulumi.apply(HUSH + 'one = Thing("one", note=secret)\npulumi.export("note", one.note)\npulumi.export("other", 1)')
    assert pulumi.world.things()["one-grey-0"]["note"] == "hush-hush"
    assert pulumi.outputs() == {"note": "[secret]", "other": 1}
    assert pulumi.preview() == []
    pulumi.program('Thing("one", note=pulumi.Output.secret("other-word"))')
    (step,) = pulumi.engine.preview(pulumi.stack).steps
    assert [(change.path, change.old, change.new) for change in step.changes] == [("note", "[secret]", "[secret]")]
    for path in pulumi.stack.private.rglob("*"):
        if path.is_file():
            assert b"hush-hush" not in path.read_bytes(), path


def test_a_refusal_does_not_tell_a_secret(pulumi):
    pulumi.world.order("create", "hush-hush", "refuse")
    pulumi.program('Thing("odd", size=-1, note=pulumi.Output.secret("hush-hush"))')
    assert pulumi.refused(pulumi.apply) == ["P007 `size` of `Thing.odd` cannot be: it is negative"]


def test_another_passphrase_opens_nothing(pulumi, monkeypatch):
    pulumi.apply(HUSH + 'Thing("one", note=secret)')
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "a wrong one")
    (told,) = pulumi.refused(pulumi.preview)
    assert told.startswith("P024 ")
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    assert pulumi.preview() == []


def test_a_provider_that_is_not_there(pulumi):
    shutil.rmtree(pulumi.root / "bin")
    pulumi.program('Thing("one")')
    (told,) = pulumi.refused(pulumi.preview)
    assert told.startswith("P023 ") and "`fake`" in told, told


def lock(lab, pid):
    folder = lab.stack.private / "pulumi" / ".pulumi" / "locks" / "organization" / "laboratory" / "local"
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "pid": pid,
        "username": "somebody",
        "hostname": socket.gethostname(),
        "timestamp": "2026-01-02T03:04:05Z",
    }
    (folder / "0a8a.json").write_text(json.dumps(content))


def test_a_lock_of_the_living_holds_and_that_of_the_dead_does_not(pulumi):
    pulumi.apply('Thing("one")')
    lock(pulumi, os.getpid())
    pulumi.program('Thing("one", size=2)')
    (told,) = pulumi.refused(pulumi.apply)
    assert told.startswith("P003 ") and f"process {os.getpid()} on {socket.gethostname()}" in told
    shutil.rmtree(pulumi.stack.private / "pulumi" / ".pulumi" / "locks")
    dead = subprocess.Popen(["true"])
    dead.wait()
    lock(pulumi, dead.pid)
    assert pulumi.apply() == ["update Thing.one"]


def test_programs_that_fail(pulumi):
    pulumi.program('Thing("one")\nraise KeyError("x")')
    assert pulumi.refused(pulumi.preview) == ["P004 the program `program/__main__.py` failed: KeyError: 'x'"]
    pulumi.program("import sys\nsys.exit(3)")
    assert pulumi.refused(pulumi.preview) == ["P004 the program `program/__main__.py` failed: it ended itself with 3"]
    pulumi.program('Thing("one", size=object())')
    (told,) = pulumi.refused(pulumi.preview)
    assert told.startswith("P004 ") and "unexpected input of type object" in told
    pulumi.program('Thing("one")\nThing("one")')
    assert pulumi.refused(pulumi.preview) == ["P013 the program registers `Thing.one` twice"]


def test_a_refusal_is_told_at_the_line_of_the_spec(tmp_path, pulumi):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    program = tmp_path / "stacks" / "diabetes" / "local"
    shutil.copytree(ROOT / "stacks" / "diabetes" / "local", program)
    text = (program / "__main__.py").read_text()
    stack = replace(pulumi.stack, project="diabetes", program=program)
    engine = PulumiEngine(read_manifest)
    spec = (ROOT / "examples" / "diabetes" / "modelwright.yaml").read_text().splitlines()
    try:
        for old, new, code, line in (
            ("    digest=", "    digst=", "P004", "patients:"),
            ("port=0", 'port="x"', "P007", "model: progression"),
        ):
            (program / "__main__.py").write_text(text.replace(old, new, 1))
            with pytest.raises(Refused) as refused:
                engine.preview(stack)
            (found,) = refused.value.diagnostics
            assert found.code == code and found.location is not None
            assert spec[found.location.line - 1].strip() == line
    finally:
        engine.close()


INTERRUPTED = """
import signal, sys
sys.path[:0] = {places!r}
from laboratory import Laboratory
from pathlib import Path
lab = Laboratory(Path({root!r}), "pulumi")
try:
    lab.apply()
except KeyboardInterrupt:
    lab.close()
    sys.exit(130)
"""


@contextmanager
def busy(lab):
    """An `apply` in a process of its own, while `Thing.slow` is being created; with all its descendants."""
    lab.apply('Thing("before")')
    lab.program('Thing("before")\nThing("slow", size=3)\nThing("after")')
    lab.world.order("create", "slow", "linger")
    places = [str(Path(__file__).parent), str(ROOT)]
    process = subprocess.Popen([sys.executable, "-c", INTERRUPTED.format(places=places, root=str(lab.root))])
    order = lab.world.folder / "orders" / "create-slow-linger"
    deadline = time.monotonic() + 60
    while order.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not order.exists(), "the slow creation has not begun"
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    yield process, children
    _, alive = psutil.wait_procs(children, timeout=15)
    assert alive == []


def test_ctrl_c_winds_up_and_leaves_nobody_behind(pulumi):
    with busy(pulumi) as (process, _):
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert time.monotonic() - started < 15
    document = json.loads(state_file(pulumi).read_bytes())
    assert "slow" not in {item["urn"].rpartition("::")[2] for item in document["checkpoint"]["latest"]["resources"]}
    assert "slow-grey-0" not in pulumi.world.things()
    assert "create Thing.slow" in pulumi.apply()


@pytest.mark.engine
@pytest.mark.parametrize("whom", ["us", "all"])
def test_a_kill_is_made_up_for_by_the_next_apply(pulumi, whom):
    with busy(pulumi) as (process, children):
        # The plugin is left to find out by itself.
        doomed = [child for child in children if "pulumi-resource" not in " ".join(child.cmdline())]
        for victim in (process, *(doomed if whom == "all" else ())):
            victim.kill()
        process.wait()
    steps = pulumi.apply()
    assert "create Thing.slow" in steps
    assert sorted(pulumi.world.things()) == ["after-grey-0", "before-grey-0", "slow-grey-0"]
    assert pulumi.preview() == []


@pytest.mark.engine
def test_a_bucket_as_the_backend_and_a_key_for_the_secrets(pulumi, monkeypatch):
    moto = pytest.importorskip("moto.server", reason="no moto to play bucket and key")
    boto3 = pytest.importorskip("boto3", reason="no boto3 to make bucket and key")
    server = moto.ThreadedMotoServer(port=0)
    server.start()
    try:
        place = "{}:{}".format(*server.get_host_and_port())
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{place}")
        boto3.client("s3", "us-east-1").create_bucket(Bucket="state")
        key = boto3.client("kms", "us-east-1").create_key()["KeyMetadata"]["KeyId"]
        backend = f"s3://state?endpoint={place}&disableSSL=true&s3ForcePathStyle=true&region=us-east-1"
        stack: Stack = replace(
            pulumi.stack, backend=backend, secrets_provider=f"awskms:///{key}?region=us-east-1&awssdk=v2"
        )
        pulumi.program('Thing("one", note=pulumi.Output.secret("hush-hush"))')
        engine = pulumi.engine
        assert [step.action for step in engine.preview(stack).steps] == ["create"]
        engine.apply(stack, pulumi.events.append)
        assert [str(step.address) for step in engine.resources(stack)] == ["Thing.one"]
        assert [step.action for step in engine.preview(stack).steps] == ["same"]
        assert provider(boto3) == "cloud"

        # As from a fresh clone: only the backend knows the stack.
        shutil.rmtree(stack.private)
        pulumi.program('Thing("one", size=2, note=pulumi.Output.secret("hush-hush"))')
        assert [step.action for step in engine.preview(stack).steps] == ["update"]
        engine.apply(stack, pulumi.events.append)
        assert provider(boto3) == "cloud"
        engine.destroy(stack, pulumi.events.append)
        assert engine.resources(stack) == ()
    finally:
        server.stop()


def provider(boto3):
    """What encrypts the secrets of the state in the bucket, in which none stands."""
    kept = boto3.client("s3", "us-east-1").get_object(Bucket="state", Key=".pulumi/stacks/laboratory/local.json")
    text = kept["Body"].read()
    assert b"hush-hush" not in text
    return json.loads(text)["checkpoint"]["latest"]["secrets_providers"]["type"]


@pytest.mark.engine
def test_import_by_id(pulumi):
    pulumi.world.folder.mkdir()
    pulumi.world.path("stranger").write_text('{"size": 7}')
    pulumi.apply('Thing("seen", size=7, opts=Options(import_="stranger"))')
    assert pulumi.world.calls() == [], "it was there, and as wanted"
    assert pulumi.apply('Thing("seen", size=8)') == ["update Thing.seen"]
    assert pulumi.world.things() == {"stranger": {"size": 8}}
    pulumi.program('Thing("nobody", opts=Options(import_="nothing"))')
    (told,) = pulumi.refused(pulumi.apply)
    assert told.startswith("P022 ") and "nothing" in told


@pytest.mark.engine
def test_our_own_resources_are_imported_by_id(pulumi):
    (pulumi.root / "modelwright.toml").touch()
    table = b"name,size\na,1\n"
    (pulumi.root / "data.csv").write_bytes(table)
    arguments = f"source='data.csv', digest='{digest_bytes(table)}'"
    head = "import pulumi, pulumi_modelwright as modelwright\n"
    pulumi.stack.program.mkdir()
    options = "pulumi.ResourceOptions(import_='data.csv')"
    (pulumi.stack.program / "__main__.py").write_text(
        f"{head}table = modelwright.Dataset('table', {options}, {arguments}, columns=[])\n"
        "pulumi.export('location', table.location)"
    )
    pulumi.apply()
    assert pulumi.outputs() == {"location": "data.csv"}
    columns = "columns=[{'name': 'name', 'type': 'text'}, {'name': 'size', 'type': 'integer'}]"
    (pulumi.stack.program / "__main__.py").write_text(f"{head}modelwright.Dataset('table', {arguments}, {columns})")
    assert pulumi.apply() == ["update Dataset.table"]


STACK = """
class Group(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("fake:index:Group", name, None, opts)
        self.inner = Thing("inner", size=3, note={"deep": [1, 2.5, None, "x"]}, opts=Options(parent=self))
        self.register_outputs({"size": self.inner.size})

base = Thing("base", color="red", opts=Options(protect=True))
group = Group("group")
user = Thing("user", of=base.serial, opts=Options(depends_on=[group], retain_on_delete=True))
pulumi.export("serial", user.serial)
pulumi.export("whole", {"base": base.serial, "list": [1, True, "x"]})
"""


@pytest.mark.engine
def test_the_state_goes_from_engine_to_engine_and_back(pulumi):
    embedded = Laboratory(pulumi.root, "embedded")
    embedded.apply(STACK)
    outputs = embedded.outputs()
    pulumi.engine.adopt(pulumi.stack, pulumi.stack.state_file)
    assert pulumi.preview() == [] and pulumi.outputs() == outputs
    assert pulumi.apply() == []
    assert pulumi.apply(STACK.replace('color="red"', 'color="red", size=2')) == ["update Thing.base"]

    pulumi.stack.state_file.write_text(json.dumps(pulumi.engine.export(pulumi.stack)))
    assert embedded.preview() == [] and embedded.outputs() == outputs
    assert embedded.apply() == []
    assert embedded.apply(STACK.replace('color="red"', 'color="red", size=3')) == ["update Thing.base"]
    pulumi.engine.remove(pulumi.stack)
    pulumi.engine.adopt(pulumi.stack, pulumi.stack.state_file)
    assert pulumi.preview() == []
    assert pulumi.apply(STACK.replace("protect=True", "protect=False").replace('"red"', '"red", size=3')) == []
    assert pulumi.destroy() == ["delete Thing.user", "delete Thing.inner", "delete Thing.base"]
