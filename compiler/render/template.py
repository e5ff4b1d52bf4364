"""Run one template: text with tokens comes out, or a `TemplateFailure` with the template's own line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType

from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.runtime import missing

from compiler.model.rendering import Rendering
from compiler.render.binder import Binder
from compiler.render.blame import NOTHING, Cause, origin_of
from compiler.render.environment import BINDER, closure, environment


class TemplateFailure(Exception):
    """A template that cannot be found, read or run."""

    def __init__(
        self, code: str, summary: str, template: str, line: int = 1, hint: str = "", cause: Cause | None = None
    ) -> None:
        super().__init__(summary)
        self.code = code
        self.summary = summary
        self.template = template
        self.line = line
        self.hint = hint
        self.cause = cause or Cause()


def run_template(rendering: Rendering, folders: tuple[Path, ...], binder: Binder) -> str:
    """The rendered text; every printed value is a token whose value is in `binder`. Raises `TemplateFailure`."""
    name = rendering.template
    try:
        template = environment(folders).get_template(name)
        return template.render({**rendering.context, BINDER: binder})
    except TemplateNotFound as error:
        raise TemplateFailure("R001", f"there is no template `{error.name}`", str(error.name)) from None
    except TemplateSyntaxError as error:
        raise TemplateFailure("R002", f"{error.message}", error.name or name, error.lineno) from None
    except UnicodeDecodeError:
        raise TemplateFailure("R002", "the template is not UTF-8 text", name) from None
    except UndefinedError as error:
        where = _place(error.__traceback__, folders, name)
        hint = "the file's context has no such value; lower decides what is in it"
        raise TemplateFailure("R003", f"{error.message}", *where, hint, _cause(error, folders)) from None
    except (TemplateError, TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
        where = _place(error.__traceback__, folders, name)
        raise TemplateFailure("R003", f"the template fails: {error}", *where, cause=_cause(error, folders)) from None


def templates_of(rendering: Rendering, folders: tuple[Path, ...]) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The templates that printed a file, and of these the ones of each resource in it. The file has been rendered."""
    made = environment(folders)
    parts = {address: closure(made, (name,)) for address, name in rendering.parts.items()}
    return closure(made, (rendering.template, *rendering.parts.values())), parts


def _place(traceback: TracebackType | None, folders: tuple[Path, ...], name: str) -> tuple[str, int]:
    """The innermost template line of a traceback, which Jinja has already mapped back to templates."""
    place = (name, 1)
    for frame, line in _frames(traceback):
        if template := _template_of(frame, folders):
            place = (template, line)
    return place


def _cause(error: Exception, folders: tuple[Path, ...]) -> Cause:
    """The object that lacks what a template wanted of it, and the innermost resource that was being printed.

    Jinja gives the frames of templates the names that the template could see.
    """
    lacking, resource = getattr(error, "lacking", missing), None
    for frame, _ in _frames(error.__traceback__):
        if _template_of(frame, folders):
            seen = [item for item in frame.f_locals.values() if origin_of(item) is not None]
            resource = seen[-1] if seen else resource
    return Cause(NOTHING if lacking is missing else lacking, resource)


def _frames(traceback: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


def _template_of(frame: FrameType, folders: tuple[Path, ...]) -> str:
    """The name of the template that a frame runs; empty for any other code."""
    file = Path(frame.f_code.co_filename)
    found = (file.relative_to(folder).as_posix() for folder in folders if file.is_relative_to(folder))
    return next(found, "") if file.suffix != ".py" else ""
