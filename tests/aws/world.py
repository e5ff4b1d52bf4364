"""The stand-in as a whole: moto's server, the provider, orders to both, and boto3 for whoever wants to look."""

from __future__ import annotations

import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from moto.server import ThreadedMotoServer

from tests.aws.cloud import Clients
from tests.aws.moto_gaps import FATES, Fates, fill
from tests.aws.orders import Orders
from tests.aws.plugin import Counter

REGION = "eu-west-1"


@dataclass(frozen=True, slots=True)
class World:
    """`orders` are for the provider's calls, `fates` for how jobs and endpoints end; `hand` is anybody else."""

    url: str
    orders: Orders
    fates: Fates
    hand: Clients
    counter: Counter

    def client(self, service: str) -> Any:
        """boto3, beside the provider."""
        return self.hand.client(service, REGION)

    def reset(self) -> None:
        """Everything of the account is gone, and all orders."""
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")).close()
        self.fates.clear()
        self.orders.clear()


@contextmanager
def running() -> Generator[World]:
    """One server on a free port, in this process."""
    fill()
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    counter = None
    try:
        url = "http://{}:{}".format(*server.get_host_and_port())
        orders = Orders()
        counter = Counter(Clients(url, orders))
        world = World(url, orders, FATES, Clients(url), counter)
        world.reset()  # moto keeps an account as long as the process lives
        yield world
    finally:
        if counter is not None:
            counter.close()
        server.stop()
        FATES.clear()
