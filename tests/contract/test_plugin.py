"""`pulumi-resource-modelwright` spoken to as the Pulumi engine does; no CLI is needed."""

import inspect
import json
import shutil
from pathlib import Path

import grpc
import pulumi_modelwright
import pytest
from plugin import running, urn
from pulumi.runtime.proto import provider_pb2

from compiler.provider.local import LocalProvider
from compiler.provider.marshal import SECRET, SIGNATURE, from_struct, to_struct
from compiler.provider.plugin.schema import package_schema
from compiler.provider.protocol import UNKNOWN
from compiler.source.canonical import digest_bytes
from compiler.source.telling import heard
from compiler.source.version import VERSION

TABLE = b"name,size\na,1\nb,2\nc,3\n"
COLUMNS = [{"name": "name", "type": "text"}, {"name": "size", "type": "integer"}]


@pytest.fixture
def workspace(tmp_path):
    (tmp_path / "modelwright.toml").touch()
    (tmp_path / "data.csv").write_bytes(TABLE)
    return tmp_path


def dataset(**changed):
    return {"source": "data.csv", "digest": digest_bytes(TABLE), "columns": COLUMNS, **changed}


def test_a_dataset_from_check_to_delete(workspace):
    name = urn("points", "Dataset")
    with running(workspace) as (plugin, _):
        assert plugin.GetPluginInfo(provider_pb2.google_dot_protobuf_dot_empty__pb2.Empty()).version == VERSION
        checked = plugin.Check(provider_pb2.CheckRequest(urn=name, news=to_struct(dataset())))
        assert not checked.failures
        inputs = from_struct(checked.inputs).values
        assert inputs["missing"] == [] and inputs["checks"] == []
        previewed = plugin.Create(provider_pb2.CreateRequest(urn=name, properties=to_struct(inputs), preview=True))
        assert previewed.id == "" and from_struct(previewed.properties).values["rows"] is UNKNOWN
        made = plugin.Create(provider_pb2.CreateRequest(urn=name, properties=to_struct(inputs)))
        outputs = from_struct(made.properties).values
        assert made.id.startswith("points-") and outputs["rows"] == 3

        same = plugin.Diff(diff(name, made.id, inputs, outputs, inputs))
        assert same.changes == provider_pb2.DiffResponse.DIFF_NONE
        other = plugin.Diff(diff(name, made.id, inputs, outputs, {**inputs, "missing": ["?"]}))
        assert other.changes == provider_pb2.DiffResponse.DIFF_SOME
        assert dict(other.detailedDiff) == {
            "missing[0]": provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.ADD, inputDiff=True)
        }
        assert not other.replaces

        (workspace / "data.csv").write_bytes(TABLE + b"d,4\n")
        read = plugin.Read(
            provider_pb2.ReadRequest(urn=name, id=made.id, properties=to_struct(outputs), inputs=to_struct(inputs))
        )
        assert from_struct(read.properties).values["digest"] == digest_bytes(TABLE + b"d,4\n")
        assert from_struct(read.inputs).values == inputs
        (workspace / "data.csv").unlink()
        assert plugin.Read(provider_pb2.ReadRequest(urn=name, id=made.id, properties=to_struct(outputs))).id == ""
        plugin.Delete(provider_pb2.DeleteRequest(urn=name, id=made.id, properties=to_struct(outputs)))


def diff(name, id, old, outputs, new):
    return provider_pb2.DiffRequest(
        urn=name, id=id, old_inputs=to_struct(old), olds=to_struct(outputs), news=to_struct(new)
    )


def test_a_change_that_replaces_says_so(workspace):
    name = urn("m", "ModelVersion")
    old = {"model": "m", "artifact": "sha256:a", "metrics": {"accuracy": 0.5}, "gates": []}
    with running(workspace) as (plugin, _):
        answer = plugin.Diff(diff(name, "m/1/x", old, {**old, "version": 1}, {**old, "artifact": "sha256:b"}))
    assert list(answer.replaces) == ["artifact"]
    assert answer.detailedDiff["artifact"].kind == provider_pb2.PropertyDiff.UPDATE_REPLACE


def test_a_note_that_no_input_shows_is_a_difference(workspace):
    inputs = {"model": "m", "version": 1, "artifact": "sha256:a", "port": 0, "mode": "realtime"}
    with running(workspace) as (plugin, _):
        answer = plugin.Diff(diff(urn("api", "Endpoint"), "x", inputs, {**inputs, "url": "u"}, inputs))
    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME


