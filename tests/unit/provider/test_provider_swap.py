"""A swap against a stand-in server that refuses, or takes a version that cannot predict."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from compiler.provider.calls import answers, call
from compiler.provider.identity import ProcessId
from compiler.provider.records import EndpointRecord
from compiler.provider.server import Wanted, swap
from compiler.source.diagnostic import Refused


class Server(ThreadingHTTPServer):
    """`refuses` are the versions that it does not load, `mute` those that do not predict."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.refuses: set[str] = set()
        self.mute: set[str] = set()
        self.version = "1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/predict":
            return self._answer(500 if self.server.version in self.server.mute else 200, "cannot")
        if self.headers["authorization"] != "Bearer secret":
            return self._answer(401, "no")
        if body["version"] in self.server.refuses:
            return self._answer(422, "damaged")
        self.server.version = body["version"]
        return self._answer(200, "")

    def _answer(self, status: int, message: str) -> None:
        data = json.dumps({"error": {"message": message}}).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    features = [{"name": "age", "type": "number", "values": [], "declared": False, "nullable": False}]
    (tmp_path / "model.json").write_text(json.dumps({"features": features}))
    return Wanted("churn", "local", "api", "churn", "2", "sha256:bb", tmp_path, 0)


def record(server: Server) -> EndpointRecord:
    process = ProcessId(1, 0.0, "modelwright-none")
    return EndpointRecord("churn", "local", "api", "churn", "1", "sha256:aa", server.server_port, "secret", process)


def test_a_version_takes_over(server: Server, wanted: Wanted, tmp_path: Path) -> None:
    swapped = swap(record(server), wanted, tmp_path, lambda line: None)
    assert (swapped.version, swapped.artifact, server.version) == ("2", "sha256:bb", "2")


def test_a_refused_version_leaves_the_old_one(server: Server, wanted: Wanted, tmp_path: Path) -> None:
    server.refuses.add("2")
    with pytest.raises(Refused, match=r"S004 endpoint `api` did not take version 2: status 422: damaged"):
        swap(record(server), wanted, tmp_path, print)
    assert server.version == "1"


def test_a_version_that_cannot_predict_goes_back(server: Server, wanted: Wanted, tmp_path: Path) -> None:
    server.mute.add("2")
    with pytest.raises(Refused, match=r"S003 version 2 gave no prediction at endpoint `api`: status 500: cannot"):
        swap(record(server), wanted, tmp_path, print)
    assert server.version == "1"


def test_a_server_that_is_gone_is_no_answer(server: Server, wanted: Wanted, tmp_path: Path) -> None:
    gone = record(server)
    server.shutdown()
    server.server_close()
    with pytest.raises(OSError):
        call(gone.port, "GET", "/")
    assert not answers(gone.port, "churn")
