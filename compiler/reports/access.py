"""Grants as a policy document of IAM, and where each statement comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from compiler.model.access import Grant

_SHOWN = 3


def policy(grants: Sequence[Grant]) -> dict[str, object]:
    """The document that is attached to a role or a user."""
    return {"Version": "2012-10-17", "Statement": [_statement(grant) for grant in grants]}


def _statement(grant: Grant) -> dict[str, object]:
    statement: dict[str, object] = {
        "Sid": grant.sid,
        "Effect": "Allow",
        "Action": list(grant.actions),
        "Resource": list(grant.resources),
    }
    return {**statement, "Condition": dict(grant.condition)} if grant.condition else statement


def document_text(document: Mapping[str, object]) -> str:
    """JSON, as it is pasted or piped."""
    return json.dumps(document, indent=2)


def sources_text(grants: Sequence[Grant]) -> str:
    """A line for each statement: its name, and the first lines of the spec that ask for it."""
    width = max((len(grant.sid) for grant in grants), default=0)
    return "\n".join(f"{grant.sid:<{width}}  {_places(grant)}" for grant in grants)


def _places(grant: Grant) -> str:
    places = [str(location) for location in grant.locations[:_SHOWN]]
    more = len(grant.locations) - _SHOWN
    return ", ".join(places) + (f" and {more} more" if more > 0 else "") if places else "every stack"
