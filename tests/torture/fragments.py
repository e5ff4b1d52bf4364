"""Every template of the product, cut into fragments that can be printed many times in one file with other values."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from compiler.model.graph import Join, Ref, Secret
from compiler.model.rendering import Code, Language, Rendering
from compiler.pipeline import lower_stack, open_session
from compiler.render.binder import Binder
from compiler.render.template import run_template
from compiler.scaffold.ci.github import github
from compiler.scaffold.ci.gitlab import gitlab
from compiler.source.address import Address
from compiler.source.share import share
from tests.torture.workshop import edited, workspace

TEMPLATES = share("templates")
OWN = Path(__file__).parent / "templates"
FOLDERS = (OWN, TEMPLATES)
TIMES = 10
"""How often a part of a program, or a row of our own templates, stands in one file."""
_CHALLENGER = "variants: {challenger: {model: churn, percent: 20, scale: {min: 1, max: 1}}}"
_COMPARED = re.compile(r"== \"([^\"]+)\"")
_ASKED = re.compile(r"{% (?:el)?if (?:not )?(?:\w+\.)*(\w+)")
_FILES = re.compile(r"Path\({{ node\.(\w+) }}\)")
_WORDS = ("project", "environment", "source", "section", "version")
"""Values in comments: text only."""
_KEYS = ("plan_job", "up_job", "drift_job")
"""Values that are printed as keys: text that stands once."""

Supply = Callable[[str], object]
"""Gives the next value: `text`, the `name` of a resource, a `key` that is new, or `any`."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """`build(supply)` is the rendering of a file with new values in all places, the same places in the same order.

    `times` is how many tuples of values it takes.
    """

    name: str
    language: Language
    build: Callable[[Supply], Rendering]
    times: int = TIMES


def plain(kind: str, number: int) -> str:
    """A harmless value for the place with this number."""
    return f"n{number}" if kind == "name" else f"mwleaf{number}"


@lru_cache(maxsize=1)
def fragments() -> tuple[Fragment, ...]:
    """Each template of each file that the variants of the sample project compile to, once for each of its shapes."""
    found: dict[str, Fragment] = {}
    for rendering in _renderings():
        for fragment in _cut(rendering):
            numbers = iter(range(10**6))
            shape = run_template(fragment.build(lambda kind: plain(kind, next(numbers))), FOLDERS, Binder())  # noqa: B023
            found.setdefault(shape, fragment)
    own = [_own(name, language) for name, language in OWN_TEMPLATES.items()]
    return (*found.values(), *own)


OWN_TEMPLATES = {
    "positions.py.j2": Language.PYTHON,
    "positions.json.j2": Language.JSON,
    "positions.yaml.j2": Language.YAML,
    "positions.md.j2": Language.MARKDOWN,
}
"""Positions that a language has and the product's templates do not use yet."""


def _renderings() -> Iterator[Rendering]:
    scaled = "mode: realtime, scale: {min: 2, max: 8, target_rps: 50}"
    watched = "bake: 10m, rollback_on: [errors > 1%, p99 > 500ms]"
    extra = [
        f"churn-api: {{model: churn, {scaled}, rollout: {{strategy: {strategy}, percent: 25, {watched}}}}}"
        for strategy in ("canary", "linear", "rolling")
    ]
    specs = [edited("churn-api: {model: churn}", text) for text in ("churn-api: {model: churn}", *extra)]
    specs.append(edited("churn-api: {model: churn}", "churn-api: {model: churn, scale: {min: 1, max: 1}}"))
    specs += [
        edited("churn-api: {model: churn}", f"churn-api: {{model: churn, {mode}}}")
        for mode in (
            "mode: serverless",
            "mode: serverless, serverless: {provisioned: 2}",
            "mode: async, scale: {min: 0, max: 3, target_backlog: 5}",
            "mode: async, async: {notify: false}",
            'mode: batch, batch: {input: "s3://lake/in/", schedule: "0 5 * * *"}',
        )
    ]
    specs.append(edited("churn-api: {model: churn}", f"churn-api: {{model: churn, {scaled}, {_CHALLENGER}}}"))
    key = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d"
    network = "{subnets: [subnet-0a1b2c3d], security_groups: [sg-0a1b2c3d]}"
    boundary = "arn:aws:iam::123456789012:policy/ml"
    private = f"platform: {{kms_key: '{key}', network: {network}, permissions_boundary: '{boundary}'}}"
    isolated = "platform: {network: {isolation: true}, image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml:1}"
    queued = edited("churn-api: {model: churn}", "churn-api: {model: churn, mode: async}")
    specs += [edited("environments:\n", f"{text}\nenvironments:\n", queued) for text in (private, isolated)]
    told = "budget: {monthly: 400}\nplatform: {alerts: {emails: [a@b.org]}, dashboard: true}\n"
    alarmed = edited(
        "churn-api: {model: churn}", "churn-api: {model: churn, monitor: {capture: 20, alarms: [errors > 5%]}}"
    )
    specs.append(edited("environments:\n", f"{told}environments:\n", alarmed))
    variables = "train: {env: {LEVEL: debug, TOKEN: '${secret:TOKEN}'}, spot: true}"
    specs.append(edited("target: churned\n", f"target: churned\n    {variables}\n"))
    again = 'retrain: {schedule: "0 3 * * *"}'
    specs.append(edited("target: churned\n", f"target: churned\n    {again}\n"))
    search = "tune: {timeout: 5m, params: {C: {number: [0.1, 9.0], scale: log}, penalty: {choice: [l1, l2]}}}"
    specs.append(edited("target: churned\n", f"target: churned\n    {search}\n"))
    gpus = "platform: {compute: {small: {serving_instance: ml.g5.12xlarge}}}"
    for source in ("{huggingface: Qwen/Qwen3-8B, revision: v1}", "{s3: s3://lake/models/a/}"):
        assistant = f"  assistant: {{source: {source}, runtime: {{context: 4096, env: {{LEVEL: debug}}}}}}\n"
        talking = edited("serving:\n", f"{assistant}serving:\n")
        talking = edited("churn-api: {model: churn}", "churn-api: {model: assistant}", talking)
        specs.append(edited("environments:\n", f"{gpus}\nenvironments:\n", talking))
    renamed = (
        "datasets.people, to: datasets.customers",
        "models.old, to: models.churn",
        "serving.old, to: serving.churn-api",
    )
    waking = "churn-api: {model: churn, mode: async, scale: {min: 0, max: 3, target_backlog: 5}}"
    moves = "moved:\n" + "".join(f"  - {{from: {item}}}\n" for item in renamed)
    specs += [edited("churn-api: {model: churn}", text) + moves for text in (extra[0], waking)]
    specs.append(edited("target: churned\n", f"target: churned\n    {again}\n") + moves)
    yield from github(("dev", "prod"), "main", ".")
    yield from gitlab(("dev", "prod"), "main", ".")
    with TemporaryDirectory() as folder:
        for spec in specs:
            for environment in ("local", "dev", "prod"):
                # One workspace for all: what Hydra made of its `conf/` is remembered there.
                root = workspace(Path(folder), spec.replace("  prod: {}", "  prod: {}\n  dev: {}"))
                opened = open_session(root, None, environment)
                assert opened.value is not None
                lowered = lower_stack(opened.value).value
                if lowered is not None:
                    yield from lowered.target.renderings(lowered.graph)


