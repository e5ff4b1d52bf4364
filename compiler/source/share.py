"""Where the product's own `templates/` and `conf/` are: inside the wheel, or at the root of a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def share(name: str) -> Path:
    """The folder `templates` or `conf` that came with the product."""
    bundled = _PACKAGE / "_share" / name
    return bundled if bundled.is_dir() else _PACKAGE.parent / name
