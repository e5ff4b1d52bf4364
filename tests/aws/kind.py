"""What a kind of resource can do, as functions over a `Cloud`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from compiler.provider.protocol import Props
from tests.aws.cloud import Cloud


@dataclass(frozen=True, slots=True)
class Kind:
    """`create` gives the id; `read` all that can be told of it, or None; `update` takes what was and what shall be.

    What nobody can read back, such as `forceDestroy`, is taken over from the inputs: `unread`.
    """

    create: Callable[[Cloud, Props], str]
    read: Callable[[Cloud, str, Props], Props | None]
    update: Callable[[Cloud, str, Props, Props], None]
    delete: Callable[[Cloud, str, Props], None]
    unread: tuple[str, ...] = ()


def never(_cloud: Cloud, id: str, _old: Props, _new: Props) -> None:
    """For what has nothing to change in place."""
    raise AssertionError(f"{id} cannot be changed in place")
