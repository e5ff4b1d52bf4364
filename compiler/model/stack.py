"""One project in one environment, as engines see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from compiler.source.files import plain


@dataclass(frozen=True, slots=True)
class Once:
    """A type of resource whose names are given once: they end in a number, which the stack configuration counts.

    Its key is `<setting>-<resource>`; `taken` is in what a provider says of a name that is.
    """

    type: str
    setting: str
    taken: str


@dataclass(frozen=True, slots=True)
class Registry:
    """Where the versions of a model are kept, in `group` of a `region`; `fingerprint` is of what the spec says.

    The stack configuration `setting` names the artifact of the version that is served.
    """

    model: str
    group: str
    fingerprint: str
    region: str
    setting: str


@dataclass(frozen=True, slots=True)
class Stack:
    """`program` is the folder with `__main__.py`; `root` the workspace; `private` its `.modelwright` folder.

    `config` holds the stack configuration by key (`aws:region`), `secrets` what of it is secret; `backend` and
    `secrets_provider` are where the Pulumi engine keeps state and secrets, empty for the user's login and a passphrase.
    `reads_first` has every resource read before it is compared with the program: what hands did to it is then undone.
    Names of the types in `once` are given once. A resource of a type in `anew` is made anew when its creation failed.
    Paths raise `Refused` (P016) for names that lead away.
    """

    project: str
    environment: str
    root: Path
    private: Path
    program: Path
    config: Mapping[str, str] = field(default_factory=dict)
    backend: str = ""
    secrets_provider: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    reads_first: bool = False
    once: tuple[Once, ...] = ()
    anew: tuple[str, ...] = ()

    @property
    def state_file(self) -> Path:
        """Pulumi's deployment version 3, as `pulumi stack import` reads it."""
        return self.private / "state" / plain(self.project) / f"{plain(self.environment)}.json"

    def shown(self, path: Path) -> str:
        """The path as seen from the workspace."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    @property
    def logs(self) -> Path:
        """Logs of training jobs and servers."""
        return self.private / "logs" / plain(self.project) / plain(self.environment)
