"""The folders that Hydra searches: the workspace's own `conf/` first, then the one that came with the product."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from compiler.model.document import Document
from compiler.model.workspace import Workspace
from compiler.source.canonical import digest
from compiler.source.diagnostic import Checked
from compiler.source.files import inside
from compiler.source.share import PRODUCT, share

Load = Callable[[Path, str], Checked[Document]]
"""Reads a YAML file: a root folder and a path relative to it."""

_MOST = 2000


@dataclass(frozen=True, slots=True)
class Root:
    """One `conf/` folder: `base` is the folder that holds it, `prefix` stands before its files in locations.

    `bundled` is true for the one that came with the product.
    """

    base: Path
    prefix: str
    bundled: bool

    @property
    def folder(self) -> Path:
        """The folder itself."""
        return self.base / "conf"


def conf_roots(ws: Workspace) -> tuple[Root, ...]:
    """In the order of search. Files of the product are shown as `<modelwright>/conf/…`, the same on every machine."""
    bundled = share("conf")
    own = ws.root / "conf"
    if own.is_dir() and own.resolve() == bundled.resolve():
        return (Root(ws.root, "", bundled=True),)
    product = Root(bundled.parent, PRODUCT, bundled=True)
    return (Root(ws.root, "", bundled=False), product) if ws.conf else (product,)


def groups(roots: tuple[Root, ...]) -> tuple[str, ...]:
    """The names of all config groups at the top level."""
    found = {entry for root in roots for entry in _names(root) if (root.folder / entry).is_dir()}
    return tuple(sorted(name for name in found if name != "hydra" and not name.startswith((".", "_"))))


def options(roots: tuple[Root, ...], group: str) -> tuple[str, ...]:
    """The names of a group's options."""
    files = {name for root in roots for name in _names(root, group) if name.endswith(".yaml")}
    return tuple(sorted(name.removesuffix(".yaml") for name in files if not name.startswith(".")))


def find(roots: tuple[Root, ...], config: str) -> Root | None:
    """The first folder that has `config` (`env/prod`)."""
    return next((root for root in roots if _is_file(root.folder / f"{config}.yaml")), None)


def in_the_way(roots: tuple[Root, ...], config: str) -> str | None:
    """What stands where a `conf/` would have the file of `config`, and is none: a folder, or a link to nothing."""
    for root in roots:
        path = root.folder / f"{config}.yaml"
        if _is_file(path):
            return None
        if os.path.lexists(path):
            return f"{root.prefix}conf/{config}.yaml"
    return None


def conf_digest(roots: tuple[Root, ...]) -> str | None:
    """Changes whenever a YAML file below the folders does; None when there are too many, or one is unreadable."""
    content: list[tuple[str, str]] = []
    for root in roots:
        for folder, inner, names in os.walk(root.folder):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            if any(name.endswith(".yaml") for name in inner):
                return None  # a folder where a file is expected
            for name in sorted(names):
                if not name.endswith(".yaml"):
                    continue
                path = Path(folder, name)
                try:
                    if not path.is_file():
                        return None  # a pipe would never end
                    content.append((root.prefix + path.relative_to(root.folder).as_posix(), _content(root, path)))
                except OSError:
                    return None
                if len(content) > _MOST:
                    return None
    return digest(content)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no file could have this name
        return False


def _content(root: Root, path: Path) -> str:
    """What a file says; of one that leads out of its place only where to, for it is never read."""
    return f"to {path.resolve()}" if _leaves(root, path) else path.read_bytes().hex()


def _names(root: Root, group: str = "") -> list[str]:
    folder = root.folder / group
    try:
        return [] if _leaves(root, folder) else [entry.name for entry in folder.iterdir()]
    except (OSError, ValueError):
        return []


def _leaves(root: Root, path: Path) -> bool:
    """True for what a link takes out of the folder that holds `conf/`."""
    linked = path.is_symlink() or root.folder.is_symlink() or path.parent.is_symlink()
    return linked and inside(root.base, path.relative_to(root.base).as_posix()) is None
