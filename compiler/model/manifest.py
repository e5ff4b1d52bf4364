"""The record beside a compiled stack: its files, where each resource was written, and by what it was compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from compiler.source.location import ConfigPath, Location


class InputSource(NamedTuple):
    """The spec path that an input of a resource carries, and where it was written.

    `content` names the file, as the spec does, when the input is the digest of a file's content. A stack has some
    hundred of these; a tuple is made in a third of the time.
    """

    path: ConfigPath
    location: Location
    content: str = ""


@dataclass(frozen=True, slots=True)
class ResourceSource:
    """Where a resource was written; `inputs` by input path, such as `definition.params.max_depth`.

    `follows` maps the inputs that are references to the address text of the resource that they come from.
    `reads` are the files whose content goes into it, as in `Manifest.reads`: specs, `conf/`, data, code, templates.
    """

    path: ConfigPath
    location: Location
    inputs: Mapping[str, InputSource]
    follows: Mapping[str, str] = field(default_factory=dict)
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` maps each managed path to its sha256 digest; `resources` is by address text (`Dataset.customers`).

    `reads` lists every file that the compilation read, and `references` the config paths that others refer to, as in
    `compiler.model.reads.Reads`.
    """

    project: str
    environment: str
    compiler: str
    files: Mapping[str, str]
    resources: Mapping[str, ResourceSource]
    reads: tuple[str, ...] = ()
    references: Mapping[ConfigPath, tuple[ConfigPath, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Emitted:
    """A compiled stack as it lies on disk: `folder` relative to the workspace, paths relative to it.

    `changed` lists what was written or removed (in a check: what would be); `unmanaged` what is not ours there; `files`
    maps each managed path, the manifest's included, to its digest. `read`, `variables` and `waivers` are the project's
    own inputs, as in `compiler.model.reads.Reads`.
    """

    folder: str
    changed: tuple[str, ...]
    unmanaged: tuple[str, ...]
    files: Mapping[str, str]
    read: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()
