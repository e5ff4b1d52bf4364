"""Whatever stands anywhere in a spec: diagnostics, never an exception, and a value exactly when no error is told."""

from __future__ import annotations

import copy

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from validate_workbench import GOOD, compose, files

from compiler.model.composed import Composed
from compiler.validate import validate

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from([10**30, 0.5, float("inf"), float("nan"), -1.0]),
    st.sampled_from(
        ["", "x", "churned", "champion", "sklearn.svm.SVC", "rows >= 1", "\n", "é" * 50, "30m", "category"]
    ),
    st.lists(st.sampled_from(["x", 1, None, "plan", "f1"]), max_size=3),
    st.dictionaries(
        st.sampled_from(["x", "type", "source", "min", "plan", ""]), st.sampled_from([1, "x", None]), max_size=3
    ),
)
FULL = yaml.safe_load(
    GOOD.replace(
        "max_depth: 8}",
        "max_depth: 8}\n    features: [plan]\n    exclude: []\n    split: {test: 0.2}\n    metrics: [f1]\n"
        "    gates: [f1 > 0.1]\n    retrain: {schedule: '0 3 * * *'}\n    preprocess: {numeric: {scale: none}}",
    )
    + "    rollout: {strategy: canary, percent: 5, bake: 1m, rollback_on: [errors > 1%]}\n    scale: {min: 1, max: 2}\n"
)


def paths(tree, path=()):
    yield path
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield from paths(value, (*path, key))


BASE = compose(yaml.safe_dump(FULL, sort_keys=False))
PLACES = [path for path in paths(BASE.tree) if path]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), JUNK, st.sampled_from(["set", "drop", "rename"])), min_size=1, max_size=3
    )
)
def test_any_edit_gives_diagnostics(edits):
    tree = copy.deepcopy(BASE.tree)
    for path, junk, action in edits:
        holder = tree
        for part in path[:-1]:
            holder = holder[part] if isinstance(holder, dict) and part in holder else {}
        if isinstance(holder, dict) and path[-1] in holder:
            value = holder.pop(path[-1])
            if action != "drop":
                holder[path[-1] if action == "set" else f"{path[-1]}x"] = junk if action == "set" else value
    composed = Composed(BASE.file, BASE.folder, "local", ("local",), tree, BASE.sources)
    checked = validate(composed, files(), {})
    assert (checked.value is None) == checked.failed
    assert all(item.location and item.summary for item in checked.diagnostics)
