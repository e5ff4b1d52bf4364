"""Nothing that changes is missed: every value is changed, the project compiled again, and the answer of `impact` held
against the resources whose printed text is another."""

import ast
import copy
import json
from dataclasses import replace
from pathlib import Path

import pytest

from compiler.model.graph import identifier
from compiler.operations.carriers import carried, manifest_of
from compiler.operations.impact import with_followers
from compiler.pipeline import compile_stack, open_session
from compiler.source.location import format_path

ROOT = Path(__file__).resolve().parents[2]
OTHERS = {
    "ml.m5.large": "ml.m5.xlarge", "ml.m5.xlarge": "ml.m5.large", "ml.m5.2xlarge": "ml.m5.4xlarge",
    "ml.m5.4xlarge": "ml.m5.2xlarge", "small": "medium", "medium": "large", "eu-west-1": "eu-central-1",
    "30m": "31m", "10m": "11m", "number": "integer", "clinical-ml": "others", "vision-ml": "others",
    "modelwright": "somebody", "median": "mean", "standard": "robust", "onehot": "ordinal",
}  # fmt: skip
"""Another value that is as good, for texts that not every text can stand for."""


def leaves(value, path=()):
    """Every single value of a tree with its path."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if pairs is None:
        yield path, value
        return
    for key, item in pairs:
        yield from leaves(item, (*path, key))


def other(value):
    """Another value of the kind; None where none is known."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value * 2 if value else 1
    if isinstance(value, str) and "champion" not in value and "0." in value:
        return value.replace("0.", "0.0")
    return OTHERS.get(value) if isinstance(value, str) else None


def changed_to(tree, path, value):
    """An override that sets a path; one within a list sets the whole list."""
    at = next((index for index, part in enumerate(path) if isinstance(part, int)), len(path))
    holder = copy.deepcopy(tree)
    for part in path[:at]:
        holder = holder[part]
    if at < len(path):
        inner = holder
        for part in path[at:-1]:
            inner = inner[part]
        inner[path[-1]], value = value, holder
    return f"++{'.'.join(map(str, path[:at]))}={json.dumps(value)}"


def printed(compiled):
    """By resource what the compiled files say of it: its call, the tags, and the JSON files that it names."""
    content = {item.path: item.content.decode("utf-8", "replace") for item in compiled.artifacts}
    program = content["__main__.py"]
    found = [item for item in ast.parse(program).body if isinstance(item, (ast.Assign, ast.Expr))]
    calls = {ast.unparse(getattr(item, "targets", [item])[0]): ast.get_source_segment(program, item) for item in found}
    unnamed = [ast.get_source_segment(program, item) for item in found if isinstance(item, ast.Expr)]
    texts = {}
    for node in compiled.graph.nodes:
        kind, name = node.address.type, f'"{node.address.name}"'
        alone = (text for text in unnamed if f"{kind}(" in text and name in text)
        call = calls.get(identifier(node.address)) or next(alone)
        files = [text for path, text in content.items() if path.endswith(".json") and path in call]
        texts[str(node.address)] = [call, *files, calls["TAGS"] if "TAGS" in call else ""]
    return texts


@pytest.mark.parametrize(
    ("project", "environment"), [("diabetes", "local"), ("diabetes", "prod"), ("digits", "local"), ("digits", "prod")]
)
def test_every_change_is_foretold(project, environment):
    session = open_session(ROOT, project, environment).value
    before = compile_stack(session).value
    manifest, texts, tree = manifest_of(before), printed(before), before.composed.tree
    missed, tried = {}, 0
    for path, value in leaves(tree):
        if path == ("project",) or (wanted := other(value)) is None:
            continue
        after = compile_stack(replace(session, overrides=(changed_to(tree, path, wanted),))).value
        if after is None:
            continue  # the value is not free
        now = printed(after)
        changed = {address for address in texts if now.get(address) != texts[address]}
        tried += bool(changed)
        said = {item.address: item.follows for item in with_followers(manifest, carried(manifest, path))}
        # A resource that goes away with the one that it needs is told as following it.
        if left_out := {
            address for address in changed if said.get(address, "?") and (address in now or address not in said)
        }:
            missed[format_path(path)] = sorted(left_out)
    assert missed == {}
    assert tried >= 8, "too few changes did anything"
