"""The one home of Jinja: a closed environment in which every printed value becomes a token. Import it lazily."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, Template, nodes, pass_context
from jinja2.environment import Environment
from jinja2.exceptions import TemplateRuntimeError, TemplateSyntaxError, UndefinedError
from jinja2.meta import find_referenced_templates
from jinja2.runtime import Context, Undefined, missing
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from compiler.model.graph import identifier
from compiler.model.rendering import Code
from compiler.render.binder import Binder
from compiler.render.text import MARK, token
from compiler.source.address import Address

# No name of a template can be this one.
BINDER = "\0binder"
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
_REFUSED: dict[type[nodes.Node], str] = {
    nodes.Concat: "values are joined with `~`",
    nodes.Add: "values are joined or counted with `+`",
    nodes.Mod: "values are formatted with `%`",
    nodes.Mul: "values are computed",
    nodes.ScopedEvalContextModifier: "escaping is switched",
    nodes.EvalContextModifier: "escaping is switched",
    nodes.Extends: "templates are inherited; use a macro",
}


@lru_cache(maxsize=16)
def environment(folders: tuple[Path, ...]) -> Environment:
    """The environment over these template folders, the first one winning. Compiled templates are kept in it."""
    made = _Environment(
        loader=_Loader([str(folder) for folder in folders]),
        undefined=_Undefined,
        autoescape=True,
        finalize=_finalize,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.clear()
    made.filters = {"variable": _variable, "indent": made.filters["indent"], "items": made.filters["items"]}
    return made


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox, with a short way to the fields of our own nouns: they are values, never methods."""

    def getattr(self, obj: object, attribute: str) -> object:
        if attribute[0] != "_" and attribute in getattr(type(obj), "__dataclass_fields__", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


class _Undefined(StrictUndefined):
    """Its error knows, as `lacking`, the object that has not what a template wanted of it."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: object = missing,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> None:
        def error(message: str | None) -> TemplateRuntimeError:
            made = exc(message)
            made.lacking = obj  # ty: ignore[missing-attribute]
            return made

        super().__init__(hint, obj, name, error)  # ty: ignore[invalid-argument-type]


class _Loader(FileSystemLoader):
    """Checks what a template says before it is compiled, and lets imported macros see the context.

    `references` grows with each template that is loaded: the templates that it includes or imports by name.
    """

    def __init__(self, folders: list[str]) -> None:
        super().__init__(folders)
        self.references: dict[str, tuple[str, ...]] = {}

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, object] | None = None) -> Template:
        source, filename, fresh = self.get_source(environment, name)
        tree = environment.parse(source, name, filename)
        _check(source, tree, name, filename)
        for node in tree.find_all((nodes.Import, nodes.FromImport)):
            node.with_context = True
        self.references[name] = tuple(found for found in find_referenced_templates(tree) if found)
        code = environment.compile(tree, name, filename)
        return environment.template_class.from_code(environment, code, {} if globals is None else globals, fresh)


def closure(made: Environment, names: Iterable[str]) -> tuple[str, ...]:
    """Templates that have been run, with all that they include or import by name; sorted."""
    loader = made.loader
    assert isinstance(loader, _Loader)
    waiting, found = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += loader.references.get(name, ())
    return tuple(sorted(found))


def _check(source: str, tree: nodes.Template, name: str, filename: str) -> None:
    for number, line in enumerate(source.split("\n"), 1):
        if MARK in line or _CONTROL.search(line):
            raise TemplateSyntaxError(f"a control character, a tab or `{MARK}`", number, name, filename)
    modules = {node.target for node in tree.find_all(nodes.Import)}
    for call in tree.find_all(nodes.Call):
        # Methods of printed code, such as `format`, would mix values into it as text.
        if not _calls_macro(call.node, modules):
            raise TemplateSyntaxError("a method is called; decide in lower", call.lineno, name, filename)
    for node in tree.find_all(tuple(_REFUSED)):
        raise TemplateSyntaxError(f"{_REFUSED[type(node)]}; decide in lower", node.lineno, name, filename)


def _calls_macro(callee: nodes.Node, modules: set[str]) -> bool:
    if isinstance(callee, nodes.Getattr):
        return isinstance(callee.node, nodes.Name) and callee.node.name in modules
    return isinstance(callee, nodes.Name)


@pass_context
def _finalize(context: Context, value: object) -> Markup:
    """The token of a value. Markup is code from a macro or a block of ours and passes through."""
    if isinstance(value, Undefined):
        str(value)
    if type(value) is Markup:
        return value
    caller = sys._getframe(1)
    binder: Binder = context[BINDER]
    return _printed(binder.bind(value, caller.f_globals["__jinja_template__"], caller.f_lineno, context))


@lru_cache(maxsize=4096)
def _printed(number: int) -> Markup:
    return Markup(token(number))


def _variable(value: object) -> Code:
    """Filter: the variable of the resource at an address."""
    if type(value) is not Address:
        raise TypeError("`variable` wants an address")
    return Code(identifier(value))
