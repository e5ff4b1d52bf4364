"""What changes when a file or a value does: asked of the record that every compilation keeps of what it read."""

from __future__ import annotations

from dataclasses import dataclass

from compiler.model.manifest import Manifest, ResourceSource
from compiler.model.memory import Memory
from compiler.model.reads import Reads, related
from compiler.operations.carriers import carried, manifest_of, outermost
from compiler.operations.leftovers import Leftovers
from compiler.operations.many import Many
from compiler.operations.paths import Missing, look_up
from compiler.operations.workspace import Outcome, Tell, each
from compiler.pipeline import Compiled, Keep, Session, collect, compile_stack, stack_sessions
from compiler.source.diagnostic import Checked
from compiler.source.location import ConfigPath
from compiler.source.share import PRODUCT

_SHARED = (PRODUCT, "conf/", "templates/")


@dataclass(frozen=True, slots=True)
class Question:
    """Either files, by the names that records give them, or a path of the configuration.

    A name with `/` at its end means all below; the empty one all of the workspace.
    """

    files: tuple[str, ...] = ()
    path: ConfigPath = ()

    def names(self, file: str) -> bool:
        """True for a file that is asked about."""
        return any(file == name or (name[-1:] in ("/", "") and file.startswith(name)) for name in self.files)


@dataclass(frozen=True, slots=True)
class Affected:
    """A resource that may change: the inputs that carry what changes, or the resource that it `follows`.

    Both are empty for a resource that is only printed by a template that changes.
    """

    address: str
    location: str
    inputs: tuple[str, ...] = ()
    follows: str = ""


@dataclass(frozen=True, slots=True)
class StackImpact:
    """One project in one environment. `reads` tells whether it reads the file, or has a value at the path.

    `files` are compiled files that are printed by a template among the files; `missing` is set where the path leads
    nowhere.
    """

    project: str
    environment: str
    reads: bool
    resources: tuple[Affected, ...] = ()
    files: tuple[str, ...] = ()
    missing: Missing | None = None


def impact_many(many: Many, question: Question, tell: Tell) -> tuple[Outcome[tuple[StackImpact, ...]], ...]:
    """Ask every project, in each of its environments (or the chosen ones)."""

    def work(session: Session, names: tuple[str, ...]) -> Checked[tuple[StackImpact, ...]]:
        def run(keep: Keep) -> tuple[StackImpact, ...]:
            stacks = keep.value(stack_sessions(session, names))
            return tuple(_ask(item, question) for item in keep.all(map(compile_stack, stacks)))

        checked = collect(run)
        return Checked(checked.value, tuple(item for item in checked.diagnostics if item.severity == "error"))

    left = Leftovers(many, Memory())
    return each(many, work, tell, _unconcerned(left, question), left.names)


def _unconcerned(left: Leftovers, question: Question) -> dict[str, Checked[tuple[StackImpact, ...]]]:
    """The projects, as they were compiled, that do not read what is asked about: files of projects. What they share
    is not in their record.
    """
    if question.path or any(not name or name.startswith(_SHARED) for name in question.files):
        return {}
    found: dict[str, Checked[tuple[StackImpact, ...]]] = {}
    for file, compiled in left.untouched().items():
        entry = left.entries[file]
        if not any(map(question.names, entry.read)):
            stacks = (stack.folder.rpartition("/")[2] for stack in compiled.value or ())
            found[file] = Checked(tuple(StackImpact(entry.name, environment, reads=False) for environment in stacks))
    return found


def _ask(compiled: Compiled, question: Question) -> StackImpact:
    manifest = manifest_of(compiled)
    name, environment = manifest.project, manifest.environment
    if question.path:
        targets = [target for named in manifest.references.values() for target in named]
        # What others refer to need not be in the tree itself: an `x-…` key.
        known = any(related(question.path, target) for target in targets)
        missing = None if known else look_up(compiled.composed.tree, question.path)[1]
        found = {} if missing else carried(manifest, question.path)
        return StackImpact(name, environment, missing is None, with_followers(manifest, found), (), missing)
    templates = [read.removeprefix(compiled.reads.templates) for read in manifest.reads if question.names(read)]
    printed = [artifact for artifact in compiled.artifacts if not set(templates).isdisjoint(artifact.templates)]
    found = _fed(manifest, compiled.reads, question)
    for artifact in printed:
        inside = {name for parts in artifact.parts.values() for name in parts}
        if not set(templates) & set(artifact.templates) <= inside:  # it prints what stands around the resources
            found = dict.fromkeys(artifact.parts, ()) | found
    reads = any(map(question.names, manifest.reads))
    files = tuple(artifact.path for artifact in printed)
    return StackImpact(name, environment, reads, with_followers(manifest, found), files)


def _fed(manifest: Manifest, reads: Reads, question: Question) -> dict[str, tuple[str, ...]]:
    """The inputs of each resource that are written in the files, or stand for the content of one."""
    named = {path for path, file in reads.content.items() if question.names(file)}

    def inputs(source: ResourceSource) -> tuple[str, ...]:
        items = source.inputs.items()
        return tuple(name for name, item in items if question.names(item.location.file) or item.path in named)

    fed = {address: item for address, item in manifest.resources.items() if any(map(question.names, item.reads))}
    return {address: inputs(source) for address, source in fed.items()}


def with_followers(manifest: Manifest, direct: dict[str, tuple[str, ...]]) -> tuple[Affected, ...]:
    """Those that carry it, then those that take an output of one that may change, and so on."""
    follows: dict[str, str] = {}
    waiting = list(direct)
    for upstream in waiting:
        for address, source in manifest.resources.items():
            if upstream in source.follows.values() and address not in direct and address not in follows:
                follows[address] = upstream
                waiting.append(address)

    def affected(address: str) -> Affected:
        place = str(manifest.resources[address].location)
        return Affected(address, place, outermost(direct.get(address, ())), follows.get(address, ""))

    return tuple(affected(address) for address in (*sorted(direct), *follows))
