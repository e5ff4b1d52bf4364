"""The public function: renderings and template folders in, artifacts out, one diagnostic per file that fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from compiler.model.rendering import Artifact, Rendering
from compiler.render.binder import Binder
from compiler.render.blame import blamed, find_path
from compiler.render.languages import finish
from compiler.render.printed import Printed
from compiler.render.problem import Problem
from compiler.render.text import cut
from compiler.render.verify.calls import check_calls
from compiler.source.diagnostic import Checked, Diagnostic, Related
from compiler.source.location import Location, format_path
from compiler.source.nearest import suggest
from compiler.source.sourcemap import SourceMap


@dataclass(frozen=True, slots=True)
class Told:
    """How places are named: templates by `folder`, values by where `sources` says they were written."""

    templates: tuple[Path, ...]
    folder: str
    sources: SourceMap

    def at(self, template: str, line: int) -> Location:
        """A line of a template."""
        root = next((root for root in self.templates if (root / template).is_file()), None)
        folder = self.folder or f"{root.name}/" if root else ""
        return Location(f"{folder}{template}", line, 1)


def render(
    renderings: tuple[Rendering, ...],
    templates: tuple[Path, ...],
    sources: SourceMap | None = None,
    folder: str = "",
) -> Checked[tuple[Artifact, ...]]:
    """Render and verify every file, in order. `templates` are folders, the first that has a template wins.

    Values become literals of the file's language; what comes out has exactly the shape that the templates have.
    A diagnostic names the line of the template, and by `sources` the line of the spec that its value comes from;
    `folder` stands before the names of templates in it, the name of their folder where it is left out.
    """
    from compiler.render.template import TemplateFailure, run_template, templates_of

    told = Told(templates, folder, sources or SourceMap())
    artifacts: list[Artifact] = []
    diagnostics: list[Diagnostic] = list(_check_paths(renderings))
    for rendering in renderings:
        binder = Binder()
        try:
            pieces = cut(run_template(rendering, templates, binder))
        except TemplateFailure as failure:
            found = _template_diagnostic(failure, told)
            diagnostics.append(blamed(found, rendering, failure.cause, told.sources))
            continue
        try:
            content = finish(rendering.language, pieces, binder.slots)
            if rendering.signatures is not None:
                check_calls(rendering.signatures, pieces, binder.slots)
        except Problem as problem:
            diagnostics.append(_diagnose(problem, Printed(rendering, pieces, binder.slots), told))
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


def _template_diagnostic(failure: object, told: Told) -> Diagnostic:
    from compiler.render.template import TemplateFailure

    assert isinstance(failure, TemplateFailure)
    hint = failure.hint
    if failure.code == "R001":
        names = [path.relative_to(root).as_posix() for root in told.templates for path in root.rglob("*.j2")]
        return Diagnostic("R001", failure.summary, hint=suggest(failure.template, set(names)))
    return Diagnostic(failure.code, failure.summary, told.at(failure.template, failure.line), hint=hint)


def _diagnose(problem: Problem, printed: Printed, told: Told) -> Diagnostic:
    rendering = printed.rendering
    template, line = printed.place(problem, told.templates)
    value = ""
    if problem.slot is not None and (path := find_path(rendering.context, printed.slots[problem.slot].value)):
        value = f"`{format_path(path)}`: "
    summary = f"{value}{problem.summary} in `{rendering.path}`"
    found = Diagnostic(problem.code, summary, told.at(template, line), hint=problem.hint)
    found = blamed(found, rendering, printed.cause(problem, template), told.sources)
    return _at_spec(found) if problem.code == "R010" and problem.slot is not None else found


def _at_spec(found: Diagnostic) -> Diagnostic:
    """A value that nothing takes is mended where it was written, not where it is printed."""
    match found.related, found.location:
        case (Related(_, place), *_), Location() as printed:
            return replace(found, location=place, related=(Related("printed by", printed),))
    return found
