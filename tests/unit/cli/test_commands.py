from __future__ import annotations

import pytest

from compiler.model.events import Finished, Started
from compiler.model.plan import Action
from compiler.operations import DestroyResult, EndpointStatus, Finding, LogFile, ModelStatus, Status, UpResult
from compiler.operations.asking import Rows
from compiler.source.diagnostic import Checked, Diagnostic, Severity
from compiler.source.location import Location

from .conftest import a_plan, a_step

GATE = {"text": "r2 >= 0.5", "metric": "r2", "value": 0.71, "threshold": 0.5, "passed": True}
OUTPUTS = {
    "endpoints": {"churn-api": {"url": "http://127.0.0.1:4000"}},
    "models": {"churn": {"version": 2, "metrics": {"r2": 0.71}, "gates": [GATE]}},
}


def returning(value, seen=None):
    def operation(*arguments, **options):
        if seen is not None:
            seen.append((arguments, options))
        return Checked(value)

    return operation


def test_validate_defaults_to_all_environments(shell, monkeypatch):
    seen = []
    monkeypatch.setattr("compiler.operations.validate", returning(("local", "prod"), seen))
    code, out, err = shell("validate", "churn", "models.churn.params.max_depth=3")
    assert (code, out, err) == (0, "modelwright.yaml: fine in local, prod\n", "")
    assert shell.targets == ["churn"]
    assert shell.opened[0].overrides == ("models.churn.params.max_depth=3",)
    assert seen[0][0][1] is None


def test_validate_takes_several_environments_and_a_first_override(shell, monkeypatch):
    seen = []
    monkeypatch.setattr("compiler.operations.validate", returning(("dev",), seen))
    assert shell("validate", "~serving.api", "--env", "dev", "-e", "prod")[0] == 0
    assert shell.targets == [None]
    assert seen[0][0][1] == ("dev", "prod")


def test_warnings_do_not_fail(shell, monkeypatch):
    warning = Diagnostic("U001", "odd", Location("modelwright.yaml", 1, 1), severity=Severity.WARNING)
    monkeypatch.setattr("compiler.operations.validate", lambda *_: Checked(("local",), (warning,)))
    code, out, err = shell("validate")
    assert (code, out) == (0, "modelwright.yaml: fine in local\n")
    assert err.startswith("warning[U001]: odd\n")
    code, document, err = shell.json("validate")
    assert document["valid"] is True
    assert document["diagnostics"][0]["severity"] == "warning"
    assert err == ""


def test_a_failed_validation_says_so_in_the_document(shell, monkeypatch):
    error = Diagnostic("U001", "bad", Location("modelwright.yaml", 2, 3), path=("models",), hint="mend it")
    monkeypatch.setattr("compiler.operations.validate", lambda *_: Checked(None, (error,)))
    code, document, _ = shell.json("validate")
    assert code == 2
    assert document["valid"] is False
    assert document["diagnostics"] == [
        {
            "code": "U001",
            "severity": "error",
            "summary": "bad",
            "file": "modelwright.yaml",
            "line": 2,
            "column": 3,
            "path": "models",
            "hint": "mend it",
            "chain": [],
            "related": [],
        }
    ]


def test_compile_lists_what_was_written(shell, monkeypatch):
    from compiler.emit import Emitted

    emitted = Emitted("stacks/churn/local", ("__main__.py",), ("notes.txt",), None)
    seen = []
    monkeypatch.setattr("compiler.pipeline.compile_session", returning((emitted,), seen))
    code, out, _ = shell("compile", "--check")
    assert (code, seen[0][1]) == (0, {"check": True})
    assert out == "stacks/churn/local  stale: __main__.py\n  not ours, left alone: notes.txt\n"
    many = Emitted("stacks/churn/local", tuple("abcdefgh"), (), None)
    monkeypatch.setattr("compiler.pipeline.compile_session", returning((many,)))
    assert shell("compile")[1] == "stacks/churn/local  updated: a, b, c, d, e and 3 more\n"
    monkeypatch.setattr("compiler.pipeline.compile_session", returning((emitted,)))
    _, document, _ = shell.json("compile")
    assert document["stacks"][0]["folder"] == "stacks/churn/local"


