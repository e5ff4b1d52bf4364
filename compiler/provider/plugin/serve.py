"""The plugin's life: listen, tell the port, answer until Pulumi interrupts. In: a package and a workspace."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from compiler.provider.plugin.host import Host
from compiler.provider.plugin.servicer import Package, Servicer

THREADS = 32
_OPTIONS = [
    ("grpc.max_receive_message_length", 400 * 1024 * 1024),
    ("grpc.max_send_message_length", 400 * 1024 * 1024),
    ("grpc.so_reuseport", 0),
]
_PATIENCE = 3.0
"""Seconds that calls have to end after an interrupt; Pulumi kills after five."""
_LOOK = 0.5
"""Seconds between two looks at the parent."""


def serve(package: Package, host: Host, arguments: Sequence[str]) -> None:
    """Answer requests until SIGINT or SIGTERM. The last of `arguments` that is no option is the engine's address."""
    stop = threading.Event()

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupted)
    host.attach(next((word for word in reversed(arguments) if not word.startswith("-")), ""))
    server = grpc.server(ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="provider"), options=_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(package, host), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    parent = os.getppid()
    print(port, flush=True)
    # An engine that was killed sends no interrupt: then we end by ourselves, and our jobs with us. Besides, a wait
    # without a limit would miss a signal that comes just before it.
    while not stop.wait(_LOOK) and os.getppid() == parent:
        pass
    host.cancelled.set()
    server.stop(_PATIENCE).wait()
    sys.stdout.flush()
