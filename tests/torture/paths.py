"""Hostile paths and names, and the places of a spec, of `conf/` and of the command line that take one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.torture.workshop import SPEC, TABLE, edited, workspace

TARGETS = ("secret.csv", "secret.py", "secret.yaml", "modelwright.yaml", "customers.csv", "conf/compute/small.yaml", "")
CHARACTERS = (
    "\0", "\n", "\r", "\x1b[2J", "\u202e", "\u2215", "\uff0f", "%2e%2e", "*", "?", "[a-z]", "$HOME", "`id`", " ",
)  # fmt: skip
RESERVED = (
    "CON", "nul.csv", "AUX", "com1.yaml", "a:b", "a.csv.", "a.csv ", "..", ".", "...", "-rf", "--help", ".git/config",
    "~", "~root/x",
)  # fmt: skip
ABSOLUTE = (
    "/etc/passwd", "/proc/self/environ", "/dev/stdin", "/dev/zero", "/", "//host/share/a.csv", "C:\\a.csv",
    "\\\\host\\a.csv",
)  # fmt: skip
LINKS = (
    "link.csv", "link.py", "link.yaml", "folder/secret.csv", "folder/secret.py", "folder/secret.yaml", "loop.csv",
    "loop/a.csv", "pipe.csv",
)  # fmt: skip
ODD = ("Customers.csv", "CUSTOMERS.CSV", "customers.csv/", "customers.csv/..", "conf/../customers.csv")


def path(random: Random, root: Path) -> str:
    """One hostile path; `root` is the folder that holds the workspace and what lies outside of it."""
    up = random.choice(("../", "..\\", "./../", "x/../../", "/../", "....//", "../../", "..//", "%2e%2e/"))
    outside = random.choice(("outside/", "work-evil/", "work/../outside/", "OUTSIDE/", ""))
    target = random.choice(TARGETS)
    made = random.choice(
        (
            up * random.choice((1, 2, 9)) + outside + target,
            up + outside + target,
            str(root / "outside" / target),
            f"file://{root}/outside/{target}",
            random.choice(ABSOLUTE),
            random.choice(RESERVED),
            random.choice(LINKS),
            random.choice(
                ("Customers.csv", "CUSTOMERS.CSV", "customers.csv/", "customers.csv/..", "conf/../customers.csv")
            ),
            "a" * random.choice((256, 5000)) + ".csv",
            "a/" * 3000 + "b.csv",
        )
    )
    if random.random() < 0.2:
        at = random.randint(0, len(made))
        made = made[:at] + random.choice(CHARACTERS) + made[at:]
    return made


@dataclass(frozen=True, slots=True)
class Case:
    """A spec, other files by name, and a command line."""

    spec: str
    argv: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = ()


def _spec(*changes: tuple[str, str]) -> Callable[[str], Case]:
    """The spec with old texts replaced by new ones, in which the path stands, quoted, in the place of `%`."""

    def case(text: str) -> Case:
        spec, quoted = SPEC, json.dumps(text, ensure_ascii=False)
        for old, new in changes:
            spec = edited(old, new.replace("%", quoted), spec)
        return Case(spec, ("compile", "."))

    return case


def _line(*argv: str, files: tuple[tuple[str, str], ...] = ()) -> Callable[[str], Case]:
    """The path in the place of `%` in a command line, or in a file."""

    def case(text: str) -> Case:
        quoted = json.dumps(text, ensure_ascii=False)
        written = tuple((name, content.replace("%", quoted)) for name, content in files)
        return Case(SPEC, tuple(word.replace("%", text) for word in argv), written)

    return case


_CONF = "# @package platform\nlog_retention_days: 30\ntags: {}\n"
_POLICY = "conf/policy/standard.yaml"
_ENTRYPOINT = _spec(("estimator: sklearn.linear_model.LogisticRegression", "entrypoint: %"))
_OWN_CODE = ("~models.churn.estimator", "+models.churn.entrypoint='%:build'")
PLACES: dict[str, Callable[[str], Case]] = {
    "source": _spec(("source: customers.csv", "source: %")),
    "entrypoint": lambda text: _ENTRYPOINT(f"{text}:build"),
    "include": _spec(("owner: growth-ml", "owner: growth-ml\ninclude: [%]")),
    "project": _spec(("project: churn", "project: %")),
    "dataset's name": _spec(("  customers:\n", "  %:\n"), ("dataset: customers", "dataset: %")),
    "model's name": _spec(("  churn:\n", "  %:\n"), ("{model: churn}", "{model: %}")),
    "serving target's name": _spec(("churn-api: {model", "%: {model")),
    "environment's name": _spec(("  prod: {}", "  %: {}")),
    "compute profile": _spec(("target: churned", "target: churned\n    train: {compute: %}")),
    "option of a group": _spec(("owner: growth-ml", "owner: growth-ml\ndefaults: [{compute: %}]")),
    "config group": _spec(("owner: growth-ml", "owner: growth-ml\ndefaults: [{%: small}]")),
    "target": _spec(("owner: growth-ml", "owner: growth-ml\nplatform: {target: %}")),
    "image": _spec(("owner: growth-ml", "owner: growth-ml\nplatform: {image: %}")),
    "conf's defaults": _line("compile", ".", files=((_POLICY, _CONF + "defaults: [%]\n"),)),
    "conf's option": _line("compile", ".", files=((_POLICY, _CONF + "defaults: [{compute: %}]\n"),)),
    "conf's package": _line("compile", ".", files=((_POLICY, "# @package %\na: 1\n"),)),
    "workspace's projects": _line("compile", "churn", files=(("modelwright.toml", "projects = [%]\n"),)),
    "--env": _line("compile", ".", "--env", "%"),
    "--env of status": _line("status", "churn", "--env", "%"),
    "--env of destroy": _line("destroy", "churn", "--yes", "--env", "%"),
    "override of a source": _line("validate", ".", "datasets.customers.source='%'"),
    "override of a group": _line("validate", ".", "compute=%"),
    "override of an entry point": _line("validate", ".", *_OWN_CODE),
    "key of an override": _line("validate", ".", "+serving.%.model=churn"),
    "name of init": _line("init", "new", "--data", "customers.csv", "--target", "churned", "--name", "%"),
    "name of a log": _line("logs", "churn", "%"),
    "endpoint of predict": _line("predict", "churn/%", "--data", "customers.csv"),
    "path of explain": _line("explain", "churn", "%"),
    "file of impact": _line("impact", "churn", "%"),
}  # fmt: skip
"""Where a path stands, or a name that becomes a part of one."""


def build(root: Path, case: Case) -> Path:
    """The workspace `work` beside folders that it must not open; returns it."""
    for place in ("outside", "work-evil"):
        workspace(root / place)
        (root / place / "secret.csv").write_text(TABLE, encoding="utf-8")
        (root / place / "secret.py").write_text("def build(params):\n    return None\n", encoding="utf-8")
        (root / place / "secret.yaml").write_text("x-secret: 1\n", encoding="utf-8")
    work = workspace(root / "work")
    (work / "modelwright.yaml").write_text(case.spec, encoding="utf-8", errors="replace")
    (work / "folder").symlink_to("../outside", target_is_directory=True)
    for name in ("link.csv", "link.py", "link.yaml"):
        (work / name).symlink_to(f"../outside/{name.replace('link', 'secret')}")
    (work / "loop.csv").symlink_to("loop.csv")
    (work / "loop").symlink_to("loop")
    os.mkfifo(work / "pipe.csv")
    for name, content in case.files:
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(content, encoding="utf-8", errors="replace")
    (work / "conf").mkdir(exist_ok=True)
    (work / "conf" / "policy").mkdir(exist_ok=True)
    (work / "conf" / "policy" / "link.yaml").symlink_to("../../../outside/secret.yaml")
    (work / "conf" / "outside").symlink_to("../../outside")
    return work
