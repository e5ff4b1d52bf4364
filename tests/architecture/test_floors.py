"""Imports go to lower floors only, phases never meet, and each third-party library has one home."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {
    "source": 0,
    "model": 1,
    "load": 2, "compose": 2, "validate": 2, "lower": 2, "render": 2, "emit": 2, "plan": 2, "targets": 2,
    "runtime": 2, "sdk": 2,
    "engines": 3, "provider": 3,
    "pipeline": 4, "operations": 4, "reports": 4, "scaffold": 4,
    "cli": 5,
}  # fmt: skip
MEET = {("operations", "pipeline"), ("reports", "operations"), ("engines", "provider")}
"""Rooms of one floor that may know each other; engines see the provider's protocol and its form on the wire only."""

HOMES = {
    "yaml": {"load"},
    "hydra": {"compose"}, "omegaconf": {"compose"},
    "pydantic": {"model", "validate"},
    "jinja2": {"render"}, "markupsafe": {"render"},
    "grpc": {"engines", "provider"}, "google": {"engines", "provider"}, "pulumi": {"engines", "provider", "sdk"},
    "sklearn": {"runtime", "validate"}, "skops": {"runtime"}, "threadpoolctl": {"runtime"},
    "numpy": {"runtime", "validate"}, "pandas": set(), "boto3": {"targets"},
    "starlette": {"runtime"}, "uvicorn": {"runtime"},
    "click": {"cli"}, "rich": {"reports"},
    "filelock": {"source", "provider"}, "psutil": {"source", "provider"},
}  # fmt: skip


def modules():
    for path in sorted((ROOT / "compiler").rglob("*.py")):
        parts = path.relative_to(ROOT / "compiler").parts
        if len(parts) > 1 or parts[0] == "pipeline.py":
            yield parts[0].removesuffix(".py"), path


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            if node.module == "compiler":
                yield from ((f"compiler.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module or "", node.lineno


def test_every_room_has_a_floor():
    assert {room for room, _ in modules()} <= set(FLOORS)


def test_imports_go_down():
    wrong, met = [], set()
    for room, path in modules():
        for name, line in imported(path):
            parts = name.split(".")
            if parts[0] != "compiler" or len(parts) == 1 or parts[1] == room:
                continue
            other = parts[1]
            fine = FLOORS[other] < FLOORS[room] or (room, other) in MEET
            met.add((room, other))
            if (room, other) == ("engines", "provider"):
                fine = parts[2] in ("protocol", "marshal")
            if not fine:
                wrong.append(f"{path.relative_to(ROOT)}:{line} {room} imports {name}")
    assert wrong == []
    assert met >= MEET, "an exception that nobody needs"


def test_the_runtime_stands_alone():
    for room, path in modules():
        if room == "runtime":
            assert [name for name, _ in imported(path) if name.split(".")[0] == "compiler"] == [], path


def test_each_library_has_a_home():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for room, path in modules()
        for name, line in imported(path)
        if (home := HOMES.get(name.split(".")[0])) is not None and room not in home
    ]
    assert wrong == []


@pytest.mark.parametrize("target", ["local", "aws"])
def test_targets_do_not_know_each_other(target):
    for path in (ROOT / "compiler" / "targets" / target).rglob("*.py"):
        others = [name for name, _ in imported(path) if name.startswith("compiler.targets.")]
        assert [name for name in others if name.split(".")[2] in {"local", "aws"} - {target}] == []
