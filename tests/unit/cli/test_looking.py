"""What commands that look say of nothing: logs without lines, and a `conf/` that says what the product's says."""

import shutil
from pathlib import Path

import pytest

from compiler.cli.run import run
from compiler.source.share import share

CASE = Path(__file__).parents[2] / "golden" / "errors" / "E005-never-compiled"
"""A workspace with a spec that is sound."""


@pytest.fixture
def shell(tmp_path, capsys):
    shutil.copytree(CASE, tmp_path, dirs_exist_ok=True)

    def call(*words):
        code = run(["-C", str(tmp_path), *words])
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return call


def test_logs_without_lines_are_named_and_not_shown(shell, tmp_path):
    logs = tmp_path / ".modelwright" / "logs" / "churn" / "local"
    logs.mkdir(parents=True)
    (logs / "Endpoint.churn-api.log").touch()
    assert shell("logs")[:2] == (0, "")
    (logs / "TrainingRun.churn.log").write_text("read 40 rows\n")
    code, out, err = shell("logs")
    assert (code, out) == (
        0,
        "==> TrainingRun.churn (.modelwright/logs/churn/local/TrainingRun.churn.log)\nread 40 rows\n",
    )
    assert err == "said nothing: Endpoint.churn-api\n"


def test_a_copy_of_the_product_s_conf_is_nobody_s_doing(shell, tmp_path):
    before = shell("validate", ".")
    assert before[0] == 0
    shutil.copytree(share("conf"), tmp_path / "conf")
    assert shell("validate", ".") == before
    standard = tmp_path / "conf" / "serving" / "standard.yaml"
    standard.write_text(standard.read_text() + "rollout: {strategy: all_at_once}\n")
    changed = shell("validate", ".")
    assert "conf/serving/standard.yaml" in changed[1] + changed[2]
