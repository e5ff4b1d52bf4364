"""What the kinds of resources work with: boto3 clients of a region, and the ways in which the provider waits."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from compiler.provider.protocol import Props
from tests.aws.orders import Orders

ACCOUNT = "123456789012"
Answer = TypeVar("Answer")
_CREATION = Lock()


class Problem(Exception):
    """What the provider ends an operation with."""


class HalfDone(Problem):
    """The thing stands, but not as wanted: it goes into the state, and the next run sees to it."""

    def __init__(self, id: str, text: str) -> None:
        super().__init__(text)
        self.id = id


@dataclass(slots=True)
class Clients:
    """One client of each service and region; to the provider's, `orders` are attached."""

    url: str
    orders: Orders | None = None
    _made: dict[tuple[str, str], Any] | None = None

    def client(self, service: str, region: str) -> Any:
        """They may be used by many threads."""
        with _CREATION:
            self._made = self._made or {}
            if (service, region) not in self._made:
                made = boto3.client(
                    service,
                    region_name=region,
                    endpoint_url=self.url,
                    aws_access_key_id="testing",
                    aws_secret_access_key="testing",
                    config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
                )
                if self.orders is not None:
                    self.orders.attach(made)
                self._made[service, region] = made
            return self._made[service, region]


@dataclass(frozen=True, slots=True)
class Cloud:
    """One plugin's sight of AWS: `folder` is what relative assets count from."""

    clients: Clients
    region: str
    folder: Path
    cancelled: Event

    def client(self, service: str) -> Any:
        """Of the plugin's region."""
        return self.clients.client(service, self.region)

    def input_shape(self, service: str, operation: str) -> Any:
        """The parameters of an operation, as botocore describes them."""
        return self.client(service).meta.service_model.operation_model(operation).input_shape

    def output_shape(self, service: str, operation: str) -> Any:
        """Its answer."""
        return self.client(service).meta.service_model.operation_model(operation).output_shape

    def patiently(self, act: Callable[[], Answer], *texts: str, tries: int = 40) -> Answer:
        """Again while it fails with one of these texts: AWS comes to agree with itself after a while."""
        for left in range(tries - 1, -1, -1):
            try:
                return act()
            except ClientError as error:
                if not left or self.cancelled.is_set() or not any(text in str(error) for text in texts):
                    raise
            time.sleep(0.02)
        raise AssertionError

    def until(self, look: Callable[[], str], pending: tuple[str, ...]) -> str:
        """The first status that is none of these."""
        while (status := look()) in pending:
            if self.cancelled.is_set():
                raise Problem(f"cancelled while it was {status}")
            time.sleep(0.02)
        return status


@contextmanager
def standing(id: str, doing: str) -> Generator[None]:
    """Around what follows the call that made a thing: Terraform has set its id by then, so it is recorded."""
    try:
        yield
    except ClientError as error:
        raise HalfDone(id, told(doing, error)) from error
    except Problem as problem:
        raise HalfDone(id, str(problem)) from None


def gone(act: Callable[[], Answer], *texts: str) -> Answer | None:
    """None when it is not there."""
    try:
        return act()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        missing = ("NoSuch" in code, "NotFound" in code, code == "404", *(text in str(error) for text in texts))
        if any(missing):
            return None
        raise


def told(doing: str, error: ClientError) -> str:
    """A refusal of AWS as the provider words it."""
    service = {"sagemaker": "SageMaker", "s3": "S3", "iam": "IAM"}.get(_service(error), _service(error))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    return (
        f"{doing}: operation error {service}: {error.operation_name}, https response error StatusCode: {status}, "
        f"RequestID: 0f8fad5b-d9cb-469f-a165-70867728950e, api error {code}: {message}"
    )


def _service(error: ClientError) -> str:
    name = error.operation_name
    words = {"Role": "iam", "Bucket": "s3", "Object": "s3", "Training": "sagemaker", "Endpoint": "sagemaker"}
    return next((service for word, service in words.items() if word in name), "AWS")


def tag_list(tags: Any) -> list[dict[str, str]]:
    """As most services take them."""
    return [{"Key": key, "Value": value} for key, value in sorted((tags or {}).items())]


def tag_map(listed: Any) -> dict[str, str]:
    """As Pulumi has them."""
    return {item["Key"]: item["Value"] for item in listed or ()}


def retagged(old: Props, new: Props) -> tuple[dict[str, str], list[str]]:
    """The tags to set and the keys to take away."""
    before, after = dict(old.get("tags") or {}), dict(new.get("tags") or {})
    return {k: v for k, v in after.items() if before.get(k) != v}, sorted(set(before) - set(after))


def content(inputs: Props, folder: Path) -> bytes:
    """Of an uploaded object."""
    match inputs:
        case {"source": {"path": str(path)}}:
            return (folder / path).read_bytes()
        case {"source": {"text": str(text)}} | {"content": str(text)}:
            return text.encode()
        case {"contentBase64": str(text)}:
            return base64.b64decode(text)
    return b""
