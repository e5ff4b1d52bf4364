"""Pulumi's `ResourceProvider` service over our `Provider`: requests in, answers or refusals in the user's words out."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any, NoReturn

import grpc
from google.protobuf.empty_pb2 import Empty  # ty: ignore[missing-module-member]
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from compiler.model.placing import placed
from compiler.provider.marshal import Received, from_struct, to_struct
from compiler.provider.plugin.answers import check_response, diff_response, masked, properties, secret_texts
from compiler.provider.plugin.host import Host
from compiler.provider.protocol import Provider, Resource, Scope, observed
from compiler.source import urns
from compiler.source.address import Address
from compiler.source.diagnostic import Refused, refuse
from compiler.source.telling import told

PARALLEL = 4
"""Operations at the same time, as in the embedded engine; training uses one core each."""


@dataclass(frozen=True, slots=True)
class Package:
    """What is served: the provider's package, its schema as Pulumi describes packages, and what can be configured."""

    name: str
    version: str
    provider: Provider
    schema: Callable[[], dict[str, object]]
    settings: tuple[str, ...] = ()


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Requests come from many threads. The engine's `Cancel` ends what runs at its next sign of life."""

    def __init__(self, package: Package, host: Host) -> None:
        self._package = package
        self._host = host
        self._slots = BoundedSemaphore(PARALLEL)
        self._made: set[tuple[str, str]] = set()

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Secrets and unknown values are welcome."""
        self._host.attach(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        """For an engine that found us running, as under a debugger: what was for the one before is over."""
        self._made.clear()
        self._host.attach(request.address)
        return Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The version of the wheel."""
        return plugin_pb2.PluginInfo(version=self._package.version)

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The resources with their inputs and outputs."""
        return provider_pb2.GetSchemaResponse(schema=json.dumps(self._package.schema()))

    def Parameterize(self, request: Any, context: grpc.ServicerContext) -> NoReturn:
        """The package takes no parameters."""
        context.abort(grpc.StatusCode.UNIMPLEMENTED, f"`{self._package.name}` takes no parameters")
        raise AssertionError

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """What the package does not know is refused. Ours knows nothing: it works in the workspace of the program."""
        received = from_struct(request.news)
        failures = [
            provider_pb2.CheckFailure(property=key, reason=f"`{self._package.name}` has no such setting")
            for key in sorted(received.values)
            if key not in (*self._package.settings, "version", "pluginDownloadURL")
        ]
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Whatever changes, resources stay as they are."""
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Ready at once."""
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        """A function of the package."""
        with self._answering(context, ""):
            result = self._package.provider.invoke(request.tok, from_struct(request.args).values)
            response = provider_pb2.InvokeResponse()
            getattr(response, "return").CopyFrom(to_struct(result))
            return response

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Defaults filled in; secrets stay marked."""
        received = from_struct(request.news)
        with self._answering(context, request.urn, received):
            resource, scope = self._resource(request.urn), self._scope(request.urn, received)
            inputs, failures = resource.check(scope, received.values)
            return check_response(properties(inputs, received), failures)

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        """What differs; a note that no input shows goes to the engine's log."""
        received = from_struct(request.news)
        with self._answering(context, request.urn, received):
            resource, scope = self._resource(request.urn), self._scope(request.urn, received)
            old, outputs = from_struct(request.old_inputs).values, from_struct(request.olds).values
            difference = resource.diff(scope, request.id, old, outputs, received.values)
            if difference.note:
                self._host.tell(request.urn, difference.note, passing=False)
            return diff_response(difference)

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        """In a preview: the outputs as far as they are known."""
        received = from_struct(request.properties)
        with self._answering(context, request.urn, received):
            resource = self._resource(request.urn)
            if request.preview:
                outputs = properties(resource.preview(received.values), received)
                return provider_pb2.CreateResponse(properties=outputs)
            with self._slots:
                created = resource.create(self._scope(request.urn, received), received.values)
            self._made.add((request.urn, created.id))
            return provider_pb2.CreateResponse(id=created.id, properties=properties(created.outputs, received))

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        """What is there now; with nothing but an id, for an import, its inputs as well."""
        outputs, inputs = from_struct(request.properties), from_struct(request.inputs)
        with self._answering(context, request.urn, outputs):
            resource, scope = self._resource(request.urn), self._scope(request.urn, outputs)
            with self._slots:
                if not outputs.values:
                    return self._adopted(resource, scope, request.id)
                found = resource.read(scope, request.id, outputs.values)
            if found is None:
                return provider_pb2.ReadResponse()
            kept = properties(observed(resource, inputs.values, outputs.values, found), inputs)
            return provider_pb2.ReadResponse(id=request.id, properties=properties(found, outputs), inputs=kept)

    def _adopted(self, resource: Resource, scope: Scope, id: str) -> Any:
        adopted = resource.adopt(scope, id)
        if adopted is None:
            return provider_pb2.ReadResponse()
        inputs, outputs = to_struct(adopted.inputs), to_struct(adopted.outputs)
        return provider_pb2.ReadResponse(id=adopted.id, inputs=inputs, properties=outputs)

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        """In a preview: the outputs as far as they are known."""
        received = from_struct(request.news)
        with self._answering(context, request.urn, received):
            resource = self._resource(request.urn)
            if request.preview:
                return provider_pb2.UpdateResponse(properties=properties(resource.preview(received.values), received))
            old = from_struct(request.olds).values
            with self._slots:
                outputs = resource.update(self._scope(request.urn, received), request.id, old, received.values)
            return provider_pb2.UpdateResponse(properties=properties(outputs, received))

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Gone already is fine. A predecessor with the id of the successor just made is that very thing, and stays."""
        if (request.urn, request.id) in self._made:
            return Empty()
        outputs = from_struct(request.properties)
        with self._answering(context, request.urn, outputs):
            with self._slots:
                scope = self._scope(request.urn, outputs)
                self._resource(request.urn).delete(scope, request.id, outputs.values)
            return Empty()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        """What runs ends soon; nothing of it is left half done."""
        self._host.cancelled.set()
        return Empty()

    def _resource(self, urn: str) -> Resource:
        type_ = urns.type_of(urn)
        resource = self._package.provider.resource(type_)
        if resource is None:
            raise refuse("P006", f"the provider `{self._package.name}` has no `{type_}`")
        return resource

    def _scope(self, urn: str, received: Received) -> Scope:
        return self._host.scope(urn, secret_texts(received))

    @contextmanager
    def _answering(self, context: grpc.ServicerContext, urn: str, received: Received | None = None) -> Generator[None]:
        """A refusal becomes the answer, told at its line of the spec; a mistake of ours is shown whole."""
        secrets = secret_texts(received) if received else ()
        try:
            yield
        except Refused as refusal:
            where = placed(self._host.manifest, refusal, Address.from_urn(urn)) if urn else refusal
            status, text = grpc.StatusCode.UNKNOWN, told(where.diagnostics)
        except KeyboardInterrupt:
            status, text = grpc.StatusCode.CANCELLED, "cancelled"
        except Exception as error:
            print(masked(traceback.format_exc(), secrets), file=sys.stderr, flush=True)
            status, text = grpc.StatusCode.INTERNAL, f"{type(error).__name__}: {error}"
        else:
            return
        context.abort(status, masked(text, secrets))
