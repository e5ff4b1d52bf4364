"""`import`: an existing resource becomes one of a session's stack, and of its spec where that does not have it yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace

from compiler.model.plan import Plan
from compiler.model.spec.base import NAME
from compiler.model.target import Target
from compiler.operations.acceptance import Written, write_values
from compiler.operations.apply import plan
from compiler.operations.custody import given_to_pulumi
from compiler.operations.drafts import Columns, Known, draft
from compiler.operations.engine import engines
from compiler.operations.neighbours import recorded_elsewhere
from compiler.operations.observation import Recorded, recorded_stack
from compiler.operations.project import target_of
from compiler.pipeline import Keep, Session, collect
from compiler.source.address import Address
from compiler.source.diagnostic import Checked, Diagnostic, refuse
from compiler.source.nearest import suggest


@dataclass(frozen=True, slots=True)
class Imported:
    """`written` is what the spec says of it now, if it was written; `left` what of it the user has to say.

    `plan` is what `up` would still change; None while the spec does not compile, and `problems` says why.
    """

    project: str
    environment: str
    address: Address
    id: str
    written: tuple[Written, ...]
    left: tuple[str, ...]
    plan: Plan | None
    problems: tuple[Diagnostic, ...]


def take_over(session: Session, name: str, id: str, columns: Columns) -> Checked[Imported]:
    """Record the resource with an id under the address `name`; what runs is left as it is.

    Raises `Refused`: P014 for an id of nothing, P040 for what is managed already, P041 for an address that nothing in a
    spec makes, P042 for what another stack has.
    """

    def run(_: Keep) -> Imported:
        recorded = recorded_stack(session)
        target = target_of(session)
        address = _address(name)
        known = str(address) in recorded.manifest.resources and bool(recorded.target)
        section = None if known else _section(target, address, recorded)
        token = target.adoption.token(address.type)
        stack = recorded.stack
        backend = stack.backend or session.variables.get("PULUMI_BACKEND_URL", "")
        other = recorded_elsewhere(replace(stack, backend=backend), token, id)
        if other and address.type not in target.adoption.shared:
            hint = f"two stacks must not have one thing: destroy it in {other}, or leave it there"
            raise refuse("P042", f"`{id}` is managed by the stack {other}", hint=hint)
        with engines() as pool, ExitStack() as undo:
            written: tuple[Written, ...] = ()
            left: tuple[str, ...] = ()
            if section is not None:
                wish = _Wish(address, token, id, section)
                written, left = _written(session, recorded, wish, columns, undo)
            if recorded.engine == "pulumi":
                stack.program.mkdir(parents=True, exist_ok=True)
            taken = pool.named(recorded.engine).take_over(stack, token, address.name, id)
            if recorded.engine == "pulumi":
                given_to_pulumi(stack)
            undo.pop_all()
        planned = plan(session)
        problems = () if planned.value else planned.diagnostics
        head = (stack.project, stack.environment, address, taken)
        return Imported(*head, written, left, planned.value, problems)

    return collect(run)


def _address(text: str) -> Address:
    type_, _, name = text.rpartition(".")
    if not type_ or not name:
        hint = "such as `Endpoint.churn-api` or `sagemaker.Endpoint.churn-api`"
        raise refuse("P041", f"`{text}` is no address", hint=hint)
    return Address(type_, name)


def _section(target: Target, address: Address, recorded: Recorded) -> str:
    section = target.adoption.sections.get(address.type)
    if section is None:
        known = [*recorded.manifest.resources, *(f"{type_}.{address.name}" for type_ in target.adoption.sections)]
        hint = suggest(str(address), known) or "`modelwright plan` names what the spec makes"
        raise refuse("P041", f"nothing in a spec makes `{address}`", hint=hint)
    if not re.fullmatch(NAME, address.name):
        hint = "small letters, digits and single `-` between them, such as `churn-api`"
        raise refuse("P041", f"`{address.name}` is no name of an entry in a spec", hint=hint)
    return section


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be taken over, and into which section of the spec."""

    address: Address
    token: str
    id: str
    section: str


def _written(
    session: Session, recorded: Recorded, wish: _Wish, columns: Columns, undo: ExitStack
) -> tuple[tuple[Written, ...], tuple[str, ...]]:
    """The entry of the spec; nothing where there is one already, which does not compile."""
    from compiler.load import load_spec

    document = load_spec(session.workspace.root, session.project).value
    tree: Mapping[str, object] = document.tree if document else {}
    entries, name = tree.get(wish.section), wish.address.name
    if document is None or (isinstance(entries, dict) and name in entries):
        return (), ()
    drafted = draft(wish.section, _known(session, recorded, wish, tree), columns)
    written = (Written(str(wish.address), "", session.project.file, (wish.section, name), drafted.value),)
    write_values(session.workspace.root, written, undo, "P041")
    return written, tuple(f"{wish.section}.{name}.{key}" for key in drafted.left)


def _known(session: Session, recorded: Recorded, wish: _Wish, tree: Mapping[str, object]) -> Known:
    """With its properties where it is ours; a cloud tells them only when it is taken over."""
    from compiler.provider import found_under

    stack, root = recorded.stack, session.workspace.root
    properties: Mapping[str, object] = {}
    if wish.token.startswith("modelwright:"):
        adopted = found_under(stack, wish.token, wish.address.name, wish.id)
        if adopted is None:
            hint = "correct the id; `modelwright import --help` says what the ids are"
            raise refuse("P014", f"there is no `{wish.address.type}` with the id `{wish.id}`", hint=hint)
        properties = {**adopted.outputs, **adopted.inputs}
    return Known(wish.address, wish.id, properties, tree, root, stack.private, session.project)
