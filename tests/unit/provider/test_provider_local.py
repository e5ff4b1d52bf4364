"""The resources for real: data checked, models trained and registered, endpoints served, swapped and healed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
from pathlib import Path

import pytest
from provider_workbench import COLUMNS, Workbench, gate

from compiler.provider import registry
from compiler.provider.artifacts import artifact_folder
from compiler.provider.calls import call
from compiler.provider.database import database_file
from compiler.provider.identity import alive
from compiler.provider.protocol import UNKNOWN
from compiler.provider.records import load_record, record_file
from compiler.provider.status import endpoint_records, status_of_endpoint
from compiler.source.diagnostic import Refused


def test_a_dataset_is_read_and_checked(bench: Workbench) -> None:
    made = bench.create("Dataset", "customers", bench.dataset())
    assert {key: made.outputs[key] for key in ("location", "rows", "profile", "checked")} == {
        "location": "data.csv",
        "rows": 300,
        "profile": {"rows": 300, "missing": {"age": 0.0, "plan": 0.0, "churned": 0.0}},
        "checked": [{"text": "rows >= 100", "value": 300, "passed": True}],
    }
    dataset, scope = bench.kind("Dataset"), bench.scope("customers")
    assert dataset.read(scope, made.id, made.outputs) == made.outputs
    (bench.root / "data.csv").unlink()
    assert dataset.read(scope, made.id, made.outputs) is None
    dataset.delete(scope, made.id, made.outputs)
    dataset.delete(scope, made.id, made.outputs)


def test_problems_of_the_data_are_told_together(bench: Workbench) -> None:
    (bench.root / "data.csv").write_text("age,plan,churned\n1,free,yes\nold,gold,no\n")
    with pytest.raises(Refused) as refused:
        bench.create("Dataset", "customers", bench.dataset(columns=[*COLUMNS, {"name": "id", "type": "text"}]))
    found = [(item.code, str(item.location), item.path) for item in refused.value.diagnostics]
    assert found == [
        ("D004", "None", ("columns", 3)),
        ("D006", "None", ("checks", 0)),
        ("D005", "data.csv:3:1", ("columns", 0)),
        ("D005", "data.csv:3:1", ("columns", 1)),
    ]


def test_wrong_inputs_are_named(bench: Workbench) -> None:
    _, failures = bench.kind("Dataset").check(bench.scope("x"), {"source": "a.csv", "digst": "x"})
    assert [failure.path for failure in failures] == ["digest", "columns", "digst"]
    _, failures = bench.kind("Endpoint").check(
        bench.scope("x"), {"model": "m", "version": 1, "artifact": "a", "mode": "batch"}
    )
    assert [failure.path for failure in failures] == ["mode"]
    assert bench.provider.resource("modelwright:index:Nothing") is None


def test_previews_tell_what_is_known(bench: Workbench) -> None:
    assert bench.kind("Dataset").preview(bench.dataset())["location"] == "data.csv"
    inputs, _ = bench.kind("TrainingRun").check(bench.scope("churn"), bench.training())
    known = bench.kind("TrainingRun").preview(inputs)
    assert str(known["fingerprint"]).startswith("sha256:") and known["artifact"] is UNKNOWN
    assert bench.kind("Endpoint").preview({"port": 8080})["url"] == "http://127.0.0.1:8080"
    assert bench.kind("Endpoint").preview({"port": 0})["url"] is UNKNOWN


def test_a_failed_gate_refuses_and_registers_nothing(bench: Workbench) -> None:
    with pytest.raises(Refused) as refused:
        bench.create("TrainingRun", "churn", bench.training(gates=[gate("roc_auc >= 0.5"), gate("accuracy > 1.5")]))
    (found,) = refused.value.diagnostics
    assert (found.code, found.path) == ("D010", ("definition", "gates", 1))
    assert not (bench.private / "artifacts").exists()
    assert [path.name for path in (bench.private / "runs").iterdir() if path.is_dir()] == []
    assert "gate accuracy > 1.5" in (bench.private / "logs/churn/local/TrainingRun.churn.log").read_text()


def test_the_code_of_an_entry_point_must_be_what_was_compiled(bench: Workbench) -> None:
    (bench.root / "train.py").write_text("def build(params): raise ValueError('no')\n")
    entrypoint = {"path": "train.py", "function": "build", "digest": "sha256:" + "0" * 64}
    with pytest.raises(Refused, match=r"D002 the code file `train.py` changed"):
        bench.create("TrainingRun", "churn", bench.training(estimator=None, entrypoint=entrypoint))


def test_from_data_to_an_endpoint_and_back(bench: Workbench) -> None:
    """One long story, because each import of scikit-learn takes more than a second."""
    run = bench.create("TrainingRun", "churn", bench.training(gates=[gate("roc_auc >= champion - 0.01")]))
    assert run.outputs["reused"] is False and run.outputs["runtime"]
    version = bench.create("ModelVersion", "churn", bench.version(run))
    assert version.outputs["version"] == 1
    made = bench.create("Endpoint", "api", bench.endpoint(version))
    scope, endpoint = bench.scope("api"), bench.kind("Endpoint")
    inputs, _ = endpoint.check(scope, bench.endpoint(version))
    assert endpoint.diff(scope, made.id, inputs, made.outputs, inputs).none
    assert endpoint.read(scope, made.id, made.outputs) == made.outputs

    _the_same_work_is_not_done_twice(bench, run.outputs["artifact"])
    swapped = _a_swap_fails_no_request(bench, made.id, made.outputs)
    _a_version_that_cannot_be_loaded_changes_nothing(bench, made.id, swapped)
    healed = _a_killed_server_comes_back_on_its_port(bench, made.id, swapped)
    _an_interrupted_run_is_taken_over(bench, healed)
    _a_taken_port_changes_nothing(bench, made.id, healed)
    healed = _another_port_gets_another_process(bench, made.id, healed)
    healed = _a_lost_record_leaves_no_server_behind(bench, made.id, healed)
    _a_copied_workspace_leaves_the_server_alone(bench, made.id, healed)
    _a_damaged_artifact_is_trained_again(bench, run.outputs)

    endpoint.delete(scope, made.id, healed)
    endpoint.delete(scope, made.id, healed)
    assert endpoint.read(scope, made.id, healed) is None
    assert status_of_endpoint(bench.private, "churn", "local", "api") is None
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", healed["port"]))


def _the_same_work_is_not_done_twice(bench: Workbench, artifact: object) -> None:
    scope, kind = bench.scope("churn"), bench.kind("TrainingRun")
    again = bench.create("TrainingRun", "churn", bench.training(gates=[gate("roc_auc >= champion - 0.010")]))
    assert again.outputs["reused"] is True and again.outputs["artifact"] == artifact
    assert again.outputs["gates"][0]["text"] == "roc_auc >= champion - 0.010"  # type: ignore[index]
    inputs, _ = kind.check(scope, bench.training(gates=[gate("roc_auc >= champion - 0.01")]))
    assert kind.diff(scope, again.id, inputs, again.outputs, inputs).none
    other, _ = kind.check(scope, bench.training(params={"max_depth": 3, "random_state": 1}))
    assert kind.diff(scope, again.id, inputs, again.outputs, other).replaces
    elsewhere = bench.create("TrainingRun", "churn", bench.training(gates=[gate("roc_auc >= champion - 0.01")]), "dev")
    assert elsewhere.outputs["reused"] is True


def _a_swap_fails_no_request(bench: Workbench, id: str, outputs: dict) -> dict:
    changed = bench.training(params={"max_depth": 3, "random_state": 1}, gates=[gate("roc_auc >= champion - 0.5")])
    run = bench.create("TrainingRun", "churn", changed)
    version = bench.create("ModelVersion", "churn", bench.version(run))
    assert version.outputs["version"] == 2
    statuses: list[int] = []
    over = threading.Event()

    def ask() -> None:
        while not over.wait(0.005):
            statuses.append(call(outputs["port"], "POST", "/predict", {"rows": [{"age": 0.5}]})[0])

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        inputs, _ = bench.kind("Endpoint").check(bench.scope("api"), bench.endpoint(version))
        swapped = bench.kind("Endpoint").update(bench.scope("api"), id, outputs, inputs)
    finally:
        over.set()
        asking.join()
    assert set(statuses) == {200}
    assert (swapped["pid"], swapped["url"], swapped["version"]) == (outputs["pid"], outputs["url"], 2)
    _, body = call(outputs["port"], "POST", "/predict", {"rows": [{"age": 0.5}]})
    assert body["version"] == "2"
    return swapped


def _a_version_that_cannot_be_loaded_changes_nothing(bench: Workbench, id: str, outputs: dict) -> None:
    record = load_record(record_file(bench.private, "churn", "local", "api"))
    assert record is not None
    status, _ = call(record.port, "POST", "/v2/repository/models/churn/load", {}, token="guessed")
    assert status == 401
    inputs, _ = bench.kind("Endpoint").check(
        bench.scope("api"), {**outputs, "artifact": "sha256:" + "0" * 64, "version": 3, "url": None, "pid": None}
    )
    with pytest.raises(Refused, match="D020"):
        bench.kind("Endpoint").update(bench.scope("api"), id, outputs, inputs)
    assert bench.kind("Endpoint").read(bench.scope("api"), id, outputs) == outputs


def _a_killed_server_comes_back_on_its_port(bench: Workbench, id: str, outputs: dict) -> dict:
    scope, kind = bench.scope("api"), bench.kind("Endpoint")
    os.kill(outputs["pid"], signal.SIGKILL)
    record = endpoint_records(bench.private, "churn", "local")[0]
    while alive(record.process):
        pass
    inputs = {key: outputs[key] for key in ("model", "version", "artifact", "mode")} | {"port": 0}
    difference = kind.diff(scope, id, inputs, outputs, inputs)
    assert (difference.note, difference.changes) == ("process not running", ())
    assert kind.read(scope, id, outputs) is None
    healed = kind.update(scope, id, outputs, inputs)
    assert healed["port"] == outputs["port"] and healed["pid"] != outputs["pid"]
    return healed


def _an_interrupted_run_is_taken_over(bench: Workbench, outputs: dict) -> None:
    inputs = {key: outputs[key] for key in ("model", "version", "artifact", "mode")} | {"port": 0}
    again = bench.kind("Endpoint").create(bench.scope("api"), inputs)
    assert again.outputs["pid"] == outputs["pid"]


def _a_taken_port_changes_nothing(bench: Workbench, id: str, outputs: dict) -> None:
    inputs = {key: outputs[key] for key in ("model", "version", "artifact", "mode")}
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(Refused, match=f"S001 port {port} of endpoint `api` is taken by process {os.getpid()}"):
            bench.kind("Endpoint").update(bench.scope("api"), id, outputs, {**inputs, "port": port})
    assert bench.kind("Endpoint").read(bench.scope("api"), id, outputs) == outputs


def _another_port_gets_another_process(bench: Workbench, id: str, outputs: dict) -> dict:
    old = endpoint_records(bench.private, "churn", "local")[0]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    inputs = {key: outputs[key] for key in ("model", "version", "artifact", "mode")} | {"port": port}
    moved = bench.kind("Endpoint").update(bench.scope("api"), id, outputs, inputs)
    assert moved["port"] == port and not alive(old.process)
    assert endpoint_records(bench.private, "churn", "local")[0].retiring == ()
    return moved


def _a_lost_record_leaves_no_server_behind(bench: Workbench, id: str, outputs: dict) -> dict:
    old = endpoint_records(bench.private, "churn", "local")[0]
    record_file(bench.private, "churn", "local", "api").unlink()
    inputs = {key: outputs[key] for key in ("model", "version", "artifact", "mode")} | {"port": 0}
    assert bench.kind("Endpoint").diff(bench.scope("api"), id, inputs, outputs, inputs).note == "its record is lost"
    again = bench.kind("Endpoint").update(bench.scope("api"), id, outputs, inputs)
    assert again["port"] == outputs["port"] and not alive(old.process)
    return again


def _a_copied_workspace_leaves_the_server_alone(bench: Workbench, id: str, outputs: dict) -> None:
    copy = Workbench(bench.root / "copy", bench.provider)
    shutil.copytree(bench.private / "endpoints", copy.private / "endpoints")
    seen = status_of_endpoint(copy.private, "churn", "local", "api")
    assert seen is not None and seen.state == "stopped"
    assert copy.kind("Endpoint").read(copy.scope("api"), id, outputs) is None
    copy.kind("Endpoint").delete(copy.scope("api"), id, outputs)
    assert bench.kind("Endpoint").read(bench.scope("api"), id, outputs) == outputs


def _a_damaged_artifact_is_trained_again(bench: Workbench, outputs: dict) -> None:
    scope, kind = bench.scope("churn", "dev"), bench.kind("TrainingRun")
    folder = artifact_folder(bench.private, outputs["artifact"])
    (folder / "model.skops").write_bytes(b"tampered")
    inputs = {key: outputs[key] for key in ("dataset", "dataset_digest", "definition", "runtime")}
    assert kind.diff(scope, "x", inputs, outputs, inputs).note == "stored model missing or damaged"
    assert kind.read(scope, "x", outputs) is None
    healed = kind.update(scope, "x", outputs, inputs)
    assert healed["artifact"] == outputs["artifact"] and healed["reused"] is False


def test_a_broken_artifact_starts_no_server(bench: Workbench) -> None:
    folder = bench.private / "artifacts" / "x"
    folder.mkdir(parents=True)
    (folder / "model.skops").write_bytes(b"nonsense")
    (folder / "model.json").write_text("{}")
    from compiler.runtime.artifact import artifact_digest

    digest = artifact_digest(folder)
    folder.rename(artifact_folder(bench.private, digest))
    with pytest.raises(Refused, match="S002 the server of `api` did not start: "):
        bench.create("Endpoint", "api", {"model": "churn", "version": 1, "artifact": digest})
    assert endpoint_records(bench.private, "churn", "local") == ()
    assert bench.provider._workers._busy == []  # type: ignore[attr-defined]


def test_versions_leave_and_come_back(bench: Workbench) -> None:
    artifact = _fake_artifact(bench.private)
    kind, scope = bench.kind("ModelVersion"), bench.scope("churn")
    inputs = {"model": "churn", "artifact": artifact, "metrics": {"auc": 1.0}, "gates": []}
    made = bench.create("ModelVersion", "churn", inputs)
    assert kind.diff(scope, made.id, inputs, made.outputs, inputs).none
    changed = {**inputs, "metrics": {"auc": 0.9}}
    difference = kind.diff(scope, made.id, inputs, made.outputs, changed)
    assert [(change.path, change.replaces) for change in difference.changes] == [("metrics.auc", False)]
    kind.delete(scope, made.id, made.outputs)
    assert kind.read(scope, made.id, made.outputs) is None
    assert registry.champion(bench.private, "churn", "local", "churn") is None
    assert kind.diff(scope, made.id, inputs, made.outputs, inputs).note == "not in the registry"
    assert kind.update(scope, made.id, made.outputs, inputs)["version"] == 1
    database_file(bench.private).unlink()
    assert kind.update(scope, made.id, {**made.outputs, "version": 7}, inputs)["version"] == 7
    kind.delete(scope, "", inputs)
    assert registry.champion(bench.private, "churn", "local", "churn") is None


def test_a_lost_champion_stops_gates_that_compare_with_it(bench: Workbench) -> None:
    artifact = _fake_artifact(bench.private)
    bench.create("ModelVersion", "churn", {"model": "churn", "artifact": artifact, "metrics": {}, "gates": []})
    shutil.rmtree(artifact_folder(bench.private, artifact))
    with pytest.raises(Refused, match=r"D016 version 1 of `churn`, the champion, is missing"):
        bench.create("TrainingRun", "churn", bench.training(gates=[gate("roc_auc >= champion")]))


def _fake_artifact(private: Path) -> str:
    from compiler.runtime.artifact import artifact_digest

    folder = private / "artifacts" / "x"
    folder.mkdir(parents=True)
    (folder / "model.json").write_text("{}")
    digest = artifact_digest(folder)
    folder.rename(artifact_folder(private, digest))
    return digest