def _cut(rendering: Rendering) -> Iterator[Fragment]:
    parts = rendering.context.get("parts")
    if not isinstance(parts, (list, tuple)):
        keys = _takes_keys(rendering)
        yield Fragment(rendering.template, rendering.language, lambda supply: _with(rendering, supply, keys=keys), 1)
        return
    for part in parts:
        several = dataclasses.replace(rendering, context={**rendering.context, "parts": [part] * TIMES}, parts={})
        keys = _takes_keys(several)
        yield Fragment(part["template"], rendering.language, lambda supply, r=several, k=keys: _with(r, supply, keys=k))


def _own(name: str, language: Language) -> Fragment:
    def build(supply: Supply) -> Rendering:
        rows = [
            {
                "first": supply("any"),
                "second": supply("any"),
                "key": supply("key"),
                "other": supply("key"),
                "words": supply("text"),
                "joined": Join((supply("text"), supply("text"))),  # ty: ignore[invalid-argument-type]
                "secret": supply("text"),
            }
            for _ in range(TIMES)
        ]
        for row in rows:
            row["secret"] = Secret(str(row["secret"]))
        return Rendering(name.removesuffix(".j2"), name, language, {"rows": rows})

    return Fragment(name, language, build)


def _takes_keys(rendering: Rendering) -> bool:
    """Whether mappings inside the context are printed as a whole, so that their keys may be anything."""
    from compiler.render import render

    numbers = iter(range(10**6))
    made = _with(rendering, lambda kind: plain(kind, next(numbers)), keys=True)
    return render((made,), FOLDERS).value is not None


def _with(rendering: Rendering, supply: Supply, *, keys: bool) -> Rendering:
    walk = _Walk(supply, keys)
    context = {name: walk.value(value, name) for name, value in rendering.context.items()}
    # Whether a value is one that a call takes is another promise: hostile ones are not.
    return dataclasses.replace(rendering, context=context, signatures=None)


@lru_cache(maxsize=1)
def _kept() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """What is not for printing only: texts that templates compare with, names of values that are read as files, and
    names of values that are asked for.
    """
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*.j2")))
    return frozenset(_COMPARED.findall(source)), frozenset(_FILES.findall(source)), frozenset(_ASKED.findall(source))


@dataclass(frozen=True, slots=True)
class _Walk:
    supply: Supply
    keys: bool
    unnamed: tuple[str, ...] = ("parts", "template", "node", "after", "address", "origin")

    def value(self, value: object, name: str) -> object:
        """The value with all that is printed replaced."""
        compared, files, asked = _kept()
        if isinstance(value, str | int | float | Ref | Join | Secret) and not isinstance(value, bool):
            if value in compared or name in files or name == "template":
                return value
            if name in _KEYS:
                return self.supply("key")
            return self.supply("text" if name in _WORDS or name in asked else "any")
        if isinstance(value, Code):
            return Code("pulumi")
        if isinstance(value, Address):
            return Address(value.type, str(self.supply("name")))
        if isinstance(value, Mapping):
            named = not self.keys or name in self.unnamed or "node" in value
            return {
                str(key) if named else self.supply("key"): self.value(item, str(key)) for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.value(item, name) for item in value]
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            names = [field.name for field in dataclasses.fields(value) if field.name != "origin"]
            return dataclasses.replace(value, **{one: self.value(getattr(value, one), one) for one in names})
        return value
