"""The one tree that an environment of a project is, after all layers were merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from compiler.source.location import ConfigPath
from compiler.source.sourcemap import SourceMap


@dataclass(frozen=True, slots=True)
class Composed:
    """`tree` is plain data without `defaults` and `environments`; `platform` in it comes from `conf/`.

    `environments` lists every environment of the project, `local` first. `included` are the files beside `file` that
    the spec is made of, with their digests. `read` are all files that took part, those of `conf/` too; `references`
    maps each path whose text held a `${…}` to the paths that it named; `variables` are the environment variables that
    the spec declares.
    """

    file: str
    folder: str
    environment: str
    environments: tuple[str, ...]
    tree: dict[str, object]
    sources: SourceMap
    included: Mapping[str, str] = field(default_factory=dict)
    read: tuple[str, ...] = ()
    references: Mapping[ConfigPath, tuple[ConfigPath, ...]] = field(default_factory=dict)
    variables: tuple[str, ...] = ()
