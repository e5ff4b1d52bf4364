"""What Pulumi's engine tells during one operation: its events in, our events and steps out."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from compiler.engines.embedded import paths
from compiler.engines.embedded.reading import by_hand
from compiler.engines.pulumi.wording import short
from compiler.model import events
from compiler.model.drift import Observed
from compiler.model.plan import Action, PropertyChange, Step
from compiler.provider.marshal import SECRET, SIGNATURE, UNKNOWN_TEXT
from compiler.provider.protocol import Props
from compiler.source import urns
from compiler.source.address import Address
from compiler.source.telling import heard

MASK = "[secret]"
GONE = "gone"
REPLACED = "replaced"
INTERRUPTED = "its successor stands since an interrupted run"
_ACTIONS = {
    "same": Action.SAME,
    "create": Action.CREATE,
    "import": Action.CREATE,
    "update": Action.UPDATE,
    "delete": Action.DELETE,
    "replace": Action.REPLACE,
    "create-replacement": Action.REPLACE,
    "import-replacement": Action.REPLACE,
    "refresh": Action.READ,
}
_TOLD_APART = ("delete-replaced", "discard-replaced")
"""The removal of a predecessor: told while it goes on, and no step of its own."""


@dataclass(frozen=True, slots=True)
class Said:
    """An error that Pulumi tells; `urn` is empty when it is about no resource."""

    urn: str
    text: str


@dataclass(slots=True)
class Story:
    """Gathers one operation. `outputs` are the stack's own, secrets masked; `errors` in the order told."""

    on_event: events.OnEvent
    outputs: Props = field(default_factory=dict)
    errors: list[Said] = field(default_factory=list)
    _reading: dict[str, None] = field(default_factory=dict)
    _read: dict[str, Step] = field(default_factory=dict)
    _inputs: dict[str, Props] = field(default_factory=dict)
    _steps: dict[str, Step] = field(default_factory=dict)
    _notes: dict[str, str] = field(default_factory=dict)
    _removed: dict[str, None] = field(default_factory=dict)
    _begun: dict[tuple[str, str], float] = field(default_factory=dict)

    def steps(self, written: Sequence[tuple[str, str]] = ()) -> tuple[Step, ...]:
        """One for each resource that a provider makes: in the order of the program, then what is removed.

        `written` are the types and names that the program registers, in its order; Pulumi comes to them in any.
        """
        order = {item: index for index, item in enumerate(written)}
        places = {urn: order.get((step.token, step.address.name), len(order)) for urn, step in self._steps.items()}
        steps = (self._steps[urn] for urn in sorted(places, key=places.__getitem__))
        return by_hand(steps, self._read.values())

    @property
    def observed(self) -> tuple[Observed, ...]:
        """After a refresh: what was found of each resource."""
        return tuple(Observed(step, self._inputs.get(urn, {})) for urn, step in self._steps.items())

    @property
    def interrupted(self) -> tuple[Step, ...]:
        """Predecessors that an earlier run, cut short, has replaced and not removed."""
        replaced = {urn for urn, step in self._steps.items() if step.action is Action.REPLACE}
        return tuple(
            Step(Address.from_urn(urn), urns.type_of(urn), Action.DELETE, note=INTERRUPTED)
            for urn in self._removed
            if urn not in replaced
        )

    def hear(self, event: Mapping[str, Any]) -> None:
        """Take in one event of the Automation API, as JSON."""
        match event:
            case {"resource_pre_event": {"metadata": metadata}}:
                self._began(metadata)
            case {"res_outputs_event": {"metadata": metadata}}:
                self._ended(metadata)
            case {"res_op_failed_event": {"metadata": metadata}}:
                self._failed(metadata)
            case {"diagnostic_event": {"severity": severity, "message": message} as said}:
                self._said(severity, said.get("urn", ""), message.strip(), passing=said.get("ephemeral", False))

    def _said(self, severity: str, urn: str, text: str, *, passing: bool) -> None:
        if severity == "error":
            self.errors.append(Said(urn, text))
        elif severity.startswith("info") and urn and _managed_type(urns.type_of(urn)):
            if passing:
                self.on_event(events.Progress(Address.from_urn(urn), text))
            else:
                self._notes[urn] = text

    def _began(self, metadata: Mapping[str, Any]) -> None:
        if (step := self._step(metadata)) is None:
            return
        urn, op = metadata["urn"], metadata["op"]
        self._begun[urn, op] = time.monotonic()
        if op == "refresh":
            self._reading[urn] = None
        if op in _TOLD_APART:
            self._removed[urn] = None
        else:
            self._steps[urn] = self._kept(urn, step)
        if _told(op):
            self.on_event(events.Started(step))

    def _kept(self, urn: str, step: Step) -> Step:
        """Of several events about one resource the one that says most; a deletion first means downtime."""
        before = self._steps.get(urn)
        if before is not None and before.action is Action.REPLACE and step.action is not Action.REPLACE:
            step = before
        return replace(step, delete_before_replace=step.action is Action.REPLACE and urn in self._removed)

    def _ended(self, metadata: Mapping[str, Any]) -> None:
        urn, op = metadata["urn"], metadata["op"]
        if metadata["type"] == urns.STACK_TYPE and op != "delete":
            self.outputs = _shown(_known((metadata.get("new") or {}).get("outputs") or {}))
        if (step := self._step(metadata)) is None:
            return
        if urn in self._reading:
            # Its end is told as what reading has found out, such as `update`.
            del self._reading[urn]
            step = self._read[urn] = _refreshed(step, metadata)
            self._inputs[urn] = _shown((metadata.get("old") or {}).get("inputs") or {})
            self._steps[urn] = step
        if _told(op) or step.action is Action.READ:
            outputs = _shown((metadata.get("new") or {}).get("outputs") or {})
            self.on_event(events.Finished(step, outputs, self._seconds(urn, op)))

    def _failed(self, metadata: Mapping[str, Any]) -> None:
        if (step := self._step(metadata)) is None:
            return
        texts = [said.text for said in self.errors if said.urn == metadata["urn"]]
        summaries = [item.summary for text in texts for item in heard(text)]
        summary = (summaries or [short(text) for text in texts] or ["it failed"])[0]
        self.on_event(events.Failed(step, summary, self._seconds(metadata["urn"], metadata["op"])))

    def _seconds(self, urn: str, op: str) -> float:
        return time.monotonic() - self._begun.get((urn, op), time.monotonic())

    def _step(self, metadata: Mapping[str, Any]) -> Step | None:
        """None for what no provider makes: the stack, providers, components, and what is only read."""
        op, state = metadata["op"], metadata.get("new") or metadata.get("old") or {}
        if not _managed_type(metadata["type"]) or not state.get("custom"):
            return None
        address = Address.from_urn(metadata["urn"])
        if op in _TOLD_APART:
            return Step(address, metadata["type"], Action.DELETE, note=REPLACED)
        if op not in _ACTIONS:
            return None
        changes = _given(metadata) if op in ("create", "delete") else ()
        if op not in ("same", "create", "delete", "refresh"):
            changes = _changes(metadata)
        note = self._notes.get(metadata["urn"], "")
        return Step(address, metadata["type"], _ACTIONS[op], changes, note=note, was=_was(metadata))


