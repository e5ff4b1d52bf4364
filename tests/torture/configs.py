"""Hostile configuration: pieces that must be refused wherever they stand, among pieces that are only odd."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.torture.workshop import SPEC

TARGETS = ("os.system", "subprocess.Popen", "builtins.exec", "evil.run", "compiler.cli.main.main", "hydra.utils.call")
RESOLVERS = (
    "oc.env:HOME", "oc.create:{a: 1}", "oc.decode:'1'", "oc.select:owner", "oc.dict.keys:models",
    "oc.deprecated:owner", "hydra:runtime.cwd", "hydra:job.name", "now:%Y", "python_version:major", "eval:1+1",
    "exec:ls", "evil:run", "file:/etc/passwd", "sh:id", "import:os", "env:HOME", "env:PATH", "cmd:id",
    "oc.env:EVIL,default", "resolver:a", "vault:secret/a",
)  # fmt: skip
HYDRA = (
    "hydra: {run: {dir: /tmp/evil}}", "hydra: {searchpath: [file:///etc, pkg://evil]}", "hydra: {job: {chdir: true}}",
    "hydra:\n  launcher: {_target_: evil.Launcher}", "hydra: {output_subdir: ../evil}", "hydra: null", "hydra: []",
    "hydra: {callbacks: {evil: {_target_: evil.Callback}}}", "hydra: {sweeper: {_target_: evil.Sweeper}}", "hydra: x",
)  # fmt: skip
DEFAULTS = (
    "- hydra/launcher: basic", "- override hydra/job_logging: none", "- override /hydra/help: default",
    "- /hydra/config@_global_", "- hydra/output: default",
)  # fmt: skip
OUTSIDE = (
    "- ../../outside/secret", "- /../outside/secret", "- policy: ../../outside/secret", "- file:///etc/hosts",
    "- pkg://evil/conf", "- policy: /etc/passwd", "- ..\\\\outside\\\\secret", "- policy: evil\\0",
    "- ${oc.env:HOME}", "- policy: ${oc.env:HOME}",
)  # fmt: skip
ODD = (
    "_partial_: true", "_recursive_: false", "_convert_: all", "_args_: [1]", "_mode_: x", "__class__: x", "x-a: ???",
    "x-a: ${owner}", "x-a: ${secret:token}", "x-a: '{{ owner }}'", "x-a: $(id)", "x-a: '`id`'", "x-a: '%(asctime)s'",
    "x-a: !!python/name:os.system", "x-a: &a [*a]", "<<: {a: b}", "x-a: '\\${owner}'", "x-a: ${x-a}", "x-a: ${}",
    "x-a: ${.x}", "x-a: ${owner}${owner}", "x-a: ${${owner}}", "x-a: ${models.churn}", "x-a: '${'",
    "x-hydra: {run: {}}", "defaults: hydra",
)  # fmt: skip
PACKAGES = (
    "# @package hydra", "# @package hydra.run", "# @package _global_", "# @package hydra.searchpath", "# @package ..",
    "",
)  # fmt: skip
CONF = ("config", "env/{}", "policy/standard", "serving/standard", "compute/small")
OVERRIDES = (
    "hydra.run.dir=/tmp/evil", "+hydra.searchpath=[file:///etc]", "hydra/launcher=basic",
    "hydra.job.chdir=true", "~hydra", "++hydra.mode=MULTIRUN", "hydra.verbose=true", "+hydra/sweeper=evil",
    "hydra={}", "+models.churn.params._target_=os.system", "+_target_=os.system", "+x-a={_target_: os.system}",
    "owner=${oc.env:HOME}", "owner=${hydra:runtime.cwd}", "owner=${evil:run}", "owner=${now:%Y}",
    "models={_target_: evil.run}", "+a@hydra=b", "env=prod", "compute=../../outside/secret",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Config:
    """Files of a workspace by name, overrides, and what of it must be refused (empty: it may compose).

    `environment` is the one to compose; the files of another take no part.
    """

    environment: str
    files: dict[str, str]
    overrides: tuple[str, ...]
    forbidden: str


def config(random: Random) -> Config:
    """One to three pieces, each in a random place."""
    environment = random.choice(("local", "prod"))
    conf = tuple(f"conf/{name.format(environment)}.yaml" for name in CONF)
    files, overrides, forbidden = {"modelwright.yaml": SPEC}, [], ""
    for _ in range(random.choice((1, 1, 2, 3))):
        kind = random.choice(("target", "resolver", "hydra", "defaults", "outside", "odd", "override", "package"))
        if kind == "override":
            overrides.append(random.choice(OVERRIDES))
            forbidden = forbidden or ("" if overrides[-1] == "env=prod" else overrides[-1])
            continue
        piece = _piece(random, kind)
        place = random.choice(conf if kind == "package" else ("modelwright.yaml", *conf))
        files[place] = _placed(random, files.get(place) or _bundled(place), piece, kind)
        if kind in ("target", "resolver", "hydra", "defaults", "outside"):
            forbidden = forbidden or f"{piece} in {place}"
    return Config(environment, files, tuple(overrides), forbidden)


def _piece(random: Random, kind: str) -> str:
    match kind:
        case "target":
            return f"{random.choice(('', '', 'x-b: {'))}_target_: {random.choice(TARGETS)}"
        case "resolver":
            return f"x-a: {random.choice(('', 'a', '${owner}'))}${{{random.choice(RESOLVERS)}}}"
        case "hydra":
            return random.choice(HYDRA)
        case "defaults":
            return random.choice(DEFAULTS)
        case "outside":
            return random.choice(OUTSIDE)
        case "package":
            return random.choice(PACKAGES)
    return random.choice(ODD)


def _bundled(place: str) -> str:
    from compiler.source.share import share

    return (share("conf") / place.removeprefix("conf/")).read_text(encoding="utf-8")


def _placed(random: Random, text: str, piece: str, kind: str) -> str:
    if kind == "package":
        return f"{piece}\n{text}"
    piece += "}" if piece.startswith("x-b: {") else ""
    if kind in ("defaults", "outside"):
        if "\ndefaults:\n" in text:
            return text.replace("\ndefaults:\n", f"\ndefaults:\n  {piece}\n")
        return f"{text}defaults:\n  {piece}\n"
    if kind in ("target", "resolver", "odd") and random.random() < 0.5 and "    target: churned\n" in text:
        below = random.choice(("    target: churned\n", "    source: customers.csv\n"))
        return text.replace(below, f"{below}    {piece}\n")
    return f"{text}{piece}\n"


def write(folder: Path, made: Config) -> None:
    """The workspace, with code in it that must never run."""
    for name, content in made.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    alarm = "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n"
    for name in ("evil.py", "sitecustomize.py", "hydra_plugins/evil.py", "conf/evil.py", "omegaconf.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(alarm, encoding="utf-8")
