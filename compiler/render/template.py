"""Run one template: text with tokens comes out, or a `TemplateFailure` with the template's own line."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from compiler.model.rendering import Rendering
from compiler.render.binder import Binder
from compiler.render.environment import BINDER, closure, environment


class TemplateFailure(Exception):
    """A template that cannot be found, read or run."""

    def __init__(self, code: str, summary: str, template: str, line: int = 1, hint: str = "") -> None:
        super().__init__(summary)
        self.code = code
        self.summary = summary
        self.template = template
        self.line = line
        self.hint = hint


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
        raise TemplateFailure("R003", f"{error.message}", *where, hint) from None
    except (TemplateError, TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
        raise TemplateFailure(
            "R003", f"the template fails: {error}", *_place(error.__traceback__, folders, name)
        ) from None


def templates_of(rendering: Rendering, folders: tuple[Path, ...]) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The templates that printed a file, and of these the ones of each resource in it. The file has been rendered."""
    made = environment(folders)
    parts = {address: closure(made, (name,)) for address, name in rendering.parts.items()}
    return closure(made, (rendering.template, *rendering.parts.values())), parts


def _place(traceback: TracebackType | None, folders: tuple[Path, ...], name: str) -> tuple[str, int]:
    """The innermost template line of a traceback, which Jinja has already mapped back to templates."""
    place = (name, 1)
    while traceback is not None:
        file = Path(traceback.tb_frame.f_code.co_filename)
        for folder in folders:
            if file.is_relative_to(folder) and file.suffix != ".py":
                place = (file.relative_to(folder).as_posix(), traceback.tb_lineno)
        traceback = traceback.tb_next
    return place
