"""The one tree that an environment of a project is, after all layers were merged."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.source.sourcemap import SourceMap


@dataclass(frozen=True, slots=True)
class Composed:
    """`tree` is plain data without `defaults` and `environments`; `platform` in it comes from `conf/`.

    `environments` lists every environment of the project, `local` first.
    """

    file: str
    folder: str
    environment: str
    environments: tuple[str, ...]
    tree: dict[str, object]
    sources: SourceMap
