"""A workspace to compose in: files go in, the composed tree or the diagnostics come out."""

from compiler.compose import compose
from compiler.load import find_workspace, load_document
from compiler.model.workspace import ProjectFile

SPEC = """\
project: churn
owner: growth
datasets:
  customers: {source: data/c.csv, columns: {a: integer}}
models:
  churn: {dataset: customers, target: a, estimator: x, params: {max_depth: 3}, gates: [a >= 1, b >= 2]}
serving:
  api: {model: churn}
environments:
  prod:
    models: {churn: {params: {max_depth: 9}, gates: null}}
  dev:
"""
GPU = "cpus: 4\ninstance: a\nserving_instance: b\nvolume_gb: 3\n"


def build(root, spec=SPEC, **conf):
    """Write a spec and files of `conf/`; `env__prod="…"` is `conf/env/prod.yaml`."""
    (root / "modelwright.yaml").write_text(spec)
    for name, text in conf.items():
        path = root / "conf" / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def run(root, *overrides, env="prod", load=load_document, variables=None):
    """Compose what stands in `root`; `variables` is the process environment."""
    document = load_document(root, "modelwright.yaml")
    assert document.diagnostics == ()
    project = ProjectFile("modelwright.yaml", ".")
    return compose(find_workspace(root), project, document.value, env, overrides, load=load, variables=variables or {})


def good(root, *overrides, env="prod", variables=None):
    """The composed value, which must be without any diagnostic."""
    checked = run(root, *overrides, env=env, variables=variables)
    assert checked.diagnostics == ()
    return checked.value


def bad(root, *overrides, env="prod", variables=None):
    """The diagnostics, of which there must be some."""
    checked = run(root, *overrides, env=env, variables=variables)
    assert checked.value is None and checked.diagnostics
    return [(item.code, str(item.location) if item.location else None) for item in checked.diagnostics]


def at(composed, *path):
    """The value at a path."""
    value = composed.tree
    for part in path:
        value = value[part]
    return value


def chain(composed, *path):
    """The layers of a path, oldest first, as `kind file:line:column`."""
    return [f"{layer.kind} {layer.location}" for layer in composed.sources.chain(path)]
