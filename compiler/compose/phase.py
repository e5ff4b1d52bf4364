"""Composes one environment of a project: platform < spec < environment < command line, then references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from compiler.compose.choices import choices_of_document, group_choices
from compiler.compose.conf import Load, conf_roots
from compiler.compose.draft import Draft, Written
from compiler.compose.edits import apply_edits
from compiler.compose.environments import (
    environment_files,
    environment_layer,
    is_reserved,
    list_environments,
    reserved_project,
)
from compiler.compose.extensions import without_extensions
from compiler.compose.forbidden import check_tree
from compiler.compose.interpolate import fill_in
from compiler.compose.overrides import Override, parse_overrides
from compiler.compose.placing import misplaced_secrets
from compiler.compose.platform import DEFAULTS, Platform, read_platform
from compiler.compose.variables import declared_names, read_variables
from compiler.model.composed import Composed
from compiler.model.document import Document
from compiler.model.memory import Memory
from compiler.model.preview import PREVIEW
from compiler.model.workspace import ProjectFile, Workspace
from compiler.source.diagnostic import Checked, Diagnostic, Severity, ordered
from compiler.source.location import ConfigPath, format_path
from compiler.source.nearest import suggest
from compiler.source.sourcemap import Layer, LayerKind, SourceMap

__all__ = ["compose", "declared_names", "list_environments"]

_ABOVE = ("defaults", "environments", "include", "env")
_MISSING = "???"


def compose(
    ws: Workspace,
    project: ProjectFile,
    document: Document,
    environment: str,
    overrides: tuple[str, ...],
    *,
    load: Load,
    base: str = "",
    memory: Memory | None = None,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> Checked[Composed]:
    """Merge `conf/`, the spec, its environment and the command line.

    Mappings merge, lists replace. In an environment `null` takes back what the spec says, so that the platform's own
    default holds again. Overrides are in Hydra's grammar: `path=value`, `+path=value` (must be new), `++path=value`,
    `~path`; and `group=option` for a group of `conf/`. A path below an existing entry of a section may be set with or
    without `+`, because defaults are filled in later and validate refuses unknown keys; a new entry needs the `+`.
    With a `base` the environment is a preview: it inherits from that one, and `conf/env/preview.yaml` goes over it.
    `load` reads a YAML file of `conf/` with positions, what is the same for every project only once for a `memory`; of
    `variables` only those count that the spec declares.
    """
    memory, inherited = memory or Memory(), base or environment
    roots = memory.once(("roots", ws.root), lambda: conf_roots(ws))
    edits = parse_overrides(overrides, roots)
    chosen = choices_of_document(document, roots)
    layer = environment_layer(document, inherited)
    declared = read_variables(document, variables)
    environments = memory.once(("environments", roots), lambda: environment_files(roots))
    notes = [
        *memory.recent("forbidden", document, lambda: tuple(check_tree(document))),
        *declared.diagnostics,
        *edits.diagnostics,
        *chosen.diagnostics,
        *layer.diagnostics,
        *(() if layer.value is None else _check_environment(document, inherited, environments)),
    ]
    if _failed(notes):
        return Checked(None, ordered(notes))
    assert edits.value is not None and chosen.value is not None and layer.value is not None
    assert declared.value is not None
    choices = chosen.value | group_choices(edits.value)
    platform = read_platform(ws, roots, (base, PREVIEW) if base else (environment,), choices, load, memory)
    notes += platform.diagnostics
    if platform.value is None:
        return Checked(None, ordered(notes))
    draft = memory.recent("spec", document, lambda: _spec(document)).copy()
    _merge(draft, document, inherited, layer.value, platform.value, edits.value, notes)
    references, unresolved = fill_in(draft, declared.value)
    notes += unresolved
    notes += _unset(draft)
    tree = without_extensions(draft)
    notes += misplaced_secrets(tree, draft)
    if _failed(notes):
        return Checked(None, ordered(notes))
    files = (document.file, *document.included, *platform.value.files)
    inputs = (document.included, files, references, tuple(declared.value))
    place = (project.file, project.folder, environment, list_environments(document))
    composed = Composed(*place, tree, SourceMap(MappingProxyType(draft.layers)), *inputs)
    return Checked(composed, ordered(notes))


def _written(document: Document, kind: LayerKind, base: ConfigPath) -> Written:
    def written(path: ConfigPath, value: object) -> Layer:
        mark = document.marks[(*base, *path)]
        return Layer(kind, mark.value, mark.key, value)

    return written


def _spec(document: Document) -> Draft:
    """What the spec says for every environment."""
    root = document.marks[()]
    draft = Draft({}, {(): (Layer(LayerKind.SPEC, root.value, root.key, {}),)})
    own = {key: value for key, value in document.tree.items() if key not in _ABOVE}
    draft.over(own, _written(document, LayerKind.SPEC, ()))
    return draft


def _merge(
    draft: Draft,
    document: Document,
    environment: str,
    layer: dict[str, object],
    platform: Platform,
    edits: tuple[Override, ...],
    notes: list[Diagnostic],
) -> None:
    """What goes over and under the spec."""
    written = _written(document, LayerKind.ENVIRONMENT, ("environments", environment))
    draft.over(layer, written, null_deletes=True)
    platform.put_over(draft)
    own = [edit for edit in edits if not edit.group]
    defaults = Draft(platform.tree, platform.layers)
    notes += apply_edits(defaults, (edit for edit in own if edit.path[0] in DEFAULTS), LayerKind.PLATFORM)
    platform.put_under(draft)
    notes += apply_edits(draft, (edit for edit in own if edit.path[0] not in DEFAULTS), LayerKind.OVERRIDE)
    platform.put_under_new(draft)


def _check_environment(document: Document, environment: str, known: tuple[str, ...]) -> Iterable[Diagnostic]:
    names = list_environments(document)
    yield from reserved_project(document)
    if environment not in names:
        hint = suggest(environment, names)
        if environment in known:
            hint = f"add `{environment}: {{}}` under `environments:`; {hint}"
        yield Diagnostic("C001", f"the project has no environment `{environment}`", hint=hint)
    for name in names:
        if name not in known and not is_reserved(name):
            path = ("environments", name)
            mark = document.marks.get(path)
            summary = f"the environment `{name}` has no file `conf/env/{name}.yaml`"
            yield Diagnostic("C003", summary, mark.key if mark else None, path, suggest(name, known))


def _unset(draft: Draft) -> Iterable[Diagnostic]:
    for path, layers in draft.layers.items():
        if layers and layers[-1].value == _MISSING and draft.get(path) == _MISSING:
            summary = f"`{format_path(path)}` must be set"
            yield Diagnostic(
                "C020", summary, layers[-1].location, path, "`???` marks a value to be given", chain=layers
            )


def _failed(notes: Iterable[Diagnostic]) -> bool:
    return any(note.severity is Severity.ERROR for note in notes)
