"""What policies that name principals are held to: of a role who takes it, of a topic who publishes, of a bucket TLS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compiler.targets.aws.access.exceptions import GITHUB, PUBLISHERS, TRUSTED
from compiler.targets.aws.access.rules import Fault, faults
from compiler.targets.aws.access.statements import Statement, statements

_ASSUME, _FEDERATED = "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"


def trust_faults(document: Mapping[str, object]) -> Iterator[Fault]:
    """A role is taken by one service, for one account."""
    yield from faults(document, (_check_trust,))
    if len(statements(document)) > 1:
        yield Fault("number 2", "the role is trusted to more than one")


def _check_trust(item: Statement) -> Iterator[str]:
    yield from _check_unknown(item)
    if item.effect != "Allow" or item.actions != (_ASSUME,):
        yield f"it is about {_listed(item.actions)}, not `{_ASSUME}`"
    if len(item.principals) != 1:
        yield "it names more than one principal, or none"
    yield from _check_services(item, TRUSTED)


def _check_services(item: Statement, known: Mapping[str, str]) -> Iterator[str]:
    for kind, name in item.principals:
        if kind != "Service":
            yield f"`{name}` is no service of AWS"
        elif name not in known:
            yield f"`{name}` has nothing to do with it"
        else:
            yield from _check_source(item, name, known[name])


def _check_source(item: Statement, service: str, key: str) -> Iterator[str]:
    """Else the service could be made to act for a stranger."""
    accounts = item.held("StringEquals", key)
    if not accounts:
        yield f"`{service}` may come for any account: there is no `{key}`"
    elif len(accounts) > 1 or "*" in accounts[0]:
        yield f"`{service}` may come for more accounts than one"


def web_identity_faults(document: Mapping[str, object]) -> Iterator[Fault]:
    """A role is taken by workflows of GitHub, for subjects that are written out."""
    yield from faults(document, (_check_web_identity,))


def _check_web_identity(item: Statement) -> Iterator[str]:
    yield from _check_unknown(item)
    if item.effect != "Allow" or item.actions != (_FEDERATED,):
        yield f"it is about {_listed(item.actions)}, not `{_FEDERATED}`"
    if [kind for kind, _ in item.principals] != ["Federated"] or not item.principals[0][1].endswith(f"/{GITHUB}"):
        yield "it trusts somebody else than the identity provider of GitHub"
    if item.held("StringEquals", f"{GITHUB}:aud") != ("sts.amazonaws.com",):
        yield "tokens that were made for somebody else would do: `aud` is not asked for"
    subjects = item.held("StringEquals", f"{GITHUB}:sub")
    if not subjects:
        yield "every repository could come: `sub` is not asked for by `StringEquals`"
    for subject in subjects:
        if "*" in subject or "?" in subject:
            yield f"`{subject}` stands for more subjects than one"


def topic_faults(document: Mapping[str, object]) -> Iterator[Fault]:
    """To a topic services of AWS publish, for one account."""
    yield from faults(document, (_check_topic,))


def _check_topic(item: Statement) -> Iterator[str]:
    yield from _check_unknown(item)
    if item.effect != "Allow":
        return
    if item.actions != ("sns:Publish",):
        yield f"it allows {_listed(item.actions)}, not `sns:Publish` alone"
    if not item.principals:
        yield "it says not who"
    if len(item.resources) != 1 or "*" in item.resources[0]:
        yield "it is not about one topic"
    yield from _check_services(item, PUBLISHERS)


def bucket_faults(document: Mapping[str, object]) -> Iterator[Fault]:
    """A bucket refuses all that comes without TLS, and is opened to nobody."""
    yield from faults(document, (_check_bucket,))
    if not any(_refuses_plain(item) for item in statements(document)):
        yield Fault("number 1", "nothing refuses requests without TLS, for the bucket and all objects in it")


def _check_bucket(item: Statement) -> Iterator[str]:
    yield from _check_unknown(item)
    for _, name in item.principals if item.effect == "Allow" else ():
        if "*" in name:
            yield "it opens the bucket to everybody"


def _refuses_plain(item: Statement) -> bool:
    whole = {resource for resource in item.resources if f"{resource}/*" in item.resources}
    return (
        item.effect == "Deny"
        and item.principals in ((("", "*"),), (("AWS", "*"),))
        and item.actions == ("s3:*",)
        and len(whole) == 1
        and item.held("Bool", "aws:SecureTransport") == ("false",)
        and len(item.conditions) == 1
    )


def _check_unknown(item: Statement) -> Iterator[str]:
    for key in item.unknown:
        yield f"`{key}` is about whoever nobody has listed"


def _listed(actions: tuple[str, ...]) -> str:
    return ", ".join(f"`{action}`" for action in actions) or "no action"
