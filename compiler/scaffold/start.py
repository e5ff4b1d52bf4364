"""The two ways to start a project. In: a folder, perhaps a table; out: files and a record of what was decided."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from compiler.model.workspace import PROJECT_FILE
from compiler.scaffold.columns import Column, infer
from compiler.scaffold.decode import DELIMITERS, Source, read_source
from compiler.scaffold.document import Findings, document
from compiler.scaffold.folder import require_free, write_project
from compiler.scaffold.learner import learner_for
from compiler.scaffold.markers import extra_markers, has_decimal_comma, with_point
from compiler.scaffold.names import is_name, name_from
from compiler.scaffold.table import Table, read_table
from compiler.scaffold.target import goal_of
from compiler.scaffold.yamltext import scalar
from compiler.source.diagnostic import refuse
from compiler.source.nearest import suggest
from compiler.source.share import share

_EXAMPLE = (PROJECT_FILE, "data/iris.csv", "data/README.md")


@dataclass(frozen=True, slots=True)
class Project:
    """`files` are relative to `folder`; `notes` tell what was done to the data; `columns` is empty for the example."""

    folder: Path
    name: str
    files: tuple[str, ...]
    notes: tuple[str, ...]
    task: str
    target: str
    columns: tuple[Column, ...]


def start_example(folder: Path, name: str | None) -> Project:
    """The starter project: iris flowers, three classes."""
    project = _project_name(name, folder)
    origin = share("templates") / "init"
    files = {path: (origin / path).read_bytes() for path in _EXAMPLE}
    files[PROJECT_FILE] = files[PROJECT_FILE].replace(b"project: iris\n", f"project: {scalar(project)}\n".encode(), 1)
    return Project(folder, project, write_project(folder, files), (), "multiclass", "species", ())


def start_from_data(folder: Path, name: str | None, data: Path, shown: str, target: str) -> Project:
    """A project for the table in `data` (called `shown` by the user) that predicts the column `target`."""
    project = _project_name(name, folder)
    require_free(folder, (PROJECT_FILE,))
    source = read_source(data, shown)
    table = read_table(source)
    if target not in table.header:
        raise refuse("I005", f"`{shown}` has no column `{target}`", hint=suggest(target, table.header))
    place, copied, notes = _place(folder, data, source, table)
    findings = _findings(project, place, table, commas_of(source, table), target)
    files = {PROJECT_FILE: document(findings).encode()}
    if copied:
        files[place] = _rewritten(source, commas_of(source, table))
    written = write_project(folder, files)
    return Project(folder, project, written, notes, str(findings.goal.task), target, findings.columns)


def columns_of(data: Path, shown: str) -> dict[str, object]:
    """The columns of the table in `data` (called `shown` by the user), with their types as a spec has them."""
    table = read_table(read_source(data, shown))
    markers = _usual() | frozenset(extra_markers(table.columns, _usual()))
    columns = [infer(tally, markers) for tally in table.columns]
    return {
        column.name: {"type": "category", "values": list(column.values)} if column.values else column.type
        for column in columns
    }


def commas_of(source: Source, table: Table) -> frozenset[int]:
    """The positions of columns whose numbers have a decimal comma.

    Where commas stand between the values, `1,234` may mean thousands, so one such as `1.234,5` must prove the comma.
    """
    grouped = source.delimiter == ","
    return frozenset(
        at for at, tally in enumerate(table.columns) if has_decimal_comma(tally, _usual(), grouped=grouped)
    )


def _findings(project: str, place: str, table: Table, commas: frozenset[int], target: str) -> Findings:
    tallies = [tally.map(with_point) if at in commas else tally for at, tally in enumerate(table.columns)]
    markers = extra_markers(tallies, _usual())
    every = _usual() | frozenset(markers)
    goal = goal_of(next(tally for tally in tallies if tally.name == target), every)
    columns = tuple(goal.column if tally.name == target else infer(tally, every) for tally in tallies)
    if not any(column.usable for column in columns if column.name != target):
        raise refuse("I008", f"no column besides `{target}` can be a feature", hint=_reasons(columns, target))
    model = name_from(target, "model")
    dataset = name_from(Path(place).stem, "data")
    return Findings(
        project=project,
        dataset=dataset,
        model=model,
        serving=f"{name_from(target, 'model', room=4)}-api",
        source=place,
        rows=table.rows,
        columns=columns,
        goal=goal,
        learner=learner_for(goal),
        usual_markers=_usual_in_order(),
        markers=markers,
    )


def _place(folder: Path, data: Path, source: Source, table: Table) -> tuple[str, bool, tuple[str, ...]]:
    """Where the project finds its data, whether a copy is to be written there, and what is to be said about it."""
    notes = []
    if source.encoding:
        notes.append(f"rewritten in UTF-8 (it was {source.encoding})")
    if source.delimiter != ",":
        notes.append(f"{DELIMITERS[source.delimiter]} between the values replaced by commas")
    if commas_of(source, table):
        notes.append("decimal commas replaced by points")
    root, path = folder.resolve(), data.resolve()
    inside = path.is_relative_to(root)
    if inside and not notes:
        return path.relative_to(root).as_posix(), False, ()
    stem = name_from(data.stem, "data")
    place = f"data/{stem}.csv"
    if inside and (root / place) == path:
        place = f"data/{stem}-utf8.csv"
    return place, True, (f"copied `{source.name}` to `{place}`", *notes)


def _rewritten(source: Source, commas: frozenset[int]) -> bytes:
    """The same table with commas between the values; byte for byte the same text where there is nothing to change."""
    if source.delimiter == "," and not commas:
        return source.text.encode()
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    reader = csv.reader(io.StringIO(source.text, newline=""), delimiter=source.delimiter, strict=True)
    writer.writerow(next((record for record in reader if record), []))
    for record in reader:
        writer.writerow(with_point(cell) if at in commas else cell for at, cell in enumerate(record))
    return target.getvalue().encode()


def _project_name(name: str | None, folder: Path) -> str:
    if name is None:
        return name_from(folder.resolve().name, "my-project")
    if not is_name(name):
        near = name_from(name, "my-project")
        raise refuse("I007", f"`{name}` cannot be the name of a project", hint=f"such as `{near}`")
    return name


def _usual() -> frozenset[str]:
    return frozenset(_usual_in_order())


def _usual_in_order() -> tuple[str, ...]:
    from compiler.model.spec.dataset import DEFAULT_MISSING

    return DEFAULT_MISSING


def _reasons(columns: tuple[Column, ...], target: str) -> str:
    shown = [f"`{column.name}`: {column.why}" for column in columns if column.name != target][:3]
    return "; ".join(shown)
