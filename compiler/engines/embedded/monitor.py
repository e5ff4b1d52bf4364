"""Pulumi's `ResourceMonitor` and `Engine` services on loopback: requests of the program in, answers of the walk out.

Imports the protocol, so import it only where a program runs.
"""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty  # ty: ignore[missing-module-member]
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, resource_pb2, resource_pb2_grpc

from compiler.engines.embedded import registration
from compiler.engines.embedded.walk import Stopped, Walk
from compiler.provider.marshal import from_struct, to_struct

FEATURES = {"secrets": 0, "outputValues": 2, "aliasSpecs": 3}
"""What the SDK may send, by the old names and the numbers of `ResourceMonitorFeature`."""
THREADS = 32
_OPTIONS = [("grpc.max_receive_message_length", 400 * 1024 * 1024), ("grpc.so_reuseport", 0)]


@dataclass(slots=True)
class Served:
    """A running server. `messages` are the errors that the program logged."""

    server: grpc.Server
    address: str
    messages: list[str] = field(default_factory=list)


def serve(walk: Walk) -> Served:
    """Listen on a free loopback port. Raises RuntimeError when there is none."""
    server = grpc.server(ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="engine"), options=_OPTIONS)
    served = Served(server, "")
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(Monitor(walk), server)
    engine_pb2_grpc.add_EngineServicer_to_server(Engine(walk, served.messages), server)
    served.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    return served


@contextmanager
def _answering(context: grpc.ServicerContext) -> Generator[None]:
    """The program learns only that it must stop; what happened is told by the walk."""
    try:
        yield
    except Stopped:
        context.abort(grpc.StatusCode.CANCELLED, "the operation was stopped")


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """What a program asks about resources."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    def GetDeploymentInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Newer SDKs ask once for everything."""
        stack = self.walk.context.stack
        return resource_pb2.DeploymentInfo(
            project=stack.project,
            stack=stack.environment,
            organization="organization",
            config=dict(stack.config),
            parallel=THREADS,
            supportedFeatures=list(FEATURES.values()),
        )

    def SupportsFeature(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Older SDKs ask one by one."""
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in FEATURES)

    def RegisterResource(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Answers when the resource stands, or when a preview knows as much as it can."""
        with _answering(context):
            answer = self.walk.register(lambda: registration.decode(self.walk.context, request))
            outputs = to_struct(answer.outputs, answer.secret)
            return resource_pb2.RegisterResourceResponse(urn=answer.urn, id=answer.id, object=outputs)

    def RegisterResourceOutputs(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Outputs of components and of the stack itself."""
        with _answering(context):
            self.walk.set_outputs(request.urn, from_struct(request.outputs))
        return Empty()

    def ReadResource(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Something that exists outside of the stack."""
        with _answering(context):
            known = from_struct(request.properties).values
            answer = self.walk.read(request.type, request.name, request.id, request.parent, known)
            return resource_pb2.ReadResourceResponse(urn=answer.urn, properties=to_struct(answer.outputs))

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        """A provider function."""
        with _answering(context):
            result = self.walk.invoke(request.tok, from_struct(request.args).values)
            response = resource_pb2.ResourceInvokeResponse()
            getattr(response, "return").CopyFrom(to_struct(result))
            return response

    def RegisterPackage(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Packages are known by name alone."""
        return resource_pb2.RegisterPackageResponse(ref=request.name)

    def SignalAndWaitForShutdown(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Nothing is left to be done by a program that has ended."""
        return Empty()


class Engine(engine_pb2_grpc.EngineServicer):
    """What a program asks about the run."""

    def __init__(self, walk: Walk, messages: list[str]) -> None:
        self.walk = walk
        self.messages = messages
        self.root = ""

    def Log(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Errors are kept for the case that the program fails."""
        if request.severity == engine_pb2.ERROR:
            self.messages.append(request.message)
        return Empty()

    def GetRootResource(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The stack, once the program has named it."""
        return engine_pb2.GetRootResourceResponse(urn=self.root)

    def SetRootResource(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The program names its stack."""
        self.root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def RequirePulumiVersion(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Compiled programs require none; others are taken at their word."""
        return engine_pb2.RequirePulumiVersionResponse()
