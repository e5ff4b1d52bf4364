"""`--select`: expressions go in, those of many projects that they mean come out.

An expression is terms with commas between, all of which must hold; of several expressions one is enough. A term is a
name, or `name:`, `owner:` or `tag:` with a pattern (`*`, `?`), `path:` with a folder, or `changed-since:` with a
reference of git.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from compiler.model.document import Document
from compiler.model.workspace import ProjectFile
from compiler.operations.many import Many
from compiler.source.diagnostic import refuse
from compiler.source.nearest import suggest

_TERM = re.compile(r"(?:(?P<kind>[a-z-]+):)?(?P<word>.*)", re.DOTALL)
CHANGED = "changed-since"
KINDS = ("name", "owner", "tag", "path", CHANGED)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; `kind` is one of `KINDS`."""

    kind: str
    word: str


def parse_selection(expressions: Sequence[str]) -> tuple[tuple[Term, ...], ...]:
    """Each expression as its terms. Raises `Refused` (U030)."""
    return tuple(tuple(_term(part.strip()) for part in expression.split(",")) for expression in expressions)


def select(many: Many, expressions: Sequence[str]) -> Many:
    """The projects that are meant. Raises `Refused`: U030, U031 when there are none, U032 when git cannot tell."""
    wanted = parse_selection(expressions)
    asked = _Asked(many)
    projects = tuple(
        project
        for project in many.projects
        if any(all(asked.holds(project, term) for term in terms) for terms in wanted)
    )
    if not projects and not any(term.kind == CHANGED for terms in wanted for term in terms):
        raise _nothing(asked, many, wanted[0][0])
    return replace(many, projects=projects, selected=True)


class _Asked:
    """What is known of projects, each found out once and only when a term asks for it."""

    def __init__(self, many: Many) -> None:
        self.many = many
        self.documents: dict[str, Document | None] = {}
        self.changes: dict[str, Callable[[ProjectFile], bool]] = {}

    def holds(self, project: ProjectFile, term: Term) -> bool:
        match term.kind:
            case "name":
                return fnmatchcase(self.name(project), term.word)
            case "owner":
                return fnmatchcase(self.owner(project), term.word)
            case "tag":
                return any(
                    fnmatchcase(key, term.word) or fnmatchcase(f"{key}={value}", term.word)
                    for key, value in self.tags(project)
                )
            case "path":
                return PurePosixPath(project.folder).is_relative_to(term.word)
            case _:
                if term.word not in self.changes:
                    from compiler.operations.changes import changed_since

                    self.changes[term.word] = changed_since(self.many.workspace, term.word)
                return self.changes[term.word](project)

    def name(self, project: ProjectFile) -> str:
        from compiler.load import project_name

        return project_name(self.many.workspace, project) or ""

    def owner(self, project: ProjectFile) -> str:
        document = self.document(project)
        return str(document.tree.get("owner", "")) if document else ""

    def tags(self, project: ProjectFile) -> list[tuple[str, object]]:
        """Those that the project itself sets, in any environment."""
        document = self.document(project)
        if document is None:
            return []
        environments = document.tree.get("environments")
        layers = [document.tree, *(environments.values() if isinstance(environments, dict) else ())]
        found: list[tuple[str, object]] = []
        for layer in layers:
            platform = layer.get("platform") if isinstance(layer, dict) else None
            tags = platform.get("tags") if isinstance(platform, dict) else None
            found += tags.items() if isinstance(tags, dict) else ()
        return found

    def document(self, project: ProjectFile) -> Document | None:
        """The spec with what it includes; None for one that cannot be read: the command that follows tells why."""
        if project.file not in self.documents:
            from compiler.load import load_spec

            self.documents[project.file] = load_spec(self.many.workspace.root, project).value
        return self.documents[project.file]


def _term(text: str) -> Term:
    match = _TERM.fullmatch(text)
    kind, word = (match["kind"] or "name", match["word"].strip()) if match else ("", "")
    if kind not in KINDS:
        raise refuse("U030", f"projects cannot be selected by `{kind}`", hint=suggest(kind, KINDS))
    if not word:
        hint = "write `name:churn*`, `owner:growth-ml`, `tag:team=growth`, `path:teams/growth` or `changed-since:main`"
        raise refuse("U030", f"`{text or '--select'}` selects by nothing", hint=hint)
    if kind == "path":
        word = str(PurePosixPath(word))
    return Term(kind, word)


def _nothing(asked: _Asked, many: Many, term: Term) -> Exception:
    known: dict[str, Callable[[ProjectFile], str]] = {
        "name": asked.name,
        "owner": asked.owner,
        "path": lambda project: project.folder,
    }
    names = {known[term.kind](project) for project in many.projects} if term.kind in known else set()
    return refuse("U031", "no project is selected", hint=suggest(term.word, sorted(names - {""})))
