"""Promise 7: the same files become the same bytes, whatever the machine, the folder and the interpreter are like."""

from __future__ import annotations

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from random import Random

from tests.torture.forks import ROOT
from tests.torture.pythons import Pythons, every, only_this
from tests.torture.workshop import edited, workspace

LOCALES = ("C", "C.UTF-8", "POSIX", "en_US.UTF-8", "tr_TR.UTF-8", "de_DE.ISO-8859-1", "zz_ZZ", "")
ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", ":/nowhere", "EST5EDT", "")
FOLDERS = ("a", "deep/er/down", "with space", "ünï", "x" * 80)
EXAMPLES = ("diabetes", "digits")


def lay_out(random: Random, folder: Path) -> None:
    """A workspace of three projects, its files made in any order, at any time, with any rights."""
    own = edited("churn-api: {model: churn}", "churn-api: {model: churn, scale: {min: 1, max: 3, target_rps: 20}}")
    own = edited("owner: growth-ml", 'owner: growth-ml\nplatform: {tags: {z: "1", a: ü, m: x}}', own)
    source = folder.parent / "source"
    workspace(source / "churn", own)
    (source / "churn" / "modelwright.toml").rename(source / "modelwright.toml")
    for name in EXAMPLES:
        shutil.copytree(ROOT / "examples" / name, source / name)
    files = [path for path in sorted(source.rglob("*")) if path.is_file()]
    for path in random.sample(files, len(files)):
        made = folder / path.relative_to(source)
        made.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, made)
        made.chmod(random.choice((0o644, 0o600, 0o755)))
        os.utime(made, (random.randrange(2**31), random.randrange(2**31)))
    shutil.rmtree(source)


def setting(random: Random) -> dict[str, str]:
    """Environment variables that a compilation must not depend on."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": f"/nowhere/{random.random()}",
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": str(random.randrange(2**32)),
        "PYTHONUTF8": random.choice("01"),
        "LC_ALL": random.choice(LOCALES),
        "LANG": random.choice(LOCALES),
        "TZ": random.choice(ZONES),
        "COLUMNS": str(random.randint(20, 300)),
        "USER": random.choice(("root", "ünï", "")),
        "SOURCE_DATE_EPOCH": str(random.randrange(2**31)),
    }


def digests(folder: Path) -> dict[str, str]:
    """Every compiled file with the digest of its bytes."""
    stacks = folder / "stacks"
    files = (path for path in sorted(stacks.rglob("*")) if path.is_file())
    return {path.relative_to(stacks).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def outcome(random: Random, root: Path, python: Path, defect: str) -> dict[str, str] | str:
    """What one variation compiles to, or why it does not."""
    shutil.rmtree(root, ignore_errors=True)
    folder = root / random.choice(FOLDERS)
    lay_out(random, folder)
    start = random.choice((folder, folder / "churn", root, Path("/")))
    command = [python, "-P", "-m", "tests.torture.variation", str(random.random()), str(folder)]
    command += [defect] if defect else []
    rights = random.choice((0o022, 0o077, 0))
    done = subprocess.run(command, cwd=start, env=setting(random), umask=rights, capture_output=True, check=False)
    return digests(folder) if done.returncode == 0 else f"exit {done.returncode}: {done.stderr.decode()[-300:]}"


def attack(run, root: Path, pythons: Pythons, defect: str = "") -> None:
    """Compile in one setting after the other and compare with the first."""
    names = sorted(pythons.found)
    first: dict[str, str] | str = outcome(run.random(0), root, pythons.found[names[0]], defect)
    if isinstance(first, str) or len(first) < 40:
        run.report(0, f"nothing to compare with: {first}")
    for number, random in run.cases():
        name = names[number % len(names)]
        made = outcome(random, root, pythons.found[name], defect)
        if isinstance(made, str) or isinstance(first, str):
            run.report(number, f"Python {name}: {made}")
        elif other := sorted(path for path in first.keys() | made.keys() if first.get(path) != made.get(path)):
            run.report(number, f"Python {name}: {len(other)} files differ, the first is {other[0]}")


def test_determinism(campaign, request, tmp_path):
    pythons = every(tmp_path / "pythons") if request.config.option.torture else only_this()
    note = f"Python {', '.join(pythons.found)}" + "".join(f"; not {reason}" for reason in pythons.left_out)
    with campaign("7 settings", small=4, full=100, note=note) as run:
        attack(run, tmp_path / "root", pythons)


def test_planted_defect(planted, tmp_path):
    with planted("7 settings", "features come out of a set", count=8) as run:
        attack(run, tmp_path / "root", only_this(), "features_come_out_of_a_set")