@pytest.mark.parametrize(
    ("options", "pending", "still"), [((), 0, 0), (("--expect-no-changes",), 7, 0), (("--detailed-exitcode",), 2, 0)]
)
def test_exit_codes_of_plan(shell, monkeypatch, options, pending, still):
    for name in ("plan", "difference"):
        monkeypatch.setattr(f"compiler.operations.{name}", returning(a_plan(a_step())))
    assert shell("plan", *options)[0] == pending
    for name in ("plan", "difference"):
        monkeypatch.setattr(f"compiler.operations.{name}", returning(a_plan(a_step(Action.SAME))))
    assert shell("plan", *options)[0] == still


def test_detailed_exitcode_makes_every_error_1(shell, monkeypatch):
    monkeypatch.setattr("compiler.operations.plan", lambda *_: Checked(None, (Diagnostic("U001", "bad"),)))
    assert shell("plan", "--detailed-exitcode")[0] == 1


def test_plan_as_a_document(shell, monkeypatch):
    monkeypatch.setattr("compiler.operations.plan", returning(a_plan(a_step(), a_step(Action.SAME, "other"))))
    code, document, err = shell.json("plan", "-e", "prod")
    assert (code, err) == (0, "")
    assert document["project"] == "churn"
    assert document["changes"] == [
        {
            "address": "TrainingRun.churn",
            "action": "replace",
            "kind": "retrain",
            "reason": "`max_depth` 8 -> 12",
            "location": "modelwright.yaml:4:25",
            "protected": False,
            "was": None,
            "values": [
                {
                    "path": "definition.params.max_depth",
                    "old": 8,
                    "new": 12,
                    "unknown": False,
                    "replaces": True,
                    "cause": None,
                }
            ],
            "gates": [],
        }
    ]


def fake_up(session, on_event, confirm, **options):
    plan = a_plan(a_step(Action.CREATE))
    if not confirm(plan):
        return Checked(UpResult(plan, False, {}))
    on_event(Started(plan.changes[0].step))
    on_event(Finished(plan.changes[0].step, {}, 0.42))
    return Checked(UpResult(plan, True, OUTPUTS))


def test_up_shows_plan_progress_and_outcome(shell, monkeypatch):
    monkeypatch.setattr("compiler.operations.up", fake_up)
    code, out, err = shell("up", "churn", "--yes")
    assert code == 0
    assert err == "TrainingRun.churn  creating\nTrainingRun.churn  done in 0.4 s\n"
    for text in ("1 to create", "passed  r2 >= 0.5  0.7100", "http://127.0.0.1:4000", "modelwright status churn"):
        assert text in out


def test_up_as_a_document(shell, monkeypatch):
    monkeypatch.setattr("compiler.operations.up", fake_up)
    code, document, _ = shell.json("up", "--yes")
    assert code == 0
    assert document["applied"] is True
    assert document["outputs"] == OUTPUTS
    assert document["changes"][0]["action"] == "create"
    assert document["diagnostics"] == []


@pytest.mark.parametrize("command", ["up", "destroy"])
def test_consent_is_needed_where_nobody_can_answer(shell, monkeypatch, command):
    monkeypatch.setattr(f"compiler.operations.{command}", lambda *_: pytest.fail("must not be reached"))
    code, _, err = shell(command)
    assert code == 2
    assert "U002" in err and "--yes" in err
    assert shell.json(command)[0] == 2


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setattr("compiler.cli.options.is_terminal", lambda _: True)


def test_no_is_no(shell, monkeypatch, terminal):
    monkeypatch.setattr("compiler.operations.up", fake_up)
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    code, out, err = shell("up")
    assert code == 130
    assert "1 to create" in out and "declined" in err


def test_yes_is_yes(shell, monkeypatch, terminal):
    monkeypatch.setattr("compiler.operations.up", fake_up)
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    assert shell("up")[0] == 0


def test_an_up_that_fails_still_reports_the_plan(shell, monkeypatch):
    def failing(session, on_event, confirm, **options):
        confirm(a_plan(a_step()))
        return Checked(None, (Diagnostic("U005", "gate failed"),))

    monkeypatch.setattr("compiler.operations.up", failing)
    code, document, _ = shell.json("up", "--yes")
    assert code == 7
    assert document["applied"] is False
    assert document["changes"]


