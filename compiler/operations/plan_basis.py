"""What a saved plan follows from, taken down when it is made, and whether it is still so when it is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from compiler.model.manifest import Manifest
from compiler.model.savedplan import SavedPlan
from compiler.operations.prepare import Prepared
from compiler.plan.told import work_of
from compiler.source.canonical import digest, digest_file
from compiler.source.diagnostic import Diagnostic, Refused
from compiler.source.files import inside
from compiler.source.share import PRODUCT
from compiler.source.version import VERSION

AGAIN = "plan again, and look at what it says now"
_DESCRIBING = (".yaml", ".yml", ".j2")
"""Endings of specs, `conf/` and templates; all else that a compilation reads is data or code."""
_MOST = 3


def tool_versions(engine: str) -> dict[str, str]:
    """What plans and will train, by name: us, the engine, Python and the libraries of a local training."""
    from compiler.provider.runtime_versions import runtime_digest, runtime_versions

    found = {"modelwright": VERSION, "engine": engine, "job runtime": runtime_digest(), **runtime_versions()}
    if engine == "pulumi":
        from compiler.engines.pulumi import require_cli

        found["Pulumi CLI"] = require_cli().version
    return found


def program_digest(manifest: Manifest) -> str:
    """Of the compiled files: comments, order and formatting of a spec do not change it."""
    return digest(dict(manifest.files))


def input_digests(root: Path, files: Iterable[str]) -> dict[str, str]:
    """By file of the workspace; empty for one that is gone. The product's own are the tool's business."""
    return {file: _digest(root, file) for file in files if not file.startswith(PRODUCT)}


def require_tool(saved: SavedPlan, engine: str) -> None:
    """Raises `Refused` (P033) when something else would carry the plan out than made it."""
    other = saved.tool.get("engine") != engine
    now = (
        {**saved.tool, "engine": engine} if other else tool_versions(engine)
    )  # one that is not installed tells nothing
    names = sorted(name for name in {*saved.tool, *now} if saved.tool.get(name) != now.get(name))
    if names:
        told = _listed([_difference(name, saved.tool, now) for name in names])
        raise Refused([Diagnostic("P033", f"the plan was made with other tools: {told}", hint=AGAIN)])


def require_program(saved: SavedPlan, prepared: Prepared) -> None:
    """Raises `Refused` (P034, P035) when the project compiles to something else than was planned."""
    if program_digest(prepared.manifest) != saved.program:
        found = changed_files(saved, prepared.stack.root, prepared.manifest.reads)
        raise Refused(found or [_changed("P035", "an environment variable, or what the product adds to it")])


def changed_files(saved: SavedPlan, root: Path, reads: Iterable[str] = ()) -> list[Diagnostic]:
    """One finding for the specs that changed (P035), one for data and code (P034)."""
    now = input_digests(root, {*saved.inputs, *reads})
    changed = sorted(file for file in now if saved.inputs.get(file, "") != now[file])
    described = [f"`{file}`" for file in changed if file.endswith(_DESCRIBING)]
    content = [f"`{file}`" for file in changed if not file.endswith(_DESCRIBING)]
    found = [("P035", described), ("P034", content)]
    return [_changed(code, _listed(files)) for code, files in found if files]


def require_work(saved: SavedPlan, told: tuple[Mapping[str, object], ...]) -> None:
    """Raises `Refused` (P037) when something else would be done now than was planned."""
    before = {str(item["address"]): work_of(item) for item in saved.changes}
    now = {str(item["address"]): work_of(item) for item in told}
    differing = [name for name in dict.fromkeys([*before, *now]) if before.get(name) != now.get(name)]
    if differing:
        reasons = {str(item["address"]): f"{item['action']}, {item['reason']}" for item in told}
        words = [f"`{name}` ({reasons.get(name, 'nothing to do any more')})" for name in differing]
        summary = f"what is to be done is no longer what was planned: {_listed(words)}"
        raise Refused([Diagnostic("P037", summary, hint=AGAIN)])


def _changed(code: str, what: str) -> Diagnostic:
    kind = "the spec" if code == "P035" else "data or code"
    return Diagnostic(code, f"{kind} has changed since the plan was made: {what}", hint=AGAIN)


def _digest(root: Path, file: str) -> str:
    path = inside(root, file)
    try:
        return digest_file(path) if path is not None and path.is_file() else ""
    except OSError:
        return ""


def _difference(name: str, before: Mapping[str, str], now: Mapping[str, str]) -> str:
    if name == "job runtime":
        return "another job runtime"
    return f"{name} {before.get(name) or 'absent'} then, {now.get(name) or 'absent'} now"


def _listed(items: list[str]) -> str:
    more = f" and {len(items) - _MOST} more" if len(items) > _MOST else ""
    return ", ".join(items[:_MOST]) + more
