"""Which option of each config group a spec's `defaults:` chooses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compiler.compose.conf import Root, groups, options
from compiler.compose.overrides import Override
from compiler.model.document import Document
from compiler.source.diagnostic import Checked, Diagnostic
from compiler.source.location import ConfigPath, Location
from compiler.source.nearest import suggest


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a group, and where it was chosen."""

    option: str
    location: Location
    key: Location


Choices = dict[str, Choice]


def choices_of_document(document: Document, roots: tuple[Root, ...]) -> Checked[Choices]:
    """Read `defaults: [{compute: large}, …]`; every group and option must exist in `conf/`, each group once."""
    entries = document.tree.get("defaults")
    if entries is None:
        return Checked({})
    path: ConfigPath = ("defaults",)
    if not isinstance(entries, list):
        return Checked(None, (_form(document, path, "`defaults` must be a list"),))
    chosen: Choices = {}
    notes: list[Diagnostic] = []
    for index, entry in enumerate(entries):
        here = (*path, index)
        if entry == "_self_" and index == len(entries) - 1:
            continue
        if not isinstance(entry, dict) or len(entry) != 1:
            notes.append(_form(document, here, "an entry of `defaults` is one group and its option"))
            continue
        ((group, option),) = entry.items()
        place = (*here, group)
        name = group.removeprefix("override ").strip().removeprefix("/")
        if name in chosen:
            notes.append(_form(document, place, f"the group `{name}` is chosen twice"))
        elif not isinstance(option, str):
            notes.append(_form(document, place, f"the option of `{name}` must be a name"))
        elif problem := next(iter(check_choice(name, option, roots)), None):
            code, summary, hint = problem
            mark = document.marks[place]
            notes.append(Diagnostic(code, summary, mark.value if code == "C007" else mark.key, place, hint))
        else:
            mark = document.marks[place]
            chosen[name] = Choice(option, mark.value, mark.key)
    return Checked(None if notes else chosen, tuple(notes))


def group_choices(overrides: tuple[Override, ...]) -> Choices:
    """The groups that the command line chooses."""
    return {
        override.group: Choice(str(override.value), override.location, override.key)
        for override in overrides
        if override.group
    }


def check_choice(group: str, option: str, roots: tuple[Root, ...]) -> Iterable[tuple[str, str, str]]:
    """What is wrong with a choice: code, summary and hint."""
    known = groups(roots)
    if group == "env":
        yield "C006", "the environment is not chosen by a group", "name it after `--env`"
    elif group == "hydra" or group.startswith("hydra/"):
        yield "C008", f"`{group}` would configure Hydra itself", "remove it"
    elif group not in known:
        yield "C006", f"there is no config group `{group}`", suggest(group, [name for name in known if name != "env"])
    elif option not in (valid := options(roots, group)):
        yield "C007", f"the config group `{group}` has no option `{option}`", suggest(option, valid)


def _form(document: Document, path: ConfigPath, summary: str) -> Diagnostic:
    return Diagnostic("C005", summary, document.marks[path].value, path, "write `defaults: [{compute: small}]`")
