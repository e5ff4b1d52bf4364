"""Secrets go to the training job and nowhere else: not to files, process arguments or output, in any form."""

import base64
import json
import threading
from urllib.parse import quote, quote_plus

import psutil

VALUES = {"TOKEN": 'hf/+Zq"8 ü&=%\\pässwörd', "PIN_CODE": "84913377"}
SPEC = """\
project: flowers
owner: me
datasets:
  d: {source: d.csv, columns: {a: integer, b: boolean}}
models:
  m:
    dataset: d
    target: b
    entrypoint: train.py:build
    x-token: ${secret:TOKEN}
    train: {env: {APP_MODE: quiet, APP_TOKEN: "${...x-token}", APP_PIN: "${secret:PIN_CODE}"}}
    metrics: [accuracy]
serving: {api: {model: m}}
environments: {prod: {}}
"""
CODE = """\
import os, time
from sklearn.tree import DecisionTreeClassifier

def build(**params):
    print("it is", os.environ["APP_TOKEN"], os.environ["APP_PIN"])
    print("right:", [len(os.environ["APP_TOKEN"]), os.environ["APP_PIN"] == "".join(["8491", "3377"])])
    time.sleep(0.5)
    if os.environ["APP_MODE"] == "loud":
        raise RuntimeError("no entry with " + os.environ["APP_TOKEN"])
    return DecisionTreeClassifier(max_depth=1)
"""


def forms():
    for value in VALUES.values():
        yield from (value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1])
        yield from (quote(value), quote(value, safe=""), quote_plus(value), base64.b64encode(value.encode()).decode())


class Watch(threading.Thread):
    """Every command line on this machine, as long as it runs."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen, self.over = set(), threading.Event()

    def run(self):
        while not self.over.wait(0.1):
            for process in psutil.process_iter(["cmdline"]):
                self.seen.add(" ".join(process.info["cmdline"] or ()))


def project(make_workspace):
    workspace = make_workspace()
    (workspace.root / "modelwright.yaml").write_text(SPEC)
    (workspace.root / "train.py").write_text(CODE)
    rows = [f"{i},{'true' if i % 2 else 'false'}" for i in range(120)]
    (workspace.root / "d.csv").write_text("\n".join(["a,b", *rows]))
    return workspace


def test_secrets_stay_secret_and_a_new_one_is_for_the_next_training(make_workspace):
    workspace = project(make_workspace)
    given = {f"MODELWRIGHT_SECRET_{name}": value for name, value in VALUES.items()}
    newer = {name: value + "-longer" for name, value in given.items()}
    watch = Watch()
    watch.start()
    try:
        first = workspace.mw("up", "--yes", variables=given)
        log = workspace.mw("logs", "flowers", "m", variables=given)
        text = workspace.mw("explain", "models.m.train.env.APP_TOKEN", variables=given)
        pin = workspace.mw("explain", "models.m.train.env.APP_PIN", "--json", variables=given)
        status = workspace.mw("status", "--json", variables=given)
        same = workspace.mw("plan", variables=newer)
        workspace.edit("modelwright.yaml", "quiet", "calm")
        again = workspace.mw("up", "--yes", "--json", variables=newer)
        newer_log = workspace.mw("logs", "flowers", "m", variables=newer)
        workspace.edit("modelwright.yaml", "calm", "loud")
        failed = workspace.mw("up", "--yes", variables=given, code=4)
    finally:
        watch.over.set()
        watch.join()
        workspace.mw("destroy", "--yes", code=None)
    assert f"right: [{len(VALUES['TOKEN'])}, True]" in log.out and "it is [secret] [secret]" in log.out
    assert "nothing to change" in same.out
    assert f"right: [{len(VALUES['TOKEN'] + '-longer')}, False]" in newer_log.out
    assert "no entry with [secret]" in failed.err
    assert text.out.startswith("models.m.train.env.APP_TOKEN = ${secret:TOKEN}")
    assert json.loads(pin.out)["value"] == "${secret:PIN_CODE}"
    assert any("compiler.provider." in line for line in watch.seen)

    told = (first, log, text, pin, status, same, again, newer_log, failed)
    heard = "\n".join([*watch.seen, *(run.out + run.err for run in told)])
    written = {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}
    assert workspace.root / ".modelwright/state/flowers/local.json.bak" in written
    for form in forms():
        assert form not in heard
        assert [str(path) for path, data in written.items() if form.encode() in data] == []


def test_a_missing_secret_is_told_before_anything_runs(make_workspace):
    workspace = project(make_workspace)
    for command in (["plan"], ["up", "--yes"]):
        ran = workspace.mw(*command, variables={"MODELWRIGHT_SECRET_TOKEN": "only one"}, code=2)
        assert "error[P090]: the secret `PIN_CODE` is not set" in ran.err and "modelwright.yaml:11:" in ran.err
        assert "TOKEN" not in ran.err.replace("APP_TOKEN", "").splitlines()[0]
    assert not (workspace.root / ".modelwright/state").exists()
    # What only prints needs no values, and a plan for a cloud neither: there the job fetches them itself.
    workspace.mw("validate")
    workspace.mw("compile")
    workspace.mw("plan", "--env", "prod")
