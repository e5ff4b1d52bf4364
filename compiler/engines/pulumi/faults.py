"""Why an operation failed, in the user's words: what Pulumi said, or the program did, as diagnostics at spec lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from compiler.engines.embedded.context import Context
from compiler.engines.embedded.deployment import failed
from compiler.engines.embedded.program import Failure
from compiler.engines.guard import protected
from compiler.engines.pulumi.advice import advice
from compiler.engines.pulumi.story import Said
from compiler.engines.pulumi.wording import short
from compiler.model.manifest import Manifest
from compiler.model.placing import place_of, placed
from compiler.model.stack import Stack
from compiler.source.address import Address
from compiler.source.diagnostic import Diagnostic, Refused
from compiler.source.telling import heard

_PROBLEM = re.compile(
    r"property (?P<path>\S+) value \{.*?\} has a problem: (?P<reason>.+)|has a problem: (?P<other>.+)"
)
_PROTECTED = re.compile(r"as it is currently marked for protection|because it is protected")
_INLINE = re.compile(r"python inline source runtime error: (.*?)(?:\nTraceback|\Z)", re.DOTALL)
_LOCK = re.compile(r"created by (?P<user>\S*)@(?P<host>\S*) \(pid (?P<pid>\d+)\) at (?P<time>\S+)")
_PLUGIN = re.compile(r"pulumi-resource-([\w-]+)|resource plugin '?([\w-]+)|latest version for provider ([\w-]+)")


@dataclass(frozen=True, slots=True)
class Lock:
    """Who holds a backend's lock of a stack."""

    host: str
    pid: int
    since: str


def refusal(stack: Stack, manifest: Manifest | None, errors: list[Said], failure: dict[str, Any]) -> Refused:
    """What is told about a failed operation; one diagnostic for each thing that went wrong."""
    found = [item for said in errors for item in _resource_fault(manifest, said)]
    if found:
        return Refused(found)
    if program := failure.get("program"):
        return Refused(_program_fault(stack, manifest, Failure(program["kind"], program["message"], program["line"])))
    texts = [*(said.text for said in errors), str(failure.get("text", ""))]
    if inline := next(filter(None, map(_inline, texts)), None):
        return Refused(_program_fault(stack, manifest, inline))
    known = (_known_fault(stack, text) for text in texts)
    return Refused([next((item for item in known if item), None) or _other_fault(errors, texts[-1])])


def _resource_fault(manifest: Manifest | None, said: Said) -> tuple[Diagnostic, ...]:
    """What a provider says about one of its resources; nothing for what is not about a resource."""
    if "Duplicate resource URN" in said.text:
        address = Address.from_urn(said.urn) if said.urn else None
        name = f"`{address}`" if address else "a resource"
        location, path = place_of(manifest, address)
        return (Diagnostic("P013", f"the program registers {name} twice", location, path),)
    if not said.urn or said.urn.count("::") < 3 or "pulumi:pulumi:Stack" in said.urn:
        return heard(said.text)
    address = Address.from_urn(said.urn)
    if listed := heard(said.text):
        return placed(manifest, Refused(listed), address).diagnostics
    if found := _PROTECTED.search(said.text):
        return (protected(manifest, address, replaced="replace" in said.text[: found.start()]),)
    if problem := _PROBLEM.search(said.text):
        name = problem["path"] or ""
        location, path = place_of(manifest, address, name)
        where = f"`{name}` of `{address}`" if name else f"`{address}`"
        return (Diagnostic("P007", f"{where} cannot be: {problem['reason'] or problem['other']}", location, path),)
    if _known_kind(said.text):
        return ()
    location, path = place_of(manifest, address)
    return (Diagnostic("P022", f"`{address}`: {short(said.text)}", location, path, advice(said.text)),)


def _program_fault(stack: Stack, manifest: Manifest | None, failure: Failure) -> tuple[Diagnostic, ...]:
    return failed(Context(stack, {}, manifest), failure, []).diagnostics


def _inline(text: str) -> Failure | None:
    """What the SDK says of a program that failed after its last line, between its resources."""
    found = _INLINE.search(text)
    return Failure("RunError", found[1].strip(), 0) if found else None


def _known_kind(text: str) -> bool:
    missing = "plugin" in text and ("not found" in text or "could not" in text or "failed to load" in text)
    return missing or "latest version for provider" in text


def _known_fault(stack: Stack, text: str) -> Diagnostic | None:
    if lock := held_by(text):
        summary = f"the backend's lock of this stack is held since {lock.since}: process {lock.pid} on {lock.host}"
        hint = f"wait until it has ended; if it has died: pulumi cancel --stack {stack.environment}"
        return Diagnostic("P003", summary, hint=hint)
    if "passphrase" in text:
        wrong = "incorrect passphrase" in text
        summary = (
            "the passphrase of this stack's secrets is wrong" if wrong else "this stack's secrets need a passphrase"
        )
        hint = "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the one that the stack was made with"
        return Diagnostic("P024", summary, hint=hint)
    if _known_kind(text) and (plugin := _PLUGIN.search(text)):
        name = next(filter(None, plugin.groups())).removeprefix("pulumi-resource-")
        hint = f"install it: pulumi plugin install resource {name}, or put `pulumi-resource-{name}` on PATH"
        return Diagnostic("P023", f"Pulumi finds no plugin of the provider `{name}`: {short(_last(text))}", hint=hint)
    if any(words in text for words in ("PULUMI_ACCESS_TOKEN", "pulumi login", "unable to open bucket", "blob (")):
        hint = "set `platform.backend` in conf/env, or PULUMI_BACKEND_URL, or run `pulumi login`"
        return Diagnostic("P025", f"the backend cannot be used: {short(_last(text))}", hint=hint)
    if any(words in text for words in ("secrets provider", "secrets manager", "kms", "KMS")):
        hint = "check `platform.secrets_provider` and the credentials for its key"
        return Diagnostic("P024", f"the secrets provider cannot be used: {short(_last(text))}", hint=hint)
    return None


def held_by(text: str) -> Lock | None:
    """The holder of a backend's lock that stands in the way."""
    match = _LOCK.search(text) if "currently locked by" in text else None
    return Lock(match["host"], int(match["pid"]), match["time"]) if match else None


def _other_fault(errors: list[Said], text: str) -> Diagnostic:
    said = errors[0].text if errors else _last(text)
    return Diagnostic("P022", f"Pulumi failed: {short(said)}", hint="`modelwright doctor` checks what Pulumi needs")


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "error: " in line]
    return (errors or lines or ["it does not say why"])[-1]
