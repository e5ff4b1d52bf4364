"""The public function: renderings and template folders in, artifacts out, one diagnostic per file that fails."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from compiler.model.rendering import Artifact, Rendering
from compiler.render.binder import Binder, Slot, find_path
from compiler.render.languages import finish, skeleton
from compiler.render.problem import Problem
from compiler.render.text import Pieces, cut
from compiler.source.diagnostic import Checked, Diagnostic
from compiler.source.location import Location
from compiler.source.nearest import suggest


def render(renderings: tuple[Rendering, ...], templates: tuple[Path, ...]) -> Checked[tuple[Artifact, ...]]:
    """Render and verify every file, in order. `templates` are folders, the first that has a template wins.

    Values become literals of the file's language; what comes out has exactly the shape that the templates have.
    """
    from compiler.render.template import TemplateFailure, run_template, templates_of

    artifacts: list[Artifact] = []
    diagnostics: list[Diagnostic] = list(_check_paths(renderings))
    for rendering in renderings:
        binder = Binder()
        try:
            pieces = cut(run_template(rendering, templates, binder))
        except TemplateFailure as failure:
            diagnostics.append(_template_diagnostic(failure, templates))
            continue
        try:
            content = finish(rendering.language, pieces, binder.slots)
        except Problem as problem:
            diagnostics.append(_diagnose(problem, rendering, templates, pieces, binder.slots))
            continue
        artifacts.append(Artifact(rendering.path, content, *templates_of(rendering, templates)))
    return Checked(None if diagnostics else tuple(artifacts), tuple(diagnostics))


def _check_paths(renderings: tuple[Rendering, ...]) -> list[Diagnostic]:
    """Two files that would be one, also where case does not count, and paths that leave the stack's folder."""
    found: list[Diagnostic] = []
    seen: set[str] = set()
    for rendering in renderings:
        path = PurePosixPath(rendering.path)
        if rendering.path.casefold() in seen:
            found.append(Diagnostic("R009", f"`{rendering.path}` would be written twice"))
        if not path.parts or path.is_absolute() or ".." in path.parts or str(path) != rendering.path:
            found.append(Diagnostic("R009", f"`{rendering.path}` is no path below the stack's folder"))
        if rendering.path.casefold() == "manifest.json":
            found.append(Diagnostic("R009", f"`{rendering.path}` is the name of the manifest"))
        if any(character in rendering.path for character in "\0\\\n\r"):
            found.append(Diagnostic("R009", f"`{rendering.path!r}` is no portable path"))
        seen.add(rendering.path.casefold())
    return found


def _template_diagnostic(failure: object, templates: tuple[Path, ...]) -> Diagnostic:
    from compiler.render.template import TemplateFailure

    assert isinstance(failure, TemplateFailure)
    hint = failure.hint
    if failure.code == "R001":
        names = [path.relative_to(root).as_posix() for root in templates for path in root.rglob("*.j2")]
        return Diagnostic("R001", failure.summary, hint=suggest(failure.template, set(names)))
    return Diagnostic(failure.code, failure.summary, _location(templates, failure.template, failure.line), hint=hint)


def _diagnose(
    problem: Problem, rendering: Rendering, templates: tuple[Path, ...], pieces: Pieces, slots: Sequence[Slot]
) -> Diagnostic:
    """Point at the template line that printed the value, or that holds the text, which is to blame."""
    lines = skeleton(rendering.language, pieces, slots).split("\n")
    number, template, line = problem.slot, rendering.template, 1
    text = lines[problem.line - 1] if problem.line and problem.line <= len(lines) else ""
    if number is None:
        printed = zip(pieces.lines(), pieces.numbers, strict=True)
        number = next((slot for place, slot in printed if place == problem.line), None)
    if number is not None:
        template, line = slots[number].place()
    elif text.strip():
        line = _line_of(templates, template, text)
    where = f" in `{rendering.path}`"
    value = ""
    if problem.slot is not None and (path := find_path(rendering.context, slots[problem.slot].value)):
        value = f"`{path}`: "
    return Diagnostic(
        problem.code, f"{value}{problem.summary}{where}", _location(templates, template, line), hint=problem.hint
    )


def _line_of(templates: tuple[Path, ...], template: str, text: str) -> int:
    for root in templates:
        file = root / template
        if file.is_file():
            found = [line.strip() for line in file.read_text(encoding="utf-8").split("\n")]
            return found.index(text.strip()) + 1 if text.strip() in found else 1
    return 1


def _location(templates: tuple[Path, ...], template: str, line: int) -> Location:
    root = next((root for root in templates if (root / template).is_file()), None)
    return Location(f"{root.name}/{template}" if root else template, line, 1)
