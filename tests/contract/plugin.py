"""A running provider plugin and a client for it: what the Pulumi engine does with a plugin, without the engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

Running = tuple[provider_pb2_grpc.ResourceProviderStub, subprocess.Popen[str]]
OURS = (sys.executable, "-c", "from compiler.provider.plugin.main import main; main()")


@contextmanager
def running(folder: Path, command: Sequence[str] = OURS) -> Generator[Running]:
    """The plugin of a program's folder, interrupted at the end as the engine does."""
    with started(folder, command) as (port, process), grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield provider_pb2_grpc.ResourceProviderStub(channel), process


@contextmanager
def started(folder: Path, command: Sequence[str]) -> Generator[tuple[int, subprocess.Popen[str]]]:
    """The same, before anybody has spoken to it: the port that it listens on, and its process."""
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port.isdigit(), process.stderr.read() if process.stderr else ""
        yield int(port), process
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.communicate(timeout=5)
        finally:
            process.kill()


def urn(name: str, kind: str, project: str = "laboratory", environment: str = "local") -> str:
    return f"urn:pulumi:{environment}::{project}::modelwright:index:{kind}::{name}"
