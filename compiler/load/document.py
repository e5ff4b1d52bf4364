"""The bytes of one YAML file go in, a `Document` with a position for every value comes out, or located diagnostics."""

from __future__ import annotations

import re
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import DocumentStartEvent, StreamEndEvent

from compiler.load.builder import Builder, Stop
from compiler.load.probing import resolved_inside
from compiler.load.syntax import explain_syntax
from compiler.model.document import Document
from compiler.source.canonical import digest_bytes
from compiler.source.diagnostic import Checked, Diagnostic, ordered
from compiler.source.location import Location

MAX_BYTES = 256 << 10
_LINES = "write at least one `key: value` line"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class Events(Protocol):
    """The part of PyYAML's two parsers that is used."""

    def get_event(self) -> Any: ...

    def get_token(self) -> Any: ...


def load_document(root: Path, file: str) -> Checked[Document]:
    """Read `file`, a path relative to `root` with forward slashes that must stay inside it. Limits: 256 KiB, UTF-8."""
    path = resolved_inside(root, file)
    if path is None:
        return _refused(
            "L020", f"`{file}` leaves the workspace", Location(file, 1, 1), "move the file into the workspace"
        )
    try:
        if not path.is_file():
            missing = "is not a file" if path.exists() else "does not exist"
            return _refused("L001", f"`{file}` {missing}", None, "check the name")
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        return _refused("L001", f"`{file}` cannot be read: {error.strerror}", None, "check its permissions")
    return load_text(data, file)


def load_text(text: bytes, file: str) -> Checked[Document]:
    """Parse the content of `file`. Every value of the tree has a mark; lines and columns count from 1."""
    if len(text) > MAX_BYTES:
        return _refused(
            "L004",
            f"the file is larger than {MAX_BYTES >> 10} KiB",
            Location(file, 1, 1),
            "split it, or move data into files of its own",
        )
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = _place(file, text[: error.start].decode("utf-8", "replace"))
        return _refused("L002", f"byte 0x{text[error.start]:02X} is not UTF-8", where, "save the file as UTF-8")
    if found := _FORBIDDEN.search(decoded):
        where = _place(file, decoded[: found.start()])
        return _refused("L003", f"the control character U+{ord(found[0]):04X} is not allowed", where, "remove it")
    return _parse(decoded, file, digest_bytes(text))


def _parse(text: str, file: str, digest: str) -> Checked[Document]:
    parser = parser_for(text)
    builder = Builder(file, parser.get_event)
    try:
        tree = _document(parser, builder)
    except Stop:
        tree = None
    except MarkedYAMLError as error:
        builder.diagnostics.append(explain_syntax(error, file, text))
        tree = None
    except YAMLError as error:
        builder.note("L005", f"this is not YAML: {error}", Location(file, 1, 1), ())
        tree = None
    if builder.diagnostics or tree is None:
        return Checked(None, ordered(builder.diagnostics))
    return Checked(Document(file, tree, MappingProxyType(builder.marks), digest))


def _document(parser: Events, builder: Builder) -> dict[str, object]:
    start = Location(builder.file, 1, 1)
    parser.get_event()
    if isinstance(parser.get_event(), StreamEndEvent):
        raise builder.stop("L016", "the file is empty", start, (), _LINES)
    tree = builder.node(parser.get_event(), (), None)
    parser.get_event()
    if isinstance(after := parser.get_event(), DocumentStartEvent):
        where = Location(builder.file, after.start_mark.line + 1, 1)
        raise builder.stop("L015", "a second document starts here", where, (), "remove the `---`, or use two files")
    if not isinstance(tree, dict):
        found = "empty" if tree is None else "a list" if isinstance(tree, list) else "a single value"
        raise builder.stop("L016", f"the file must hold `key: value` lines; it is {found}", start, (), _LINES)
    return tree


def parser_for(text: str) -> Events:
    """libyaml's parser where PyYAML was built with it, else PyYAML's own."""
    try:
        from yaml._yaml import CParser
    except ImportError:  # PyYAML was built without libyaml
        from yaml import Loader

        return Loader(text)
    return CParser(text)


def _place(file: str, before: str) -> Location:
    lines = before.split("\n")
    return Location(file, len(lines), len(lines[-1]) + 1)


def _refused(code: str, summary: str, where: Location | None, hint: str) -> Checked[Document]:
    return Checked(None, (Diagnostic(code, summary, where, hint=hint),))