@pytest.mark.parametrize("command", ["plan", "up", "destroy"])
def test_names_of_what_may_go_reach_the_operation(shell, monkeypatch, command):
    seen = []
    results = {"plan": a_plan(), "up": UpResult(a_plan(), False, {}), "destroy": DestroyResult((), (), True)}
    monkeypatch.setattr(f"compiler.operations.{command}", returning(results[command], seen))
    words = () if command == "plan" else ("--yes",)
    assert shell(command, *words, "--allow-destroy", "a", "--allow-destroy", "Endpoint.b")[0] == 0
    ((arguments, options),) = seen
    assert ("a", "Endpoint.b") in (*arguments, options.get("allowed"))


def test_what_is_protected_is_asked_for_by_name_on_a_terminal_only(shell, monkeypatch, terminal):
    questions, answers = [], []

    def up(session, on_event, confirm, *, allowed, ask):
        answers.append(ask(a_step(Action.DELETE)))
        return Checked(UpResult(a_plan(), False, {}))

    monkeypatch.setattr("compiler.operations.up", up)
    monkeypatch.setattr("click.confirm", lambda question, **_: questions.append(question) or True)
    shell("up")
    shell("up", "--yes")
    shell.json("up", "--yes")
    assert answers == [True, False, False]
    assert questions == ["`TrainingRun.churn` is protected. Let it go, with all that it holds?"]


def test_destroy_says_what_it_kept(shell, monkeypatch):
    def destroy(session, on_event, confirm, *, purge, **options):
        steps = (a_step(Action.DELETE),)
        assert confirm(steps)
        return Checked(DestroyResult(steps, ("2 trained models",), True))

    monkeypatch.setattr("compiler.operations.destroy", destroy)
    code, out, _ = shell("destroy", "--yes", "--purge")
    assert code == 0
    assert out.endswith("1 resource removed.\nKept:\n  2 trained models\n")
    assert shell.json("destroy", "--yes")[1]["removed"] == ["TrainingRun.churn"]


def test_status_by_name(shell, monkeypatch):
    endpoint = EndpointStatus("churn-api", "http://127.0.0.1:4000", "running", 77, "churn", 2)
    model = ModelStatus("churn", 2, 1, {"r2": 0.71})
    monkeypatch.setattr(
        "compiler.operations.status", returning(Status("churn", "local", ("Dataset.x",), (endpoint,), (model,)))
    )
    code, document, _ = shell.json("status")
    assert code == 0
    assert document["endpoints"]["churn-api"]["state"] == "running"
    assert document["models"]["churn"]["champion"] == 2
    out = shell("status")[1]
    assert "http://127.0.0.1:4000" in out and "(before: 1)" in out


def test_logs(shell, monkeypatch):
    log = shell.folder / "a.log"
    log.write_text("one\ntwo\nthree\n")
    seen = []
    monkeypatch.setattr("compiler.operations.logs", returning((LogFile("churn-api", log),), seen))
    assert shell("logs", "churn", "churn-api", "-n", "2")[:2] == (0, "two\nthree\n")
    assert seen[0][0][1] == "churn-api"
    assert shell.json("logs")[1]["logs"] == [{"name": "churn-api", "path": str(log), "lines": ["one", "two", "three"]}]
    assert shell.json("logs", "-f")[0] == 2


@pytest.mark.parametrize(
    ("word", "project", "endpoint"),
    [("churn", "churn", None), ("churn/api", "churn", "api"), ("sub/folder", "sub/folder", None)],
)
def test_predict_finds_project_and_endpoint(shell, monkeypatch, word, project, endpoint):
    (shell.folder / "sub/folder").mkdir(parents=True)
    (shell.folder / "rows.csv").write_text("age,plan\n41,free\n,pro\n")
    seen = []
    answer = [
        {"prediction": True, "probabilities": {"true": 0.75}},
        {"prediction": False, "probabilities": {"true": 0.1}},
    ]
    monkeypatch.setattr("compiler.operations.predict", returning(answer, seen))
    code, out, _ = shell("predict", word, "--data", "rows.csv")
    assert code == 0
    assert out.splitlines()[0].split() == ["row", "prediction", "probabilities.true"]
    assert out.splitlines()[1].split() == ["1", "true", "0.7500"]
    assert shell.targets == [project]
    assert seen[0][0][1:] == (endpoint, Rows(b"age,plan\n41,free\n,pro\n", "text/csv"))


