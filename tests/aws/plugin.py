"""`pulumi-resource-aws` on PATH: a script that asks the running stand-in for a provider, and lives as long as it."""

from __future__ import annotations

import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from tests.aws.cloud import Clients
from tests.aws.servicer import Servicer

_SCRIPT = """#!{python} -IS
import os, signal, socket
signal.signal(signal.SIGINT, signal.SIG_DFL)
engine = os.getppid()
with socket.create_connection(("127.0.0.1", {port})) as line:
    line.sendall(os.getcwd().encode() + b"\\n")
    print(line.recv(16).decode().strip(), flush=True)
    line.settimeout(0.5)
    while os.getppid() == engine:
        try:
            if not line.recv(1):
                break
        except TimeoutError:
            pass
"""
_OPTIONS = [("grpc.max_receive_message_length", 400 * 1024 * 1024), ("grpc.so_reuseport", 0)]


class Counter:
    """Where the scripts ask. Each gets a provider of its own, in this process, for as long as it holds the line."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        Thread(target=self._listen, daemon=True).start()

    def install(self, folder: Path) -> None:
        """Put the script into a folder that is on PATH."""
        folder.mkdir(parents=True, exist_ok=True)
        script = folder / "pulumi-resource-aws"
        script.write_text(_SCRIPT.format(python=sys.executable, port=self.port))
        script.chmod(0o755)

    def close(self) -> None:
        """No more of them."""
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with line, line.makefile("r", encoding="utf-8") as words:
            folder = Path(words.readline().rstrip("\n"))
            server = grpc.server(ThreadPoolExecutor(max_workers=16), options=_OPTIONS)
            servicer = Servicer(self._clients, folder)
            provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
            port = server.add_insecure_port("127.0.0.1:0")
            server.start()
            line.sendall(f"{port}\n".encode())
            words.readline()
            server.stop(0.2).wait()
