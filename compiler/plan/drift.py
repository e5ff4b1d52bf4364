"""What was found of recorded resources goes in; each difference comes out with its kind, its line and what to do.

A difference is somebody's doing unless a rule of the target, or one of these, says otherwise: the program did not
write the property, the provider adds a default or chooses what was left open, a document or a list says the same in
another order.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from compiler.model.drift import Drift, DriftKind, DriftRule, Finding, Observed
from compiler.model.manifest import Manifest, ResourceSource
from compiler.model.plan import Action, PropertyChange
from compiler.plan.reasons import nearest_entry
from compiler.plan.show import masked
from compiler.source.address import Address
from compiler.source.location import ConfigPath, parse_path

_INDEX = re.compile(r"\[\d+\]")
_LIST_ITEM = re.compile(r"(.*)\[\d+\]([^\[\]]*)")
_GONE = DriftRule("*", "", DriftKind.DELETED, "")
Verdict = tuple[DriftKind, str]


def classify(seen: Iterable[Observed], manifest: Manifest, rules: Iterable[DriftRule]) -> Drift:
    """By address and property. `rules` are the target's; a resource that the manifest does not know has no line."""
    listed, known = tuple(seen), tuple(rules)
    found = [finding for item in listed for finding in _findings(item, manifest, known)]
    found.sort(key=lambda item: (str(item.address), item.path))
    return Drift(manifest.project, manifest.environment, len(listed), tuple(found))


def _findings(item: Observed, manifest: Manifest, rules: tuple[DriftRule, ...]) -> list[Finding]:
    address = item.step.address
    source = manifest.resources.get(str(address))
    if item.step.action is Action.DELETE:
        rule = next((rule for rule in rules if not rule.path and rule.type in ("*", address.type)), _GONE)
        place = source.location if source else None
        expected = rule.kind is not DriftKind.DELETED
        remedy = (
            "nothing" if expected else "`modelwright up` makes it again" if source else "`modelwright up` forgets it"
        )
        return [Finding(address, "", None, None, rule.kind, rule.reason, remedy, place, source.path if source else ())]
    moved = _reordered(item.step.changes)
    return [_finding(address, change, source, _verdict(item, change, moved, rules)) for change in item.step.changes]


def _finding(address: Address, change: PropertyChange, source: ResourceSource | None, verdict: Verdict) -> Finding:
    kind, reason = verdict
    path, place, remedy = (), source.location if source else None, "`modelwright up` restores it"
    wrote = nearest_entry(source.inputs, change.path) if source else None
    follows = nearest_entry(source.follows, change.path) if source else None
    if source and wrote and (follows is None or len(wrote[0]) >= len(follows[0])):
        name, origin = wrote
        path, place = _inside(origin.path, change.path[len(name) :]), origin.location
        computed = change.path == name and any(_below(name, key) for key in source.inputs if key != name)
        remedy += "" if computed else f", `--accept {address}/{change.path}` keeps it"
        if origin.content:
            remedy = f"`modelwright up` takes `{origin.content}` as it is now"
    if kind in (DriftKind.NOISE, DriftKind.EXPECTED):
        remedy = "nothing"
    return Finding(address, change.path, masked(change.old), masked(change.new), kind, reason, remedy, place, path)


def _inside(path: ConfigPath, rest: str) -> ConfigPath:
    return (*path, *parse_path(rest.lstrip(".")))


def _verdict(item: Observed, change: PropertyChange, moved: frozenset[str], rules: tuple[DriftRule, ...]) -> Verdict:
    for rule in rules:
        if rule.path and rule.type in ("*", item.step.address.type) and _covers(rule.path, change.path):
            return rule.kind, rule.reason
    if change.path in moved:
        return DriftKind.NOISE, "the same items in another order"
    if _same_document(change.old, change.new):
        return DriftKind.NOISE, "the same document, written otherwise"
    if re.split(r"[.\[]", change.path)[0] not in item.inputs:
        return DriftKind.NOISE, "the provider sets it, not the program"
    if change.old is None and _is_empty(change.new):
        return DriftKind.NOISE, "a default that the provider adds"
    if _is_empty(_at(item.inputs, change.path)) and not _is_empty(change.old):
        return DriftKind.NOISE, "left to the provider"
    return DriftKind.CHANGED, ""


def _covers(pattern: str, path: str) -> bool:
    return _below(pattern, path) or _below(pattern, _INDEX.sub("[*]", path))


def _below(name: str, path: str) -> bool:
    return path == name or path.startswith((f"{name}.", f"{name}["))


def _reordered(changes: tuple[PropertyChange, ...]) -> frozenset[str]:
    """The paths in lists whose items are the same as before, in another order."""
    lists: dict[tuple[str, str], list[PropertyChange]] = defaultdict(list)
    for change in changes:
        if item := _LIST_ITEM.fullmatch(change.path):
            lists[item[1], item[2]].append(change)
    same = [group for group in lists.values() if _counted(c.old for c in group) == _counted(c.new for c in group)]
    return frozenset(change.path for group in same for change in group)


def _counted(values: Iterable[object]) -> Counter[str]:
    return Counter(json.dumps(value, sort_keys=True, default=str) for value in values)


def _same_document(old: object, new: object) -> bool:
    """True for two JSON texts of the same content."""
    if not (isinstance(old, str) and isinstance(new, str) and old[:1] in ("{", "[") and new[:1] in ("{", "[")):
        return False
    try:
        return _settled(json.loads(old)) == _settled(json.loads(new))
    except (ValueError, RecursionError):
        return False


def _settled(value: object) -> object:
    """Without what documents of policies leave open: the order of lists, and a list of one item for the item."""
    if isinstance(value, Mapping):
        return {key: _settled(item) for key, item in value.items()}
    if isinstance(value, list):
        items = sorted((_settled(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
        return items[0] if len(items) == 1 else items
    return value


def _at(value: object, path: str) -> object:
    for part in parse_path(path):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def _is_empty(value: object) -> bool:
    return value is None or value is False or value in ("", 0, 0.0) or value == [] or value == {}