def test_wrong_inputs_are_failures_and_refusals_are_told_in_our_words(workspace):
    name = urn("points", "Dataset")
    with running(workspace) as (plugin, _):
        checked = plugin.Check(
            provider_pb2.CheckRequest(urn=name, news=to_struct({"source": "data.csv", "colums": []}))
        )
        reasons = {failure.property: failure.reason for failure in checked.failures}
        assert reasons["digest"] == "is required" and reasons["colums"] == "is not an input of this resource"
        with pytest.raises(grpc.RpcError) as refused:
            properties = to_struct(dataset(digest="sha256:0", missing=[], checks=[]))
            plugin.Create(provider_pb2.CreateRequest(urn=name, properties=properties))
    (heard_back,) = heard(refused.value.details())
    assert heard_back.code == "D002" and "data.csv" in heard_back.summary and heard_back.hint


def test_refusals_name_the_line_of_the_spec_beside_a_compiled_program(tmp_path):
    root = Path(__file__).resolve().parents[2]
    program = tmp_path / "stacks" / "breast-cancer" / "local"
    shutil.copytree(root / "stacks" / "breast-cancer" / "local", program)
    name = urn("biopsies", "Dataset", "breast-cancer")
    source = "examples/breast-cancer/data/biopsies.csv"
    with running(program) as (plugin, _), pytest.raises(grpc.RpcError) as refused:
        properties = to_struct(dataset(source=source, missing=[], checks=[]))
        plugin.Create(provider_pb2.CreateRequest(urn=name, properties=properties))
    (heard_back,) = heard(refused.value.details())
    assert heard_back.code == "D001"
    assert heard_back.location is not None and heard_back.location.file == "examples/breast-cancer/modelwright.yaml"


def test_what_is_secret_stays_secret(workspace):
    name = urn("points", "Dataset")
    struct = to_struct(dataset(source="hidden/place.csv"), secret={"source"})
    with running(workspace) as (plugin, _):
        checked = plugin.Check(provider_pb2.CheckRequest(urn=name, news=struct))
        assert checked.inputs.fields["source"].struct_value.fields[SIGNATURE].string_value == SECRET
        with pytest.raises(grpc.RpcError) as refused:
            plugin.Create(provider_pb2.CreateRequest(urn=name, properties=checked.inputs))
    assert "hidden" not in refused.value.details() and "[secret]" in refused.value.details()


def test_cancel_ends_what_runs_and_the_plugin_leaves_quietly(workspace):
    name = urn("points", "Dataset")
    with running(workspace) as (plugin, process):
        plugin.Cancel(provider_pb2.google_dot_protobuf_dot_empty__pb2.Empty())
        with pytest.raises(grpc.RpcError) as cancelled:
            properties = to_struct(dataset(missing=[], checks=[]))
            plugin.Create(provider_pb2.CreateRequest(urn=name, properties=properties))
        assert cancelled.value.code() == grpc.StatusCode.CANCELLED
    assert process.returncode == 0


def test_import_by_id(workspace):
    with running(workspace) as (plugin, _):
        found = plugin.Read(provider_pb2.ReadRequest(urn=urn("points", "Dataset"), id="data.csv"))
        assert from_struct(found.inputs).values == {"source": "data.csv", "digest": digest_bytes(TABLE)}
        for kind, id in (("Dataset", "none.csv"), ("TrainingRun", "m-0"), ("ModelVersion", "m/1"), ("Endpoint", "m")):
            assert plugin.Read(provider_pb2.ReadRequest(urn=urn("m", kind), id=id)).id == ""


def test_the_schema_the_sdk_and_the_provider_agree():
    resources = package_schema()["resources"]
    assert json.dumps(resources)
    provider = LocalProvider()
    assert set(resources) == set(provider._resources)
    for token, described in resources.items():
        sdk = getattr(pulumi_modelwright, token.rpartition(":")[2])
        written = set(inspect.signature(sdk.__init__).parameters) - {"self", "resource_name", "opts"}
        assert written == set(described["inputProperties"]) - {"literals"}
        assert set(sdk.__annotations__) <= set(described["properties"])
    provider.close()
