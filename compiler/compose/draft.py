"""A tree under construction together with the layers of each of its paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from compiler.source.location import ConfigPath
from compiler.source.sourcemap import Layer

Written = Callable[[ConfigPath, object], Layer]
"""Tells the layer of a path (relative to the tree being merged) and the value that is written there."""

ABSENT = object()


@dataclass(slots=True)
class Draft:
    """`tree` and `layers` grow together. A mapping's layer holds `{}` as value and tells its first definition.

    Under a spec's own first definition of a mapping stands the platform's.
    """

    tree: dict[str, object]
    layers: dict[ConfigPath, tuple[Layer, ...]]

    def copy(self) -> Draft:
        """A draft that grows by itself; what it has of layers is shared."""
        return Draft({key: _copy(value) for key, value in self.tree.items()}, dict(self.layers))

    def get(self, path: ConfigPath) -> object:
        """The value at `path`, or ABSENT."""
        value: object = self.tree
        for part in path:
            if isinstance(value, dict) and isinstance(part, str) and part in value:
                value = value[part]
                continue
            if isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
                value = value[part]
                continue
            return ABSENT
        return value

    def over(self, tree: dict[str, object], written: Written, *, null_deletes: bool = False) -> None:
        """Merge `tree` over the draft: mappings merge, everything else replaces."""
        self._over(self.tree, tree, (), written, null_deletes)

    def set(self, path: ConfigPath, value: object, layer: Layer) -> None:
        """Write `value` at `path` as one layer; missing mappings on the way are made. The way must be passable."""
        target: object = self.tree
        for depth, part in enumerate(path[:-1], start=1):
            if isinstance(target, dict):
                if part not in target:
                    target[str(part)] = {}
                    self._add(path[:depth], _with(layer, {}))
                target = target[str(part)]
            elif isinstance(target, list):
                target = target[int(part)]
        if isinstance(target, list):
            self._put_item(target, path, value, layer)
        elif isinstance(target, dict):
            self._over(target, {str(path[-1]): value}, path[:-1], lambda _, inner: _with(layer, inner), False)

    def delete(self, path: ConfigPath) -> None:
        """Remove a key and all that is known of it."""
        parent = self.get(path[:-1])
        if isinstance(parent, dict):
            self._forget(parent.pop(str(path[-1]), None), path)

    def under(
        self, base: ConfigPath, tree: Mapping[str, object], layers: Mapping[ConfigPath, tuple[Layer, ...]]
    ) -> None:
        """Put `tree` under the mapping at `base`: what is missing there appears. `layers` are by path in `tree`."""
        target = self.get(base)
        if isinstance(target, dict):
            self._under(target, tree, base, (), layers)

    def _over(
        self, target: dict[str, object], tree: dict[str, object], base: ConfigPath, written: Written, deletes: bool
    ) -> None:
        for key, value in tree.items():
            path = (*base, key)
            old = target.get(key, ABSENT)
            if value is None and deletes:
                self._forget(target.pop(key, None), path)
                continue
            if isinstance(value, dict):
                if not isinstance(old, dict):
                    self._forget_below(old, path)
                    old = target[key] = {}
                self._add_mapping(path, written(path, {}))
                self._over(old, value, path, written, deletes)
            else:
                self._forget_below(old, path)
                target[key] = _copy(value)
                self._add(path, written(path, value))
                self._items(path, value, written)

    def _items(self, path: ConfigPath, value: object, written: Written) -> None:
        pairs: list[tuple[str | int, object]] = []
        if isinstance(value, list):
            pairs = list(enumerate(value))
        elif isinstance(value, dict):
            pairs = list(value.items())
        for part, item in pairs:
            here = (*path, part)
            self.layers[here] = (written(here, item),)
            self._items(here, item, written)

    def _put_item(self, target: list[object], path: ConfigPath, value: object, layer: Layer) -> None:
        self._forget_below(target[int(path[-1])], path)
        target[int(path[-1])] = _copy(value)
        self._add(path, _with(layer, value))
        self._items(path, value, lambda _, inner: _with(layer, inner))

    def _under(
        self,
        target: dict[str, object],
        tree: Mapping[str, object],
        base: ConfigPath,
        inner: ConfigPath,
        layers: Mapping[ConfigPath, tuple[Layer, ...]],
    ) -> None:
        for key, value in tree.items():
            here, there = (*base, key), (*inner, key)
            below = layers.get(there, ())
            if key not in target:
                target[key] = _copy(value)
                size = len(there)
                for path, chain in layers.items():
                    if path[:size] == there:
                        self.layers[(*here, *path[size:])] = chain
            else:
                self.layers[here] = (*below, *self.layers.get(here, ()))
                old = target[key]
                if isinstance(old, dict) and isinstance(value, dict):
                    self._under(old, value, here, there, layers)

    def _forget(self, value: object, path: ConfigPath) -> None:
        """Drop the layers of a value that was at `path`, and of everything in it."""
        self.layers.pop(path, None)
        self._forget_below(value, path)

    def _forget_below(self, value: object, path: ConfigPath) -> None:
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for part, item in items:
            self._forget(item, (*path, part))

    def _add(self, path: ConfigPath, layer: Layer) -> None:
        self.layers[path] = (*self.layers.get(path, ()), layer)

    def _add_mapping(self, path: ConfigPath, layer: Layer) -> None:
        """A mapping keeps its first definition."""
        known = self.layers.get(path, ())
        if not known or known[-1].value != {}:
            self._add(path, layer)


def _copy(value: object) -> object:
    """Of plain values only mappings and lists can change."""
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _with(layer: Layer, value: object) -> Layer:
    return Layer(layer.kind, layer.location, layer.key, value)
