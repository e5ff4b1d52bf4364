"""What a target (`compiler/targets/<name>`) offers to the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from compiler.model.access import Grant, Role
from compiler.model.cost import Estimate
from compiler.model.drift import DriftRule
from compiler.model.graph import Graph
from compiler.model.plan import Step
from compiler.model.rendering import Artifact, Rendering
from compiler.model.resolved import Resolved
from compiler.model.stack import Once, Registry
from compiler.source.diagnostic import Checked


@dataclass(frozen=True, slots=True)
class Support:
    """How a target honours a spec field: `yes`, `note` (said once) or `no` (an error), both with the reason."""

    level: Literal["yes", "note", "no"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Adoption:
    """How resources that stand already get into a stack and its spec.

    `token` tells the provider's type of an address type; `sections` the section of a spec whose entry, of the
    resource's name, makes it; `shared` the types of things that several stacks may have.
    """

    token: Callable[[str], str]
    sections: Mapping[str, str]
    shared: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pricing:
    """What is billed for a graph.

    `price` takes a price list in place of the product's, where one is given, and raises ValueError for one that cannot
    be used; `before` is the graph that steps lead away from, as far as it is billed, or None where it cannot be told.
    """

    price: Callable[[Graph, bytes | None], Estimate]
    before: Callable[[Graph, Sequence[Step]], Graph | None]


@dataclass(frozen=True, slots=True)
class Versions:
    """What can be done with the versions that a cloud has registered by itself, asking it; all but the first may raise
    `Refused`.

    `registries` are those of a graph. `approved` is the artifact of the newest version to serve, if any; `serve` makes
    an artifact the one that others are compared with. `empty` removes the versions in a resource of this `type`, by
    its id in the outputs of a stack.
    """

    type: str
    registries: Callable[[Graph], tuple[Registry, ...]]
    approved: Callable[[Registry], str | None]
    serve: Callable[[Registry, str], None]
    empty: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Previews:
    """What can be done about previews in a cloud, asking it; each may raise `Refused`.

    `tags` are those of every stack of a preview in a region. `end_jobs` stops what runs for a stack, by region, project
    and environment; `left` names what still belongs to it.
    """

    tags: Callable[[str], tuple[Mapping[str, str], ...]]
    end_jobs: Callable[[str, str, str], None]
    left: Callable[[str, str, str], tuple[str, ...]]


def _no_files(graph: Graph) -> tuple[Artifact, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class AccessRules:
    """`grants` tells what somebody with a role in an account must be allowed to do; `trust` is the document by which a
    role is taken, in an account, by workflows of GitHub with one subject."""

    grants: Callable[[Graph, str, Role], tuple[Grant, ...]]
    trust: Callable[[Graph, str, str], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Target:
    """`lower` makes all decisions; `renderings` lists the files that templates print from the graph.

    `capabilities` is by spec field, such as `serving.rollout`, `serving.mode=batch` or `serving[async].scale`; what is
    absent is honoured.
    `sklearn` tells which version of scikit-learn jobs run with. `files` are written as they are, beside what templates
    print: code that the stack ships. `drift` tells which differences of what runs are nobody's doing. `may_revert` is
    by type of resource the input that the platform may set back after an update that its provider called done; `once`
    lists the types whose names it gives once, `anew` those of which nothing mends one whose creation failed. `pricing`
    is None where nothing is billed. `access` is None where nobody has to be allowed
    anything. `versions` is None where nothing is registered beside `up`, and `previews` where nothing is in a cloud.
    """

    name: str
    lower: Callable[[Resolved], Checked[Graph]]
    renderings: Callable[[Graph], tuple[Rendering, ...]]
    capabilities: Mapping[str, Support]
    sklearn: Callable[[], str]
    files: Callable[[Graph], tuple[Artifact, ...]] = _no_files
    drift: tuple[DriftRule, ...] = ()
    adoption: Adoption = field(default_factory=lambda: Adoption(str, {}))
    may_revert: Mapping[str, str] = field(default_factory=dict)
    once: tuple[Once, ...] = ()
    anew: tuple[str, ...] = ()
    pricing: Pricing | None = None
    access: AccessRules | None = None
    versions: Versions | None = None
    previews: Previews | None = None
