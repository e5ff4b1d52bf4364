"""What validate returns: the project, the decisions that follow from it, and where each part of it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from compiler.model.datafile import Files
from compiler.model.metrics import Task
from compiler.source.sourcemap import SourceMap

if TYPE_CHECKING:
    from compiler.model.spec.pretrained import Pretrained
    from compiler.model.spec.project import Project


@dataclass(frozen=True, slots=True)
class Resolved:
    """`tasks` and `features` are by model name; features stand in the order of the data file, else by name.

    `environments` lists every environment of the project; `pretrained` are the models that come from elsewhere.
    """

    project: Project
    environment: str
    folder: str
    files: Files
    sources: SourceMap
    tasks: Mapping[str, Task]
    features: Mapping[str, tuple[str, ...]]
    environments: tuple[str, ...] = ()
    pretrained: Mapping[str, Pretrained] = field(default_factory=dict)
