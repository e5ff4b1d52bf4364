"""Pulumi's `ResourceProvider` service, as pulumi-aws answers it."""

from __future__ import annotations

import traceback
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import grpc
from botocore.exceptions import ClientError
from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from compiler.provider.marshal import Received, from_struct
from compiler.provider.plugin.answers import diff_response, properties
from compiler.provider.protocol import UNKNOWN, Props
from compiler.source import urns
from tests.aws import kinds_iam, kinds_messages, kinds_retraining, kinds_s3, kinds_sagemaker, kinds_watching
from tests.aws.check import DEFAULTS, check, plain
from tests.aws.cloud import Clients, Cloud, HalfDone, Problem, standing, told
from tests.aws.difference import difference
from tests.aws.functions import invoke
from tests.aws.kind import Kind
from tests.aws.naming import Proposal
from tests.aws.types import Type, types

VERSION = "7.51.1"
KINDS = {
    **kinds_s3.KINDS,
    **kinds_iam.KINDS,
    **kinds_sagemaker.KINDS,
    **kinds_watching.KINDS,
    **kinds_messages.KINDS,
    **kinds_retraining.KINDS,
}
_MODES = ("propose", "enforce", "disable")
_SETTINGS = ("region", "defaultTags", "profile", "version", "skipCredentialsValidation", "skipRegionValidation")


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """One plugin's life; `folder` is where the engine started it."""

    def __init__(self, clients: Clients, folder: Path) -> None:
        self._clients = clients
        self._folder = folder
        self._region = ""
        self._cancelled = Event()

    @property
    def cloud(self) -> Cloud:
        return Cloud(self._clients, self._region, self._folder, self._cancelled)

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        return Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.GetSchemaResponse(schema="{}")

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        news = from_struct(request.news).values
        failures = [
            provider_pb2.CheckFailure(property=key, reason=f"`{key}` is not a valid configuration key")
            for key in sorted(set(news) - set(_SETTINGS))
        ]
        if "region" not in news:
            failures.append(provider_pb2.CheckFailure(property="region", reason="No AWS region is set"))
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Another region means other resources."""
        moved = from_struct(request.olds).values.get("region") != from_struct(request.news).values.get("region")
        if not moved:
            return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_SOME, replaces=["region"])

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._region = str(from_struct(request.args).values["region"])
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
        )

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._answering(context, f"invoking {request.tok}"):
            result = invoke(self.cloud, request.tok, from_struct(request.args).values)
            response = provider_pb2.InvokeResponse()
            getattr(response, "return").CopyFrom(properties(result, Received({})))
            return response

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._answering(context, "checking"):
            type_, _ = self._kind(request.urn)
            received = from_struct(request.news)
            proposal = None
            if request.HasField("autonaming"):
                proposal = Proposal(request.autonaming.proposed_name, _MODES[request.autonaming.mode])
            olds = from_struct(request.olds).values
            done = check(type_, urns.name_of(request.urn), olds, received.values, request.randomSeed, proposal)
            failures = [provider_pb2.CheckFailure(property=item.path, reason=item.reason) for item in done.failures]
            return provider_pb2.CheckResponse(inputs=properties(done.inputs, received), failures=failures)

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        with self._answering(context, "diffing"):
            type_, _ = self._kind(request.urn)
            old, state = from_struct(request.old_inputs).values, from_struct(request.olds).values
            news = from_struct(request.news).values
            for key in request.ignoreChanges:
                news[key] = old.get(key)
            answer = diff_response(difference(type_, old, state, news))
            for item in answer.detailedDiff.values():
                item.inputDiff = False
            return answer

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        received = from_struct(request.properties)
        type_, kind = self._kind(request.urn)
        name = received.values.get(type_.named) or urns.name_of(request.urn)
        with self._answering(context, f"creating {_words(type_)} ({name})", received, type_):
            if request.preview:
                return provider_pb2.CreateResponse(properties=properties(self._planned(type_, received), received))
            id = kind.create(self.cloud, _plain(received.values))
            with standing(id, f"reading {_words(type_)} ({id})"):
                outputs = self._read(type_, kind, id, received.values) or {}
            return provider_pb2.CreateResponse(id=id, properties=properties(outputs, received))

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Inputs follow what was found, as far as they were given or somebody has set what nobody gave."""
        state, inputs = from_struct(request.properties), from_struct(request.inputs)
        type_, kind = self._kind(request.urn)
        with self._answering(context, f"reading {_words(type_)} ({request.id})"):
            outputs = self._read(type_, kind, request.id, state.values)
            if outputs is None:
                return provider_pb2.ReadResponse()
            known = _inputs_found(type_, inputs.values, outputs)
            return provider_pb2.ReadResponse(
                id=_id(type_, request.id, outputs),
                properties=properties(outputs, state),
                inputs=properties(known, inputs),
            )

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        received, old = from_struct(request.news), from_struct(request.olds).values
        type_, kind = self._kind(request.urn)
        with self._answering(context, f"updating {_words(type_)} ({request.id})", received, type_):
            if request.preview:
                planned = {**self._planned(type_, received), **{k: old[k] for k in type_.computed if k in old}}
                tags = {"tagsAll": plain(received.values.get("tags") or {})} if "tagsAll" in planned else {}
                return provider_pb2.UpdateResponse(properties=properties({**planned, **tags}, received))
            kind.update(self.cloud, request.id, _plain(old), _plain(received.values))
            outputs = self._read(type_, kind, request.id, received.values) or {}
            return provider_pb2.UpdateResponse(properties=properties(outputs, received))

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        type_, kind = self._kind(request.urn)
        with self._answering(context, f"deleting {_words(type_)} ({request.id})"):
            kind.delete(self.cloud, request.id, from_struct(request.properties).values)
            return Empty()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._cancelled.set()
        return Empty()

    def _kind(self, urn: str) -> tuple[Type, Kind]:
        token = urns.type_of(urn)
        return types()[token], KINDS[token]

    def _planned(self, type_: Type, received: Received) -> Props:
        planned = _plain(received.values)
        unknown: Props = dict.fromkeys(type_.computed, UNKNOWN)
        if "tagsAll" in type_.computed:
            unknown["tagsAll"] = planned.get("tags") or {}
        settled: Props = {key: UNKNOWN for key in type_.settles if "." not in key and key in ("etag", "variantName")}
        return {**unknown, **settled, **planned, **({"region": self._region} if "region" in type_.inputs else {})}

    def _read(self, type_: Type, kind: Kind, id: str, known: Props) -> Props | None:
        found = kind.read(self.cloud, id, known)
        if found is None:
            return None
        carried = {key: plain(known[key]) for key in kind.unread if key in known}
        more: Props = {"region": self._region} if "region" in type_.inputs else {}
        if "tagsAll" in type_.computed:
            more["tagsAll"] = found.get("tags") or {}
        return {key: value for key, value in {**found, **more, **carried}.items() if value is not None}

    @contextmanager
    def _answering(
        self, context: grpc.ServicerContext, doing: str, received: Received | None = None, type_: Type | None = None
    ) -> Generator[None]:
        """A failure in the provider's words; what stands although it failed is handed on with it."""
        try:
            yield
        except HalfDone as half:
            assert received is not None and type_ is not None
            self._abort_half_done(context, half, received, type_)
        except Problem as problem:
            context.abort(grpc.StatusCode.UNKNOWN, _listed(str(problem)))
        except ClientError as error:
            context.abort(grpc.StatusCode.UNKNOWN, _listed(told(doing, error)))
        except Exception as error:
            traceback.print_exc()
            context.abort(grpc.StatusCode.INTERNAL, f"the stand-in is wrong: {error!r}")

    def _abort_half_done(self, context: grpc.ServicerContext, half: HalfDone, received: Received, type_: Type) -> None:
        outputs = self._planned(type_, received)
        known = {key: value for key, value in outputs.items() if value is not UNKNOWN}
        detail = provider_pb2.ErrorResourceInitFailed(
            id=half.id,
            properties=properties(known, received),
            reasons=[_listed(str(half))],
            inputs=properties(received.values, received),
        )
        packed = Packed()
        packed.Pack(detail)
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=_listed(str(half)), details=[packed])
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        context.abort(grpc.StatusCode.UNKNOWN, _listed(str(half)))


