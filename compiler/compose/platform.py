"""The platform of an environment: what `conf/` says, as a tree with layers, and how it goes under a spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compiler.compose.cache import Entry, read_cache, write_cache
from compiler.compose.choices import Choice
from compiler.compose.conf import Load, Root, conf_digest, options
from compiler.compose.draft import Draft, Written
from compiler.model.memory import Memory
from compiler.model.preview import PREVIEW
from compiler.model.workspace import Workspace
from compiler.source.canonical import digest
from compiler.source.diagnostic import Checked
from compiler.source.location import ConfigPath
from compiler.source.sourcemap import Layer, LayerKind
from compiler.source.version import VERSION

DEFAULTS = ("train_defaults", "serving_defaults")
"""Sections that go under each model's `train` and each serving entry."""
_ENTRIES = ("datasets", "models", "serving")
"""Sections of a spec with named entries."""


@dataclass(slots=True)
class Platform:
    """`tree` has the keys platform, serving_defaults and train_defaults, and that of a preview has preview, too;
    `compute` is the profile chosen in `conf/`.

    `files` are those of `conf/` that took part, as locations name them.
    """

    tree: dict[str, object]
    layers: dict[ConfigPath, tuple[Layer, ...]]
    compute: Choice | None
    files: tuple[str, ...]
    done: set[ConfigPath] = field(default_factory=set)

    def choose(self, chosen: Choice | None) -> None:
        """Name the chosen compute profile in both groups of defaults, unless `conf/` names one there."""
        choice = chosen or self.compute
        if choice is None:
            return
        bundled = chosen is None
        layer = Layer(LayerKind.PLATFORM, choice.location, choice.key, choice.option, bundled)
        for name in DEFAULTS:
            section = self.tree.setdefault(name, {})
            if isinstance(section, dict) and "compute" not in section:
                section["compute"] = choice.option
                self.layers[(name, "compute")] = (layer,)
                self.layers.setdefault((name,), (Layer(layer.kind, layer.location, layer.key, {}, bundled),))

    def put_under(self, draft: Draft) -> None:
        """Give the spec its platform, and each model's `train` and each serving entry their defaults."""
        own = {"platform": self.tree.get("platform", {})}
        draft.under((), own, {path: chain for path, chain in self.layers.items() if path[:1] == ("platform",)})
        self.put_under_new(draft)

    def put_over(self, draft: Draft) -> None:
        """What every preview has goes over the spec: over each entry of a section that has entries."""
        section = self.tree.get(PREVIEW)
        for key, value in section.items() if isinstance(section, dict) else ():
            there = draft.tree.get(key)
            if key not in _ENTRIES:
                draft.over({key: value}, self._written(0), null_deletes=True)
            elif isinstance(there, dict) and isinstance(value, dict):
                names = [name for name, entry in there.items() if isinstance(entry, dict)]
                draft.over({key: dict.fromkeys(names, value)}, self._written(1), null_deletes=True)

    def _written(self, entry: int) -> Written:
        """The layer of a path of a preview; `entry` of its parts after the first name entries of the spec."""

        def written(path: ConfigPath, value: object) -> Layer:
            return self.layers[(PREVIEW, *path[:1], *path[1 + entry :])][-1]

        return written

    def put_under_new(self, draft: Draft) -> None:
        """The defaults for entries that have not had theirs yet."""
        for section, key, inner in (("models", "train_defaults", "train"), ("serving", "serving_defaults", "")):
            entries = draft.tree.get(section)
            names = list(entries) if isinstance(entries, dict) else []
            for name in names:
                self._give(draft, (section, name), key, inner)

    def _give(self, draft: Draft, path: ConfigPath, key: str, inner: str) -> None:
        entry, defaults = draft.get(path), self.tree.get(key)
        if path in self.done or not isinstance(entry, dict) or not isinstance(defaults, dict):
            return
        if inner == "train" and "source" in entry:
            return  # what comes from elsewhere is not trained
        self.done.add(path)
        tree = {inner: defaults} if inner else defaults
        layers = {
            (*((inner,) if inner else ()), *place[1:]): chain
            for place, chain in self.layers.items()
            if place[:1] == (key,) and (inner or len(place) > 1)
        }
        draft.under(path, tree, layers)


def read_platform(
    ws: Workspace,
    roots: tuple[Root, ...],
    environments: tuple[str, ...],
    choices: Mapping[str, Choice],
    load: Load,
    memory: Memory,
) -> Checked[Platform]:
    """Compose `conf/` for an environment, later ones over the first, and for choices of options; or take the result of
    the same from the cache.
    """
    chosen = {group: choice.option for group, choice in sorted(choices.items())}
    content = memory.once(("conf", roots), lambda: conf_digest(roots))
    entry = memory.once(
        ("platform", roots, environments, *chosen.items()),
        lambda: _entry(
            ws, roots, environments, chosen, load, digest([VERSION, content, list(environments), chosen]), content
        ),
    )
    if entry.value is None:
        return Checked(None, entry.diagnostics)
    tree, layers, compute, files = entry.value
    platform = Platform(_ordered(tree), dict(layers), compute, files)
    platform.choose(choices.get("compute"))
    return Checked(platform)


def _entry(
    ws: Workspace,
    roots: tuple[Root, ...],
    environments: tuple[str, ...],
    chosen: Mapping[str, str],
    load: Load,
    key: str,
    content: str | None,
) -> Checked[Entry]:
    if content and (cached := read_cache(ws, key)):
        return Checked(cached)
    from compiler.compose.composition import compose_platform

    composed = compose_platform(roots, environments, chosen, options(roots, "compute"), load)
    if content and composed.value is not None:
        write_cache(ws, key, *composed.value)
    return composed


def _ordered(tree: dict[str, object]) -> dict[str, object]:
    """Keys in order, so that a cached tree and a fresh one read the same."""
    return {key: _ordered(value) if isinstance(value, dict) else value for key, value in sorted(tree.items())}
