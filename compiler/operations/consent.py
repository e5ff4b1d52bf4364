"""Consent to let protected resources go: names of the command line and steps in, what may go in this one run out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from compiler.engines.guard import protected
from compiler.model.consent import Consent
from compiler.model.manifest import Manifest
from compiler.model.plan import Action, Step
from compiler.source.diagnostic import Diagnostic, Refused, Severity
from compiler.source.nearest import nearest

Ask = Callable[[Step], bool]
"""Asks whoever is there whether a protected resource may go; False where nobody is."""


def nobody(step: Step) -> bool:
    """Where nobody can be asked."""
    return False


def consent_for(names: Sequence[str], steps: Iterable[Step]) -> Consent:
    """Consent for the resources of these names: addresses, or the part behind the last dot of the type.

    Raises `Refused` (P030) for a name that no step has.
    """
    known = {str(step.address): step.address for step in steps}
    allowed, unknown = set(), []
    for name in names:
        found = [address for text, address in known.items() if name in (text, address.name)]
        allowed.update(found)
        if not found:
            unknown.append(_nobody_of(name, list(known)))
    if unknown:
        raise Refused(unknown)
    return Consent(frozenset(allowed))


def agreed(consent: Consent, steps: Iterable[Step], manifest: Manifest | None, ask: Ask = nobody) -> Consent:
    """The consent with what was agreed to when asked. Raises `Refused` (P009) when something may not go."""
    missing = lacking(consent, steps)
    more = {step.address for step in missing if ask(step)}
    if refused := [step for step in missing if step.address not in more]:
        raise Refused(_refusal(step, manifest) for step in refused)
    return replace(consent, addresses=consent.addresses | more)


def lacking(consent: Consent, steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps that take away what is protected, and not covered by the consent."""
    return tuple(step for step in steps if step.guarded and not consent.covers(step.address))


def consent_notes(consent: Consent, steps: Iterable[Step], manifest: Manifest | None) -> tuple[Diagnostic, ...]:
    """What `up` would refuse, told by a plan."""
    return tuple(replace(_refusal(step, manifest), severity=Severity.NOTE) for step in lacking(consent, steps))


def _refusal(step: Step, manifest: Manifest | None) -> Diagnostic:
    forcing = (change.path for change in step.changes if change.replaces)
    replaced = step.action is Action.REPLACE
    return protected(manifest, step.address, replaced=replaced, path=next(forcing, "") if replaced else "")


def _nobody_of(name: str, known: list[str]) -> Diagnostic:
    match = nearest(name, [*known, *(text.rpartition(".")[2] for text in known)])
    hint = f"did you mean `{match}`?" if match else "`modelwright plan` and `modelwright status` list what there is"
    return Diagnostic("P030", f"`--allow-destroy {name}`: the stack has no resource of this name", hint=hint)
