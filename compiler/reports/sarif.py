"""Diagnostics as SARIF 2.1.0, for code scanning. In: diagnostics; out: JSON text without a time or a machine's path.

Places are relative to the repository (`%SRCROOT%`). There is no `helpUri`, which must be an absolute address: the help
text itself holds what `modelwright explain CODE` prints.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from compiler.reports.documents import plain
from compiler.reports.excerpt import source_line, span
from compiler.reports.explanation import code_text
from compiler.reports.places import place
from compiler.reports.reference import code_markdown
from compiler.reports.style import short
from compiler.reports.text import ReadSource
from compiler.source.canonical import digest
from compiler.source.codes import Code, all_codes
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import Location, format_path
from compiler.source.sourcemap import Layer
from compiler.source.version import VERSION

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "modelwright/v1"
_BASES = {
    "%SRCROOT%": {"description": {"text": "The root of the repository."}},
    "MODELWRIGHT": {"description": {"text": "What is installed with Modelwright."}},
}
Json = dict[str, object]


def sarif_text(
    command: str, diagnostics: Iterable[Diagnostic], read: ReadSource, prefix: str, *, crashed: bool = False
) -> str:
    """One log of one run.

    `prefix` is `repository_prefix` of the workspace; `crashed` is true when the run met a bug of ours.
    """
    listed = tuple(diagnostics)
    codes = all_codes()
    used = sorted({item.code for item in listed})
    driver = {"name": "Modelwright", "version": VERSION, "rules": [_rule(codes[code]) for code in used]}
    run: Json = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"modelwright/{command}/"},
        "invocations": [{"executionSuccessful": not crashed}],
        "originalUriBaseIds": _BASES,
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(item, used.index(item.code), fingerprint, read, prefix)
            for item, fingerprint in zip(listed, fingerprints(listed, read), strict=True)
        ],
    }
    return json.dumps(plain({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}), indent=2, allow_nan=False)


def fingerprints(diagnostics: Sequence[Diagnostic], read: ReadSource) -> list[str]:
    """One for each finding, the same when lines above it come or go, or when its words are improved.

    Made of the code, the file and the path in the configuration, or, where there is no path, the text of the line;
    equal ones are numbered.
    """
    seen: Counter[str] = Counter()
    found = []
    for item in diagnostics:
        where = item.location
        line = source_line(read(where.file), where.line) if where and not item.path else None
        subject = format_path(item.path) or (line or item.summary).strip()
        key = digest([item.code, where.file if where else "", subject])
        seen[key] += 1
        found.append(f"{key.removeprefix('sha256:')[:32]}:{seen[key]}")
    return found


def _rule(code: Code) -> Json:
    return {
        "id": code.id,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.why},
        "help": {"text": code_text(code, colour=False), "markdown": code_markdown(code)},
    }


def _result(item: Diagnostic, rule: int, fingerprint: str, read: ReadSource, prefix: str) -> Json:
    message = f"{item.summary} ({item.hint})" if item.hint else item.summary
    related = [
        *((f"{layer.kind}: {short(layer.value, 40)}", layer.location) for layer in _several(item)),
        *((related.role, related.location) for related in item.related),
    ]
    return {
        "ruleId": item.code,
        "ruleIndex": rule,
        "level": str(item.severity),
        "message": {"text": _unlinked(message)},
        "locations": [_location(item.location, read, prefix, path=format_path(item.path))] if item.location else [],
        "relatedLocations": [
            {"id": number, **_location(where, read, prefix), "message": {"text": _unlinked(text)}}
            for number, (text, where) in enumerate(related, 1)
        ],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }


def _several(item: Diagnostic) -> tuple[Layer, ...]:
    """The layers that set a value, where more than one had a say."""
    return item.chain if len(item.chain) > 1 else ()


def _location(where: Location, read: ReadSource, prefix: str, path: str = "") -> Json:
    logical: Json = {"logicalLocations": [{"fullyQualifiedName": path}]} if path else {}
    found = place(where.file, prefix)
    if found is None:
        return {"logicalLocations": [{"fullyQualifiedName": path or where.file, "kind": "parameter"}]}
    base = "MODELWRIGHT" if found.bundled else "%SRCROOT%"
    physical: Json = {"artifactLocation": {"uri": _uri(found.path), "uriBaseId": base}}
    if where.line >= 1:
        physical["region"] = _region(where, source_line(read(where.file), where.line))
    return {"physicalLocation": physical, **logical}


def _region(where: Location, line: str | None) -> Json:
    start = max(where.column, 1)
    region: Json = {"startLine": where.line, "startColumn": start}
    if line is None:
        return region
    return {**region, "endLine": where.line, "endColumn": start + span(line, start), "snippet": {"text": line}}


def _uri(path: str) -> str:
    return quote(path, safe="/", errors="replace")


def _unlinked(text: str) -> str:
    """A message in which nothing is an embedded link: what a spec says must not lead readers elsewhere."""
    return text.replace("](", "] (")