def _was(metadata: Mapping[str, Any]) -> Address | None:
    """The address in the state, where an alias has led to it."""
    before = (metadata.get("old") or {}).get("urn") or metadata["urn"]
    return Address.from_urn(before) if before != metadata["urn"] else None


def _managed_type(type_: str) -> bool:
    return type_ != urns.STACK_TYPE and not type_.startswith(urns.PROVIDER_PREFIX)


def _told(op: str) -> bool:
    """Whether work is done: `replace` only sums up what its two halves do."""
    return op not in ("same", "replace")


def _refreshed(step: Step, metadata: Mapping[str, Any]) -> Step:
    old, new = metadata.get("old"), metadata.get("new")
    if not new or metadata["op"] == "delete":
        return replace(step, action=Action.DELETE, changes=(), note=GONE)
    changes = tuple(paths.compare(_shown((old or {}).get("outputs") or {}), _shown(new.get("outputs") or {})))
    return replace(step, action=Action.READ, changes=changes)


def _given(metadata: Mapping[str, Any]) -> tuple[PropertyChange, ...]:
    """All inputs of a resource that comes or goes, without what providers put there for themselves."""
    old = _shown((metadata.get("old") or {}).get("inputs") or {})
    new = _shown((metadata.get("new") or {}).get("inputs") or {})
    names = sorted(name for name in {*old, *new} if not name.startswith("__"))
    return tuple(PropertyChange(paths.text((name,)), old.get(name), new.get(name)) for name in names)


def _changes(metadata: Mapping[str, Any]) -> tuple[PropertyChange, ...]:
    old = _shown((metadata.get("old") or {}).get("inputs") or {})
    new = _shown((metadata.get("new") or {}).get("inputs") or {})
    replacing = set(metadata.get("keys") or ())
    detailed = metadata.get("detailed_diff") or {name: {} for name in metadata.get("diffs") or ()}
    found = []
    for text, difference in detailed.items():
        path = paths.parse(text)
        forced = str(difference.get("diff_kind", "")).endswith("-replace") or bool({text, str(path[0])} & replacing)
        found.append((path, PropertyChange(text, _at(old, path), _at(new, path), forced)))
    found.sort(key=lambda item: [(isinstance(part, str), part) for part in item[0]])
    return tuple(change for _, change in found)


def _at(value: object, path: paths.Path) -> object:
    for part in path:
        if isinstance(value, dict):
            value = value.get(str(part))
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def _shown(values: Mapping[str, object]) -> Props:
    """`~` for what is not known yet, and `[secret]` for what is secret."""

    def show(value: object) -> object:
        if isinstance(value, Mapping):
            return MASK if value.get(SIGNATURE) == SECRET else {key: show(item) for key, item in value.items()}
        if isinstance(value, list):
            return [show(item) for item in value]
        return "~" if value == UNKNOWN_TEXT else value

    return {key: show(value) for key, value in values.items()}


def _known(values: Mapping[str, object]) -> Props:
    """Without the outputs that hold anything unknown."""

    def unknown(value: object) -> bool:
        if isinstance(value, Mapping):
            return any(unknown(item) for item in value.values())
        if isinstance(value, list):
            return any(unknown(item) for item in value)
        return value == UNKNOWN_TEXT

    return {key: value for key, value in values.items() if not unknown(value)}
