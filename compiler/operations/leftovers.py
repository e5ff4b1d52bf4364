"""What the last compilations of a workspace left, read from the index and kept in it. In: projects; out: outcomes."""

from __future__ import annotations

import json
import time

from compiler.model.manifest import Emitted
from compiler.model.memory import Memory
from compiler.operations import index
from compiler.operations.contents import as_written, on_disk
from compiler.operations.freshness import conf, notes_from_facts, notes_to_facts, tool
from compiler.operations.many import Many
from compiler.source.canonical import digest
from compiler.source.diagnostic import Checked, Diagnostic


class Leftovers:
    """`names` are those of untouched projects, by file."""

    def __init__(self, many: Many, memory: Memory) -> None:
        self.many = many
        self.begun = time.time_ns()
        content = conf(many.workspace, memory)
        self.key = digest([tool(memory), content]) if content else ""
        self.index = index.read_index(many.workspace, self.key) if self.key else index.Index()
        self.entries = index.untouched(many.workspace, self.index, many.variables, many.today)
        self.names = {file: entry.name for file, entry in self.entries.items()}

    def untouched(self) -> dict[str, Checked[tuple[Emitted, ...]]]:
        """For each of the projects that is untouched what compiling it would say and write, which is nothing new."""
        notes = notes_from_facts(self.index.notes)
        return {
            project.file: Checked(self._meant(entry.stacks), tuple(notes[number] for number in entry.notes))
            for project in self.many.projects
            if (entry := self.entries.get(project.file))
        }

    def keep(self, compiled: dict[str, Checked[tuple[Emitted, ...]]]) -> None:
        """Remember what has just been compiled, as far as whole projects were."""
        present = {project.file for project in self.many.projects}
        gone = self.many.selected is False and set(self.index.entries) - present
        renewed = {file: entry for file, entry in self.entries.items() if entry is not self.index.entries[file]}
        if not self.key or not (compiled or gone or renewed):
            return
        self.index.entries |= renewed
        index.wait_out_the_tick(time.time_ns())
        shared = index.shared_files(self.many.workspace)
        numbers = {json.dumps(note): number for number, note in enumerate(self.index.notes)}
        for file, checked in compiled.items():
            self.index.entries.pop(file, None)
            if checked.value and self.many.chosen is None:
                self.index.entries[file] = self._entry(checked.value, checked.diagnostics, shared, numbers)
        for file in gone or ():
            del self.index.entries[file]
        self.index.notes = [json.loads(note) for note in numbers]
        index.write_index(self.many.workspace, self.key, self.index)

    def _entry(
        self,
        stacks: tuple[Emitted, ...],
        notes: tuple[Diagnostic, ...],
        shared: frozenset[int],
        numbers: dict[str, int],
    ) -> index.Entry:
        read = index.files_read(stacks)
        sources = on_disk(str(self.many.workspace.root), read)  # before the seal: that tells what has changed meanwhile
        told = tuple(numbers.setdefault(json.dumps(note), len(numbers)) for note in notes_to_facts(notes))
        return index.Entry(
            stacks[0].folder.split("/")[1],
            index.seal(self.many.workspace, stacks, self.begun, shared),
            read,
            stacks,
            index.variable_digests(self.many.variables, stacks),
            index.waivers_over(self.many.today, stacks),
            told,
            sources,
            as_written(stacks),
        )

    def _meant(self, stacks: tuple[Emitted, ...]) -> tuple[Emitted, ...]:
        chosen = self.many.chosen
        return tuple(stack for stack in stacks if chosen is None or stack.folder.rpartition("/")[2] in chosen)
