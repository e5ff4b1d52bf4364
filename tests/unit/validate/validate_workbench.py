"""A composed tree from YAML text, without the phases before: every value is placed at its own line."""

from __future__ import annotations

import yaml

from compiler.model.composed import Composed
from compiler.model.datafile import CodeFile, DataFile, Files
from compiler.source.location import Location
from compiler.source.sourcemap import Layer, LayerKind, SourceMap
from compiler.validate.tree import below

FILE = "churn/modelwright.yaml"

PLATFORM = {
    "target": "local",
    "engine": "embedded",
    "region": None,
    "log_retention_days": 30,
    "image": None,
    "tags": {},
    "compute": {
        "small": {"cpus": 2, "instance": "ml.m5.large", "serving_instance": "ml.t2.medium", "volume_gb": 30},
        "medium": {"cpus": 4, "instance": "ml.m5.xlarge", "serving_instance": "ml.m5.large", "volume_gb": 30},
    },
}
TRAIN = {"compute": "small", "timeout": "30m"}
SERVING = {
    "mode": "realtime",
    "compute": "small",
    "scale": {"min": 1, "max": 1},
    "rollout": {"strategy": "all_at_once"},
}

GOOD = """\
project: churn
owner: growth-ml
datasets:
  customers:
    source: data/customers.csv
    columns:
      customer_id: identifier
      tenure_months: integer
      plan: {type: category, values: [free, pro, enterprise]}
      churned: boolean
    checks: [rows >= 500, missing(tenure_months) <= 0.02, unique(customer_id)]
models:
  churn:
    dataset: customers
    target: churned
    estimator: sklearn.ensemble.RandomForestClassifier
    params: {n_estimators: 200, max_depth: 8}
serving:
  churn-api:
    model: churn
"""
HEADER = ("plan", "customer_id", "tenure_months", "churned")


def compose(text, **platform):
    """The composed tree of one layer of spec over fixed platform defaults."""
    spec, places = _read(yaml.compose(text))
    layers: dict = {path: (_layer(value, key, below(spec, path)),) for path, (value, key) in places.items()}
    if isinstance(spec.get("platform", {}), dict):
        spec["platform"] = _under(PLATFORM | platform, spec.get("platform", {}), layers, ("platform",))
    for name, model in (spec.get("models") or {}).items() if isinstance(spec.get("models"), dict) else ():
        if isinstance(model, dict) and isinstance(model.get("train", {}), dict) and "source" not in model:
            model["train"] = _under(TRAIN, model.get("train", {}), layers, ("models", name, "train"))
    for name, serving in (spec.get("serving") or {}).items() if isinstance(spec.get("serving"), dict) else ():
        if isinstance(serving, dict):
            spec["serving"][name] = _under(SERVING, serving, layers, ("serving", name))
    return Composed(FILE, "churn", "local", ("local",), spec, SourceMap(layers))


def files(header=HEADER, functions=None):
    """What the spec's files hold."""
    code = {"churn": CodeFile("churn/train.py", "sha256:1", functions)} if functions else {}
    return Files({"customers": DataFile("churn/data/customers.csv", "sha256:0", 100, header)}, code)


def check(text, header=HEADER, functions=None, capabilities=None, sklearn="1.9", today=None, **platform):
    """Validate the text as a project."""
    from compiler.validate import validate

    composed = compose(text, **platform)
    return validate(composed, files(header, functions), capabilities or {}, sklearn=sklearn, today=today)


def found(text, **options):
    """The codes found, with the line of each: `V001@3`."""
    return [f"{item.code}@{item.location.line}" for item in check(text, **options).diagnostics]


def edited(*changes):
    """The good project with each `old -> new` replaced once."""
    text = GOOD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def _under(defaults, spec, layers, path):
    merged = {}
    for key in {**defaults, **spec}:
        here = (*path, key)
        if key not in spec:
            merged[key] = defaults[key]
            place = Location("conf/config.yaml", 1, 1)
            layers[here] = (Layer(LayerKind.PLATFORM, place, place, defaults[key], bundled=True),)
        elif isinstance(spec[key], dict) and isinstance(defaults.get(key), dict):
            merged[key] = _under(defaults[key], spec[key], layers, here)
        else:
            merged[key] = spec[key]
    return merged


def _read(node, path=()):
    here = _place(node)
    places = {path: (here, here)}
    if isinstance(node, yaml.MappingNode):
        tree = {}
        for key, value in node.value:
            tree[key.value], inner = _read(value, (*path, key.value))
            places |= inner
            places[(*path, key.value)] = (_place(value), _place(key))
        return tree, places
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, value in enumerate(node.value):
            item, inner = _read(value, (*path, index))
            items.append(item)
            places |= inner
        return items, places
    if node.tag == "tag:yaml.org,2002:timestamp":  # days are text, as our own loader reads them
        return node.value, places
    return yaml.SafeLoader("").construct_object(node), places


def _layer(value, key, written):
    return Layer(LayerKind.SPEC, value, key, {} if isinstance(written, dict | list) else written)


def _place(node):
    return Location(FILE, node.start_mark.line + 1, node.start_mark.column + 1)
