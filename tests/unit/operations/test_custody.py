"""Which engine keeps a stack, and how it gets at it."""

import json
import shutil
from pathlib import Path

import pytest

from compiler.engines.pulumi.access import access, answers, surely_absent, throwaway
from compiler.model.stack import Stack
from compiler.operations.custody import as_kept, given_to_pulumi, keeper, released, require_keeper
from compiler.operations.engine import embedded_engine
from compiler.operations.prepare import prepare
from compiler.pipeline import open_session
from compiler.source.diagnostic import Refused

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def stack(tmp_path):
    private = tmp_path / ".modelwright"
    program = tmp_path / "stacks" / "churn" / "local"
    return Stack("churn", "local", tmp_path, private, program, backend="file://.modelwright/pulumi")


def test_a_stack_is_kept_by_the_engine_that_recorded_it(stack):
    assert keeper(stack) is None
    require_keeper(stack, "pulumi")
    given_to_pulumi(stack)
    assert keeper(stack) == "pulumi"
    bare = Stack("churn", "local", stack.root, stack.private, stack.program)
    assert as_kept(bare) == stack
    with pytest.raises(Refused, match="P026"):
        require_keeper(stack, "embedded")
    released(stack)
    stack.state_file.write_text("{}")
    assert keeper(stack) == "embedded" and as_kept(bare) == bare
    with pytest.raises(Refused, match="P026"):
        require_keeper(stack, "pulumi")


def test_a_state_without_resources_is_kept_by_nobody(stack, tmp_path):
    bucket = 'import pulumi_aws as aws\n\naws.s3.Bucket("artifacts")\n'
    stack.program.mkdir(parents=True)
    (stack.program / "__main__.py").write_text(bucket)
    with embedded_engine() as (engine, _), pytest.raises(Refused, match="P010"):
        engine.apply(stack, lambda event: None)
    assert stack.state_file.exists() and keeper(stack) is None
    require_keeper(stack, "pulumi")

    document = json.loads(stack.state_file.read_text())
    dataset = {"urn": "urn:pulumi:local::churn::modelwright:index:Dataset::a", "type": "modelwright:index:Dataset"}
    for part, held in (("resources", dataset), ("pending_operations", {"type": "creating", "resource": dataset})):
        deployment = {**document["deployment"], part: [held]}
        stack.state_file.write_text(json.dumps({**document, "deployment": deployment}))
        assert keeper(stack) == "embedded", part
    stack.state_file.write_text("[")
    assert keeper(stack) == "embedded", "what is damaged may hold anything"


def test_the_spec_says_where_pulumi_keeps_state_and_secrets(tmp_path):
    (tmp_path / "modelwright.toml").touch()
    shutil.copytree(ROOT / "examples" / "diabetes", tmp_path / "diabetes")
    session = open_session(tmp_path, "diabetes", "local").value
    prepared = prepare(session).value
    assert (prepared.engine, prepared.stack.backend) == ("embedded", "file://.modelwright/pulumi")
    file = tmp_path / "diabetes" / "modelwright.yaml"
    text = file.read_text()
    file.write_text(text + "\nplatform: {engine: pulumi, backend: 's3://acme', secrets_provider: 'awskms://alias/a'}\n")
    prepared = prepare(open_session(tmp_path, "diabetes", "local").value).value
    assert prepared.engine == "pulumi"
    assert (prepared.stack.backend, prepared.stack.secrets_provider) == ("s3://acme", "awskms://alias/a")
    for wrong in ("backend: bucket", "secrets_provider: mine"):
        file.write_text(f"{text}\nplatform: {{{wrong}}}\n")
        assert prepare(open_session(tmp_path, "diabetes", "local").value).failed


def test_a_folder_backend_has_a_passphrase_of_its_own(stack):
    assert surely_absent(stack)
    where = access(stack, {"PATH": "/bin"}).environment
    assert where["PULUMI_BACKEND_URL"] == f"file://{stack.private / 'pulumi'}?metadata=skip"
    passphrase = Path(where["PULUMI_CONFIG_PASSPHRASE_FILE"])
    assert len(passphrase.read_text()) > 20 and passphrase.stat().st_mode & 0o777 == 0o600
    assert access(stack, {}).environment["PULUMI_CONFIG_PASSPHRASE_FILE"] == str(passphrase)
    given = access(stack, {"PULUMI_CONFIG_PASSPHRASE": ""}).environment
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" not in given, "an empty one is one, too"


def test_another_backend_is_the_users_own_affair(stack, tmp_path):
    bucket = Stack("churn", "prod", stack.root, stack.private, stack.program, backend="s3://acme")
    assert not surely_absent(bucket)
    assert set(access(bucket, {}).environment) == {"PATH", "PULUMI_BACKEND_URL"}
    login = Stack("churn", "prod", stack.root, stack.private, stack.program)
    assert set(access(login, {}).environment) == {"PATH"}
    aside = tmp_path / "aside"
    aside.mkdir()
    assert throwaway(aside, {}).environment["PULUMI_BACKEND_URL"] == f"file://{aside / 'state'}?metadata=skip"
    assert not answers(login, {"PATH": str(tmp_path), "HOME": str(tmp_path)})
