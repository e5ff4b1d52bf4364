"""What goes and comes again with equal content was probably renamed: changes in, notes with the line to add out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compiler.model.manifest import Manifest, ResourceSource
from compiler.model.plan import Action, Change, Step
from compiler.plan.show import UNKNOWN, masked
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic, Severity

_SECTIONS = ("datasets", "models", "serving")
Part = tuple[str, str]
"""Section and name of the spec."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A part of the spec that is new, and the name under which the same seems to have stood."""

    part: Part
    old: str
    source: ResourceSource


def rename_notes(changes: Sequence[Change], manifest: Manifest) -> tuple[Diagnostic, ...]:
    """One note (P038) for each part of the spec whose resources would go and come again under another name."""
    coming = [change.step for change in changes if change.step.action is Action.CREATE]
    going = [change.step for change in changes if change.step.action is Action.DELETE]
    found: dict[Part, list[_Pair]] = {}
    names: dict[str, str] = {}
    # What refers to a renamed thing is equal only once that rename is known.
    while pairs := [pair for pair in _pairs(coming, going, names, manifest) if pair.part not in found]:
        for pair in pairs:
            found.setdefault(pair.part, []).append(pair)
            names[pair.old] = pair.part[1]
    return tuple(_note(listed) for listed in found.values() if len({pair.old for pair in listed}) == 1)


def _pairs(
    coming: Iterable[Step], going: Sequence[Step], names: Mapping[str, str], manifest: Manifest
) -> Iterable[_Pair]:
    present = {source.path[:2] for source in manifest.resources.values()}
    for new in coming:
        source = manifest.resources.get(str(new.address))
        if source is None or len(source.path) < 2 or source.path[0] not in _SECTIONS:
            continue
        part = (str(source.path[0]), str(source.path[1]))
        alike = []
        for old in going:
            before = _former(old.address, new.address, part[1]) if old.token == new.token else ""
            if before and (part[0], before) not in present and _equal(old, new, {**names, before: part[1]}):
                alike.append(before)
        if len(alike) == 1:
            yield _Pair(part, alike[0], source)


def _former(old: Address, new: Address, name: str) -> str:
    """What the part was called, by the names of a resource of it then and now; empty when that cannot be."""
    if not new.name.startswith(name):
        return ""
    rest = new.name[len(name) :]
    return old.name.removesuffix(rest) if old.name.endswith(rest) and old.name != new.name else ""


def _equal(old: Step, new: Step, names: Mapping[str, str]) -> bool:
    before = {change.path: masked(change.old) for change in old.changes}
    after = {change.path: masked(change.new) for change in new.changes}
    known = [path for path, value in after.items() if not _unknown(value)]
    return bool(known) and before.keys() == after.keys() and all(_alike(before[at], after[at], names) for at in after)


def _alike(old: object, new: object, names: Mapping[str, str]) -> bool:
    """Equal but for the names, and for what is not known yet."""
    if str(new) == UNKNOWN:
        return True
    if isinstance(old, str) and isinstance(new, str):
        return old == new or any(old.replace(was, now) == new for was, now in names.items())
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return old.keys() == new.keys() and all(_alike(old[key], new[key], names) for key in old)
    if isinstance(old, (list, tuple)) and isinstance(new, (list, tuple)):
        return len(old) == len(new) and all(_alike(*pair, names) for pair in zip(old, new, strict=True))
    return old == new


def _unknown(value: object) -> bool:
    return str(value) == UNKNOWN


def _note(pairs: Sequence[_Pair]) -> Diagnostic:
    (section, name), old, source = pairs[0].part, pairs[0].old, pairs[0].source
    summary = f"`{section}.{name}` looks like `{section}.{old}` under another name, and would be made anew"
    hint = f"if it was renamed, add below `moved:`: `- {{from: {section}.{old}, to: {section}.{name}}}`"
    return Diagnostic("P038", summary, source.location, source.path[:2], hint, Severity.NOTE)
