"""What phases remember for the length of one command, because it is the same for every project and environment."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

T = TypeVar("T")


class Memory:
    """Made by a command, handed to all of its sessions; a new command looks again."""

    __slots__ = ("_known", "_recent")

    def __init__(self) -> None:
        self._known: dict[Hashable, object] = {}
        self._recent: dict[str, tuple[object, object]] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returned the first time that `key` was asked for."""
        if key not in self._known:
            self._known[key] = make()
        return cast("T", self._known[key])

    def recent(self, name: str, owner: object, make: Callable[[], T]) -> T:
        """As `once`, for what the stacks of one project share: forgotten when another `owner` asks under this name."""
        known = self._recent.get(name)
        if known is None or known[0] is not owner:
            known = self._recent[name] = (owner, make())
        return cast("T", known[1])
