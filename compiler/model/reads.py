"""What one compilation read: the one record that `impact`, selections of what changed, and caches build on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from compiler.model.composed import Composed
from compiler.model.datafile import Files
from compiler.model.rendering import Artifact
from compiler.source.location import ConfigPath


@dataclass(frozen=True, slots=True)
class Reads:
    """`files` are relative to the workspace, sorted, each once; those of the product begin with `<modelwright>/`.

    `content` maps a config path to the file that it names, where the file's content counts (data, code).
    `references` maps a config path to the paths that the `${…}` in its value name. `templates` is how the folder of
    templates is named in `files`, with a slash at its end. `own` are the project's own among the files (specs, data,
    code), `variables` the environment variables that it declares, and `waivers` the last days of its waivers.
    """

    files: tuple[str, ...] = ()
    content: Mapping[ConfigPath, str] = field(default_factory=lambda: MappingProxyType({}))
    references: Mapping[ConfigPath, tuple[ConfigPath, ...]] = field(default_factory=lambda: MappingProxyType({}))
    templates: str = "templates/"
    own: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()


def reads_of(composed: Composed, files: Files, artifacts: Iterable[Artifact], templates: str) -> Reads:
    """What made these artifacts; `templates` is as in `Reads`."""
    content: dict[ConfigPath, str] = {("datasets", name, "source"): file.path for name, file in files.data.items()}
    content |= {("models", name, "entrypoint"): file.path for name, file in files.code.items()}
    used = {f"{templates}{name}" for artifact in artifacts for name in artifact.templates}
    own = tuple(sorted({composed.file, *composed.included, *content.values()}))
    read = tuple(sorted({*composed.read, *content.values(), *used}))
    waive = composed.tree.get("waive")
    last = sorted({str(item["until"]) for item in waive if isinstance(item, dict)} if isinstance(waive, list) else ())
    return Reads(read, content, composed.references, templates, own, tuple(composed.variables), tuple(last))


def reach(references: Mapping[ConfigPath, tuple[ConfigPath, ...]], path: ConfigPath) -> tuple[ConfigPath, ...]:
    """The path, and every path whose value follows from what is there through references, over any number of steps."""
    reached = [path]
    for here in reached:
        for at, targets in references.items():
            if at not in reached and any(related(here, target) for target in targets):
                reached.append(at)
    return tuple(reached)


def related(one: ConfigPath, other: ConfigPath) -> bool:
    """True when the paths are the same, or one lies below the other."""
    if one and other and one[0] != other[0]:
        return False  # as most are
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]