def _plain(values: Props) -> Props:
    return {key: plain(value) for key, value in values.items() if key != DEFAULTS}


def _words(type_: Type) -> str:
    service, _, name = type_.token.split(":", 1)[1].partition("/")
    prefix = {"sagemaker": "SageMaker AI", "s3": "S3", "iam": "IAM"}.get(service, service)
    return f"{prefix} {name.rpartition(':')[2]}"


def _listed(text: str) -> str:
    return f"1 error occurred:\n\t* {text}\n\n"


def _id(type_: Type, id: str, outputs: Props) -> str:
    return str(outputs["key"]) if type_.token.endswith(":BucketObjectv2") else id


def _inputs_found(type_: Type, inputs: Props, outputs: Props) -> Props:
    if not inputs:
        given = {
            key: value for key, value in outputs.items() if key in type_.inputs and value not in ("", [], {}, False)
        }
        return given if type_.framework else {**given, "__defaults": []}
    found = {key: _followed(value, outputs[key]) if key in outputs else value for key, value in inputs.items()}
    by_hand = {
        key: value
        for key, value in outputs.items()
        if key in type_.inputs
        and key not in inputs
        and key not in (*type_.settles, "region")
        and value not in ("", [], {}, 0, False)
    }
    return {**found, **by_hand}


def _followed(given: object, found: object) -> object:
    """The found value, with the bookkeeping of the given one, and without what only the cloud filled in."""
    if isinstance(given, dict) and isinstance(found, dict):
        marks = {key: value for key, value in given.items() if key == "__defaults"}
        is_map = all(isinstance(value, str) for key, value in given.items() if key != "__defaults")
        keys = found if is_map else [key for key in found if key in given]
        return {**{key: _followed(given.get(key), found[key]) for key in keys}, **marks}
    if isinstance(given, list) and isinstance(found, list):
        padded = [*given, *[None] * (len(found) - len(given))]
        return [_followed(old, new) for old, new in zip(padded, found, strict=False)]
    return found