@pytest.mark.parametrize(
    "words", [("destroy", "--yes"), ("status",), ("logs",), ("predict", "--data", "modelwright.yaml")]
)
def test_what_works_on_what_runs_takes_no_overrides(shell, words):
    code, out, err = shell(*words, "models.churn.params.max_depth=3")
    assert (code, out) == (2, "")
    assert err.startswith("error[U001]: `models.churn.params.max_depth=3`: ")
    assert shell.opened == []


def test_explain_a_code(shell):
    code, out, _ = shell("explain", "u002")
    assert code == 0
    assert out.startswith("U002: consent needed\n")
    code, _, err = shell("explain", "U999")
    assert code == 2
    assert "U004" in err


def test_explain_a_path(shell, monkeypatch):
    from compiler.operations.explanation import Carrier, Explanation
    from compiler.source.sourcemap import Layer, LayerKind

    place = Location("modelwright.yaml", 4, 25)
    layers = (
        Layer(LayerKind.SPEC, place, place, 12),
        Layer(LayerKind.OVERRIDE, Location("<command line>", 1, 1), place, 3),
    )
    found = Explanation(
        ("models", "churn", "params", "max_depth"),
        3,
        layers,
        carriers=(Carrier("TrainingRun.churn", "definition", "jobs/churn.json", 7),),
    )
    monkeypatch.setattr("compiler.operations.explain", returning(found))
    code, out, _ = shell("explain", "churn", "models.churn.params.max_depth")
    assert code == 0
    assert out.startswith("models.churn.params.max_depth = 3\n")
    assert "modelwright.yaml:4:25" in out and "<- counts" in out
    document = shell.json("explain", "models.churn.params.max_depth")[1]
    assert document["chain"][1] == {"kind": "override", "location": "<command line>:1:1", "value": 3}
    carrier = {"address": "TrainingRun.churn", "input": "definition", "file": "jobs/churn.json", "line": 7}
    assert document["resources"] == [carrier]


def test_doctor(shell, monkeypatch):
    findings = (Finding("python", True, "3.11"), Finding("pulumi", False, "not on PATH", "install it"))
    monkeypatch.setattr("compiler.operations.doctor", lambda _: findings)
    code, out, _ = shell("doctor")
    assert code == 4
    assert "install it" in out
    assert shell.json("doctor")[1]["findings"][0]["name"] == "python"


def test_schema_to_a_file(shell, monkeypatch):
    code, out, _ = shell("schema")
    assert code == 0
    assert out.startswith("{")
    (shell.folder / "s.json").symlink_to("real.json")
    assert shell("schema", "-o", "s.json")[:2] == (0, "wrote s.json\n")
    assert (shell.folder / "s.json").is_symlink() and (shell.folder / "real.json").is_file()
    assert (shell.folder / "s.json").read_text() == out
    assert shell.json("schema")[1]["schema"]


def test_fit_knows_the_numbers_of_a_model(shell):
    code, document, _ = shell.json(
        "fit", "--model", "meta-llama/Llama-3.1-8B-Instruct", "--context", "8192", "--instance", "ml.g4dn.xlarge",
        "--dtype", "fp16",
    )  # fmt: skip
    assert (code, document["instances"][0]["verdict"]) == (5, "does not fit")
    assert round(document["instances"][0]["weights_gib"], 2) == 14.96


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "write `--model`, or all of"),
        (("--layers", "32"), "write `--model`, or all of"),
        (("--model", "microsoft/phi-4", "--layers", "32"), "brings its own numbers"),
        (("--model", "microsoft/phi-5"), "did you mean `microsoft/phi-4`?"),
    ],
)
def test_fit_needs_the_numbers_once(shell, words, told):
    code, _, err = shell("fit", *words, "--context", "8192")
    assert code == 2
    assert told in err
