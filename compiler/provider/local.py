"""The provider of package `modelwright`: resources made on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from compiler.provider.dataset import Dataset
from compiler.provider.endpoint import Endpoint
from compiler.provider.model_version import ModelVersion
from compiler.provider.processes import Workers
from compiler.provider.protocol import Resource
from compiler.provider.training_run import TrainingRun
from compiler.source.diagnostic import refuse


class LocalProvider:
    """Safe to use from several threads. `close` it at the end, and at once when the user interrupts."""

    def __init__(self) -> None:
        self._workers = Workers()
        self._resources: dict[str, Resource] = {
            "modelwright:index:Dataset": Dataset(self._workers),
            "modelwright:index:TrainingRun": TrainingRun(self._workers),
            "modelwright:index:ModelVersion": ModelVersion(),
            "modelwright:index:Endpoint": Endpoint(self._workers),
        }

    def resource(self, token: str) -> Resource | None:
        """By type token, such as `modelwright:index:Dataset`."""
        return self._resources.get(token)

    def invoke(self, token: str, arguments: Mapping[str, object]) -> NoReturn:
        """This package has no functions. Raises `Refused` (D023)."""
        raise refuse("D023", f"`{token}` is not a function of `modelwright`", hint="the package has resources only")

    def prewarm(self) -> None:
        """Import the heavy libraries, which jobs and servers need, while other work goes on."""
        self._workers.prewarm()

    def close(self) -> None:
        """End the jobs that still run; servers that were set up live on."""
        self._workers.close()
