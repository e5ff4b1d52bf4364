"""The code that runs inside SageMaker as one zip for the stack folder, `runtime.zip`, and its digest.

It holds the product's runtime as `modelwright_runtime`, the glue of `container/` as `modelwright_sagemaker`, and the
pins of what the image lacks. One file, so that a stack deploys without this product and a change of it is one line of
a review; stored uncompressed with fixed dates, so that its bytes are the same everywhere (git packs it well, and once
however many stacks hold it). Python imports from it as it is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from compiler.model.graph import Graph
from compiler.model.rendering import Artifact
from compiler.source.canonical import digest_bytes
from compiler.targets.aws.nodes.storage import Upload

ARCHIVE = "runtime.zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_COMPILER = Path(__file__).resolve().parents[2]
_SOURCES = {
    "modelwright_runtime": _COMPILER / "runtime",
    "modelwright_sagemaker": _COMPILER / "targets" / "aws" / "container",
}


def shipped(graph: Graph) -> tuple[Artifact, ...]:
    """The zip as a file of the stack folder, where something uploads it."""
    uploaded = any(isinstance(node, Upload) and node.source == ARCHIVE for node in graph.nodes)
    return (Artifact(ARCHIVE, runtime_archive()),) if uploaded else ()


@cache
def runtime_archive() -> bytes:
    """The zip: entries sorted by path. Made once, for all stacks."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path, content in sorted(_read()):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()


@cache
def runtime_digest() -> str:
    """`sha256:<hex>` of the zip."""
    return digest_bytes(runtime_archive())


def _read() -> Iterator[tuple[str, bytes]]:
    for package, folder in _SOURCES.items():
        for file in folder.rglob("*.py"):
            yield f"{package}/{file.relative_to(folder).as_posix()}", _text(file)
    yield "requirements.txt", _text(_SOURCES["modelwright_sagemaker"] / "requirements.txt")


def _text(file: Path) -> bytes:
    """With the line ends of the repository, however a checkout has them."""
    return file.read_bytes().replace(b"\r\n", b"\n")
