"""Hostile titles, branches, folders and values: text in every form of a report, and one word of a step's commands."""

from __future__ import annotations

import subprocess

import pytest
import yaml

from compiler.reports import review_markdown
from tests.endtoend.conftest import ROOT
from tests.hostile_texts import hostile_text
from tests.reviews import check_comment, check_page, check_terminal

PROMISE = "p3 hostile texts are text"
STEPS = (("preview", "up", "Make or update the preview"), ("check", "check", "Report"))
VARIABLES = ("BRANCH", "BASE", "PULL", "ENVIRONMENT")
SHELL = """\
set -eo pipefail
modelwright() { printf '%s\\0' "$@" >>calls; printf '\\0' >>calls; }
while IFS= read -r -d '' text; do
  export BRANCH="$text" BASE="$text" PULL="$text" ENVIRONMENT="$text" GITHUB_STEP_SUMMARY=summary
  cd work && . ../step.sh && cd ..
done <texts
"""
"""One shell for all texts; what a step calls is put down, word by word."""


def attack_forms(run) -> None:
    for number, chance in run.cases():
        text = hostile_text(chance)
        for check in (check_comment, check_page, check_terminal):
            try:
                check(text)
            except AssertionError as error:
                run.report(number, f"{check.__name__} of {text!r}: {error}")


def test_reports(campaign):
    with campaign(f"{PROMISE}, reports", small=50, full=500) as run:
        attack_forms(run)


def test_planted_span(planted, monkeypatch):
    """A span of code that a text can leave."""
    monkeypatch.setattr(review_markdown, "code", lambda text, limit=120: f"`{text}`")
    with planted(f"{PROMISE}, reports", "spans of code end where the text says", count=50) as run:
        attack_forms(run)


def attack_steps(run, folder, spoil=("", "")) -> None:
    """Every step gets all texts, by the variables that hold what a stranger may choose."""
    texts = {number: hostile_text(chance) for number, chance in run.cases()}
    for flow, job, title in STEPS:
        words, odd = called(folder / flow, flow, job, title, list(texts.values()), spoil)
        for (number, text), found in zip(texts.items(), words, strict=False):
            if text not in found or len(found) != len(words[0]):
                run.report(number, f"{flow}: {text!r} became {found}")
        if odd or len(words) != len(texts):
            run.report(0, f"{flow}: {len(words)} of {len(texts)} calls, {odd}")


def called(folder, flow, job, title, texts, spoil) -> tuple[list[list[str]], str]:
    """The words of each call, and what was left behind or said beside them."""
    (folder / "work").mkdir(parents=True)
    document = yaml.safe_load((ROOT / f"tests/golden/workflows/modelwright-{flow}.yml").read_text())
    (script,) = [step["run"] for step in document["jobs"][job]["steps"] if step.get("name") == title]
    assert sum(f"${name}" in script for name in VARIABLES)
    (folder / "step.sh").write_text(script.replace(*spoil) if spoil[0] else script)
    (folder / "texts").write_bytes(b"".join(text.encode() + b"\0" for text in texts))
    shell = ["bash", "--noprofile", "--norc", "-c", SHELL.replace(">>calls", f">>'{folder}/calls'")]
    done = subprocess.run(shell, cwd=folder, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, capture_output=True)
    calls = (folder / "calls").read_bytes().decode() if (folder / "calls").exists() else ""
    left = [path.name for path in (folder / "work").iterdir()]
    # No word is empty, so two ends in a row are the end of a call.
    words = [call.split("\0") for call in calls.split("\0\0") if call]
    return words, f"{left or ''}{(done.stdout + done.stderr).decode()}"


def test_steps(campaign, tmp_path):
    with campaign(f"{PROMISE}, steps", small=50, full=500) as run:
        attack_steps(run, tmp_path)


@pytest.mark.parametrize("bare", ["$BRANCH", "$(eval echo $BRANCH)"])
def test_planted_step(planted, tmp_path, bare):
    """A step that does not quote a branch, or has the shell read it again."""
    with planted(f"{PROMISE}, steps", f"a step says {bare}", count=50) as run:
        attack_steps(run, tmp_path, ('"$BRANCH"', bare))
