"""The state while an operation runs: what is done, what is old, what is under way. Intents are on disk first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import RLock

from compiler.engines.embedded import state as states
from compiler.engines.embedded import statefile
from compiler.engines.embedded.state import Kind, Pending, Record, State
from compiler.model.stack import Stack
from compiler.source import urns


@dataclass(slots=True)
class Checkpoint:
    """Safe to use from several threads. With `writes` off nothing touches the disk: that is how previews run.

    `done` are the resources that this run has settled, in order; `old` those that it has not reached, in theirs.
    """

    stack: Stack
    writes: bool
    done: list[Record] = field(default_factory=list)
    old: list[Record] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    extra: states.Json = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)
    _dirty: bool = False
    _closed: bool = False
    _kept: bool = False

    def find(self, candidates: tuple[str, ...]) -> Record | None:
        """The recorded resource of the first known URN; a predecessor that waits for removal is none."""
        with self.lock:
            live = {record.urn: record for record in self.old if not record.delete}
            return next((live[urn] for urn in candidates if urn in live), None)

    def interrupted(self, urn: str, kind: Kind) -> Pending | None:
        """An operation of an earlier run that was begun on this resource and never ended."""
        with self.lock:
            return next((item for item in self.pending if item.record.urn == urn and item.kind == kind), None)

    def rename(self, old: str, new: str) -> None:
        """Follow an alias: the resource and everything that mentions it take the new URN."""
        with self.lock:
            names = {old: new}
            self.old = [states.renamed(record, names) for record in self.old]
            self.done = [states.renamed(record, names) for record in self.done]
            self.pending = [replace(item, record=states.renamed(item.record, names)) for item in self.pending]
            self._dirty = True

    def begin(self, kind: Kind, record: Record) -> Pending | None:
        """Put down the intent before the provider is asked; what an earlier run had begun and this one begins anew."""
        with self.lock:
            earlier = self.interrupted(record.urn, kind)
            self._forget(record.urn, kind)
            self.pending.append(Pending(kind, record))
            self._write()
            return earlier

    def abandon(self, urn: str, kind: Kind, earlier: Pending | None) -> None:
        """The provider said that it did nothing; what an `earlier` run may have done is as open as before."""
        with self.lock:
            self._forget(urn, kind)
            self.pending.extend([earlier] if earlier else [])
            self._write()

    def settle(self, record: Record, old: Record | None) -> Record:
        """Nothing was to be done, or a resource without provider is recorded; written with the next change."""
        with self.lock:
            settled = self._stamped(record, old)
            self._dirty |= settled != old
            self._replace(settled, old)
            return settled

    def finish(self, record: Record, old: Record | None, *, predecessor: Record | None = None) -> None:
        """A creation or update is done: `record` stands in the place of `old`; `predecessor` waits for its removal."""
        with self.lock:
            self._forget(record.urn, "creating", "updating")
            if predecessor is None:
                self._replace(self._stamped(record, old), old)
            else:
                self._swap(predecessor, replace(predecessor, delete=True, pending_replacement=False))
                self.done.append(self._stamped(record, None))
            # The same id is the same thing: removing the predecessor would take the successor away.
            same = (record.urn, True, record.id)
            self.old = [item for item in self.old if (item.urn, item.delete, item.id) != same]
            self._write()

    def removed(self, record: Record) -> None:
        """A resource is gone. While others still need its URN, the record stays until its successor stands."""
        with self.lock:
            self._forget(record.urn, "updating", "deleting")
            needed = not record.delete and any(record.urn in other.needs for other in [*self.old, *self.done])
            self._swap(record, replace(record, pending_replacement=True) if needed else None)
            self._write()

    def add(self, record: Record) -> None:
        """A resource that stands already is recorded after all others; written with the next change."""
        with self.lock:
            self.old.append(self._stamped(record, None))
            self._dirty = True

    def drop(self, record: Record) -> None:
        """Forget a resource that no provider has to remove; written with the next change."""
        with self.lock:
            self._swap(record, None)
            self._dirty = True

    def release(self) -> None:
        """What is kept when something takes its place goes when the whole stack does."""
        with self.lock:
            self.old = [replace(item, retain=False) for item in self.old]

    def lost(self, record: Record) -> None:
        """A resource turned out to be gone; nobody needs it any more. Written with the next change."""
        with self.lock:
            self.drop(record)
            self.old = [states.without(item, record.urn) for item in self.old]

    def update_old(self, record: Record, inputs: dict[str, object], outputs: dict[str, object]) -> None:
        """Set the inputs and outputs that were found; written with the next change."""
        with self.lock:
            current = self.find((record.urn,))
            if current is not None:
                self._swap(current, replace(current, inputs=inputs, outputs=outputs, modified=statefile.now()))
                self._dirty = True

    def updated(self, record: Record, inputs: dict[str, object], outputs: dict[str, object]) -> None:
        """A resource was updated where it stands; written at once."""
        with self.lock:
            self._forget(record.urn, "updating")
            self.update_old(record, inputs, outputs)
            self._write()

    def clear_pending(self, item: Pending) -> None:
        """An operation of an earlier run needs no more attention; written with the next change."""
        with self.lock:
            self.pending = [other for other in self.pending if other is not item]
            self._dirty = True

    def forget_overtaken(self) -> None:
        """Creations that never ended need no attention once a resource stands in their place."""
        with self.lock:
            live = {record.urn for record in self.done}
            kept = [item for item in self.pending if item.kind != "creating" or item.record.urn not in live]
            self._dirty |= len(kept) != len(self.pending)
            self.pending = kept

    def update_done(self, urn: str, outputs: dict[str, object]) -> None:
        """Set the outputs of a settled component or of the stack itself; written with the next change."""
        with self.lock:
            for index, record in enumerate(self.done):
                if record.urn == urn and record.outputs != outputs:
                    self.done[index] = replace(record, outputs=outputs, modified=statefile.now())
                    self._dirty = True

    def flush(self) -> None:
        """Write what is not yet written; remove the file when no resource is left."""
        with self.lock:
            if not self._dirty:
                return
            if self.done or self.old or self.pending:
                self._write()
            elif self.writes:
                self._keep()
                statefile.remove(self.stack)

    def close(self) -> None:
        """Write what is not yet written; a provider that still works after this is not heard any more."""
        with self.lock:
            try:
                self.flush()
            finally:
                self._closed = True

    def stack_outputs(self) -> dict[str, object]:
        """The outputs of the stack's own record; empty when there is none."""
        urn = urns.root(self.stack.environment, self.stack.project)
        return next((record.outputs for record in [*self.done, *self.old] if record.urn == urn), {})

    def _replace(self, record: Record, old: Record | None) -> None:
        if old is not None:
            self._swap(old, None)
        self.done.append(record)

    def _swap(self, record: Record, successor: Record | None) -> None:
        """Put `successor`, or nothing, in the place of `record`, which a rename may have copied meanwhile."""
        key = (record.urn, record.delete, record.id)
        places = [index for index, item in enumerate(self.old) if (item.urn, item.delete, item.id) == key]
        if places:
            self.old[places[0] : places[0] + 1] = [] if successor is None else [successor]

    def _forget(self, urn: str, *kinds: Kind) -> None:
        self.pending = [item for item in self.pending if item.record.urn != urn or item.kind not in kinds]

    def _write(self) -> None:
        if self._closed:
            raise RuntimeError("the operation has ended")
        self._dirty = False
        if not self.writes:
            return
        self._keep()
        statefile.save(self.stack, State((*self.done, *self.old), tuple(self.pending), self.extra))

    def _keep(self) -> None:
        """The backup is what stood before this operation, not before its last change."""
        if not self._kept:
            statefile.keep_backup(self.stack)
            self._kept = True

    @staticmethod
    def _stamped(record: Record, old: Record | None) -> Record:
        """Times change only when something else does, so that an unchanged stack keeps its file."""
        if old is not None and replace(record, created=old.created, modified=old.modified) == old:
            return old
        time = statefile.now()
        if not record.managed:
            return replace(record, created=old.created if old else "", modified="")
        return replace(record, created=record.created or time, modified=time)


def opened(stack: Stack, *, writes: bool) -> Checkpoint:
    """The recorded state, ready for a run. Raises `Refused` (P001, P002)."""
    state = statefile.load(stack)
    return Checkpoint(stack, writes, old=list(state.records), pending=list(state.pending), extra=state.extra)
