"""Where the product's own `templates/` and `conf/` are: inside the wheel, or at the root of a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PRODUCT = "<modelwright>/"
"""Stands before files that came with the product, where they are named: the same on every machine."""
_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def share(name: str) -> Path:
    """The folder `templates` or `conf` that came with the product."""
    bundled = _PACKAGE / "_share" / name
    return bundled if bundled.is_dir() else _PACKAGE.parent / name


def named(root: Path, name: str) -> str:
    """How files of the product's folder `name` are told in a workspace: `templates/`, or `<modelwright>/templates/`."""
    own = (root / name).resolve() == share(name).resolve()
    return f"{name}/" if own else f"{PRODUCT}{name}/"


def product_file(file: str) -> Path | None:
    """The file that a location names when it came with the product; None for any other, or where there is none."""
    folder, _, rest = file.removeprefix(PRODUCT).partition("/")
    if not file.startswith(PRODUCT) or folder not in ("templates", "conf") or ".." in rest.split("/"):
        return None
    found = share(folder) / rest
    return found if found.is_file() else None
