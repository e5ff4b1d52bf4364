"""The engine that started the plugin, as the provider sees it: whom to tell how it goes, and whether to stop."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from compiler.model.manifest import Manifest
from compiler.provider.plugin.answers import masked
from compiler.provider.protocol import Scope
from compiler.source import urns

_OPTIONS = [("grpc.max_receive_message_length", 400 * 1024 * 1024)]


@dataclass(slots=True)
class Host:
    """`root` and `private` are the workspace's folders; `manifest` places refusals at lines of the spec."""

    root: Path
    private: Path
    manifest: Manifest | None = None
    cancelled: Event = field(default_factory=Event)
    _engine: Any = None

    def attach(self, address: str) -> None:
        """Tell this engine from now on; another one may have cancelled."""
        self.cancelled.clear()
        self._engine = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address, options=_OPTIONS)) if address else None

    def scope(self, urn: str, secrets: Iterable[str] = ()) -> Scope:
        """Where the resource of a URN works. `say` and `pulse` raise KeyboardInterrupt once Pulumi cancels."""
        hidden = tuple(secrets)

        def pulse() -> None:
            if self.cancelled.is_set():
                raise KeyboardInterrupt

        def say(text: str) -> None:
            pulse()
            self.tell(urn, masked(text, hidden), passing=True)

        environment, project = urns.stack_of(urn)
        return Scope(self.root, self.private, project, environment, urns.name_of(urn), say, pulse)

    def tell(self, urn: str, text: str, *, passing: bool) -> None:
        """A line about a resource; a `passing` one is overwritten by the next."""
        if self._engine is None:
            return
        # News that does not get through is no reason to stop.
        with contextlib.suppress(grpc.RpcError):
            request = engine_pb2.LogRequest(severity=engine_pb2.INFO, message=text, urn=urn, ephemeral=passing)
            self._engine.Log(request, timeout=5)
