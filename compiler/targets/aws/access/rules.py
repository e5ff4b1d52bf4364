"""What policies that are attached to a role are held to: one function per rule, statement -> what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from compiler.targets.aws.access.exceptions import CONDITIONS, EVERYWHERE, WIDE
from compiler.targets.aws.access.statements import VERSION, Statement, statements

_ACTION = re.compile(r"[a-z0-9-]+:[A-Z][A-Za-z0-9]+")
_ARN = re.compile(r"arn:(?P<partition>[^:]*):(?P<service>[^:]*):(?P<region>[^:]*):(?P<account>[^:]*):(?P<rest>.*)")
_KIND = re.compile(r"[^:/*?]*[:/]")
_WITHOUT_KINDS = ("s3", "sns")
_PASSED_TO = ("sagemaker.amazonaws.com", "scheduler.amazonaws.com")
# The ARN of a resource of the stack, known at apply time; of a bucket the prefix of its objects may follow.
_OWN = re.compile(r"<[^<>]+>(?P<rest>.*)")

Rule = Callable[[Statement], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which statement."""

    label: str
    what: str


def faults(document: Mapping[str, object], rules: tuple[Rule, ...]) -> Iterator[Fault]:
    """All that `rules` find in a document, and what is wrong with it as a whole."""
    if document.get("Version") != VERSION:
        yield Fault("number 1", f"the policy is not in version {VERSION}, the only one that knows all conditions")
    found, seen = statements(document), set[str]()
    if not found:
        yield Fault("number 1", "the policy has no statement")
    for item in found:
        if item.label in seen:
            yield Fault(item.label, "another statement has the same `Sid`")
        seen.add(item.label)
        for rule in rules:
            yield from (Fault(item.label, what) for what in rule(item))


def check_shape(item: Statement) -> Iterator[str]:
    """Statements say what they allow, and nothing by what they leave out."""
    for key in item.unknown:
        yield f"`{key}` allows what nobody has listed"
    if item.effect not in ("Allow", "Deny"):
        yield f"its effect is `{item.effect}`"
    if item.effect == "Allow" and not (item.actions and item.resources):
        yield "it names no actions, or no resources"
    if item.principals:
        yield "a policy of a role says who by the role, not by a principal"


def check_actions(item: Statement) -> Iterator[str]:
    """No `*` action."""
    for action in item.actions if item.effect == "Allow" else ():
        if "*" in action or "?" in action:
            yield f"`{action}` stands for more actions than one"
        elif not _ACTION.fullmatch(action):
            yield f"`{action}` is no action"


def check_resources(item: Statement) -> Iterator[str]:
    """No `*` resource but with actions that have their reason, and no ARN that is nearly as wide."""
    if item.effect != "Allow":
        return
    for resource in item.resources:
        if resource == "*":
            for action in item.actions:
                if action not in EVERYWHERE:
                    yield f"`{action}` is allowed on `*`"
        elif own := _OWN.fullmatch(resource):
            yield from _check_own(resource, own["rest"])
        elif arn := _ARN.fullmatch(resource):
            yield from _check_arn(resource, arn)
        else:
            yield f"`{resource}` is no ARN"


def _check_own(resource: str, rest: str) -> Iterator[str]:
    named = re.split(r"[*?]", rest)[0].strip("/")
    if ("*" in rest or "?" in rest) and not named:
        yield f"`{resource}` is all of it: name a part"


def _check_arn(resource: str, arn: re.Match[str]) -> Iterator[str]:
    for part in ("partition", "service", "region", "account"):
        if "*" in arn[part] or "?" in arn[part]:
            yield f"`{resource}` leaves the {part} open"
    service, rest = arn["service"], arn["rest"]
    kind = None if service in _WITHOUT_KINDS else _KIND.match(rest)
    head = re.split(r"[*?]", rest)[0]
    if head != rest and not head[kind.end() if kind else 0 :].strip("/") and f"{service}:{rest}" not in WIDE:
        yield f"`{resource}` names no resource, only a kind"


def check_conditions(item: Statement) -> Iterator[str]:
    """What is only allowed for a purpose says for which."""
    for action in item.actions if item.effect == "Allow" else ():
        operator, key = CONDITIONS.get(action, ("", ""))
        if key and not item.held(operator, key):
            yield f"`{action}` lacks the condition `{key}`"
        elif any("*" in value for value in item.held(operator, key)):
            yield f"the condition `{key}` of `{action}` is open"
        elif key == "kms:GrantIsForAWSResource" and item.held(operator, key) != ("true",):
            yield "`kms:CreateGrant` is for everybody, not for services of AWS only"


def check_pass_role(item: Statement) -> Iterator[str]:
    """Roles are handed on by a statement of their own, to services that run them."""
    if item.effect != "Allow" or "iam:PassRole" not in item.actions:
        return
    if len(item.actions) > 1:
        yield "`iam:PassRole` stands with other actions, whose conditions are not its own"
    for service in item.held("StringEquals", "iam:PassedToService"):
        if service not in _PASSED_TO:
            yield f"roles may be passed to `{service}`, which runs nothing of a stack"


def check_named_role(item: Statement) -> Iterator[str]:
    """A workload hands on roles by name only."""
    if "iam:PassRole" in item.actions and any("*" in resource or "?" in resource for resource in item.resources):
        yield "`iam:PassRole` is allowed for more roles than one"


def check_own_rights(item: Statement) -> Iterator[str]:
    """A workload changes no rights, and becomes nobody else."""
    for action in item.actions if item.effect == "Allow" else ():
        if action.startswith(("iam:", "sts:", "organizations:")) and action != "iam:PassRole":
            yield f"`{action}` lets a workload change who may do what"


PEOPLE: tuple[Rule, ...] = (check_shape, check_actions, check_resources, check_conditions, check_pass_role)
"""For who works on a stack."""
WORKLOADS: tuple[Rule, ...] = (*PEOPLE, check_named_role, check_own_rights)
"""For what runs in it."""
