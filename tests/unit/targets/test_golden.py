"""Each directory of tests/golden/lower: what is changed in the sample, and the graph and program that come of it."""

import difflib
import functools
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from targets_sample import on_aws, resolved

from compiler import targets
from compiler.lower import lower
from compiler.model.graph import Secret
from compiler.model.job import definition
from compiler.render import render
from compiler.source.share import share

CASES = Path(__file__).parents[2] / "golden" / "lower"
NAMES = sorted(path.name for path in CASES.iterdir())
SHOWN_IN_STACKS = ("aws",)
"""Their programs use nothing that the committed `stacks/*/dev` do not show."""
SHOWN_BY = {"aws-moved": ("moved",), "aws-secrets": ("models__churn__train",)}
"""Of their programs only the lines are kept that these changes make: the others have all the rest."""
UNTRAINED = ("aws-llm-only",)
"""Their models come from elsewhere."""
TOOLS = Path(sys.executable).parent


def as_secret(mapping):
    """`{"secret": NAME}` is what composing makes of `${secret:NAME}`."""
    return Secret(mapping["secret"]) if mapping.keys() == {"secret"} else mapping


def compile_anew(name, *, without=()):
    case = json.loads((CASES / name / "case.json").read_text(), object_hook=as_secret)
    case["changes"] = {key: value for key, value in case["changes"].items() if key not in without}
    make = {"local": resolved, "aws": on_aws}[case["target"]]
    target = targets.get(case["target"])
    remote = {"data": {}} if case.get("remote") else {}
    graph = lower(make(case["environment"], **remote, **case["changes"]), target)
    assert graph.diagnostics == ()
    artifacts = render(target.renderings(graph.value), (share("templates"),))
    assert artifacts.diagnostics == ()
    return graph.value, {artifact.path: artifact.content for artifact in (*artifacts.value, *target.files(graph.value))}


compile_case = functools.cache(compile_anew)


@pytest.mark.parametrize("name", NAMES)
def test_graph(name, request):
    compare(str(compile_case(name)[0]), CASES / name / "graph.txt", request)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SHOWN_IN_STACKS])
def test_program(name, request):
    program = compile_case(name)[1]["__main__.py"].decode()
    if name not in SHOWN_BY:
        compare(program, CASES / name / "program.py", request)
        return
    without = compile_anew(name, without=SHOWN_BY[name])[1]["__main__.py"].decode()
    lines = difflib.unified_diff(masked(without).splitlines(), masked(program).splitlines(), n=2, lineterm="")
    compare("\n".join(lines) + "\n", CASES / name / "program.diff", request)


def masked(text):
    """The runtime's own digest is in keys, job names and where checkpoints are."""
    text = re.sub(r"runtime/[0-9a-f]{16}/", "runtime/<digest>/", text)
    text = re.sub(r"/checkpoints/([\w-]+)/[0-9a-f]{10}/", r"/checkpoints/\1/<fingerprint>/", text)
    return re.sub(r"-[0-9a-f]{10}-(?=['\"])", "-<fingerprint>-", text)


def compare(text, expected, request):
    text = masked(text)
    if request.config.getoption("--update-golden"):
        expected.write_text(text)
    assert text == expected.read_text()


@pytest.mark.parametrize("name", NAMES)
def test_same_bytes_every_time(name):
    assert compile_anew(name)[1] == compile_case(name)[1]


@pytest.mark.parametrize("name", NAMES)
def test_job_definitions_are_the_graph_s(name):
    graph, files = compile_case(name)
    jobs = [node for node in graph.nodes if hasattr(node, "job")]
    assert bool(jobs) != (name in UNTRAINED)
    for node in jobs:
        assert json.loads(files[node.definition]) == definition(node.job)


@pytest.mark.parametrize("name", NAMES)
def test_programs_look_written_by_hand(name, tmp_path):
    program = tmp_path / "__main__.py"
    program.write_bytes(compile_case(name)[1]["__main__.py"])
    ruff = [TOOLS / "ruff", "--isolated"]
    run = {"cwd": tmp_path, "capture_output": True, "text": True, "check": False}
    done = subprocess.run([*ruff, "format", "--no-cache", "--diff", "--line-length", "88", program], **run)
    assert done.returncode == 0, done.stdout
    done = subprocess.run([*ruff, "check", "--no-cache", "--select", "E,F,I", "--line-length", "88", program], **run)
    assert done.returncode == 0, done.stdout


def test_aws_programs_fit_the_sdk_s_types(tmp_path):
    names = [name for name in NAMES if name.startswith("aws")]
    for name in names:
        (tmp_path / f"{name.replace('-', '_')}.py").write_bytes(compile_case(name)[1]["__main__.py"])
    command = [TOOLS / "ty", "check", "--python", sys.prefix, tmp_path]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
