"""Hydra composes `conf/` for one environment; a plain tree with the layers of each value comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from threading import Lock

from compiler.compose.cache import Entry
from compiler.compose.choices import Choice
from compiler.compose.conf import Load, Root, find
from compiler.compose.draft import Draft, Written
from compiler.compose.gather import Documents, gather
from compiler.model.document import Document
from compiler.model.preview import PREVIEW
from compiler.source.diagnostic import Checked, Diagnostic
from compiler.source.location import ConfigPath, Location, format_path
from compiler.source.nearest import suggest
from compiler.source.sourcemap import Layer, LayerKind

PRIMARY = "config"
READ = ("platform", "serving_defaults", "train_defaults", PREVIEW)
_PROFILE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_ONE_AT_A_TIME = Lock()
"""Hydra and OmegaConf keep global state."""

Parts = list[tuple[str, tuple[str, ...]]]
"""Config names in merge order, each with the path that its content goes to."""


def compose_platform(
    roots: tuple[Root, ...],
    environments: tuple[str, ...],
    choices: Mapping[str, str],
    profiles: tuple[str, ...],
    load: Load,
) -> Checked[Entry]:
    """Compose `config.yaml` with `env=[…]`, the choices, and each compute profile in `platform.compute`."""
    if odd := [name for name in profiles if not _PROFILE.fullmatch(name)]:
        summary, where = f"`{odd[0]}` cannot be the name of a compute profile", f"conf/compute/{odd[0]}.yaml"
        hint = "use letters, digits, `-` and `_`, and a letter first"
        return Checked(None, (Diagnostic("C014", summary, Location(where, 1, 1), hint=hint),))
    wanted = [PRIMARY, *(f"env/{name}" for name in environments), *(f"compute/{name}" for name in profiles)]
    gathered = gather(roots, wanted + [f"{group}/{option}" for group, option in choices.items()], load)
    if gathered.value is None:
        return Checked(None, gathered.diagnostics)
    documents = gathered.value
    chosen = {"env": f"[{','.join(environments)}]" if environments[1:] else environments[0], **choices}
    named = _named_groups(documents)
    overrides = [f"{'' if group in named else '+'}{group}={option}" for group, option in chosen.items()]
    overrides += [f"+compute@platform.compute.{name}={name}" for name in profiles]
    with _ONE_AT_A_TIME:
        composed = _run_hydra(roots, overrides)
    if isinstance(composed, str):
        hint = "the files of `conf/` must be valid Hydra configuration"
        where = _place_of(documents, composed)
        return Checked(None, (Diagnostic("C014", f"`conf/` cannot be composed: {composed}", where, hint=hint),))
    tree, parts, options = composed
    draft = _layered(roots, documents, parts, load)
    if not _same_shape(draft.tree, tree):
        draft.tree = tree
    option = options.get("compute")
    compute = _choice_place(documents, "compute", option) if option else None
    draft.delete(("compute",))
    notes = [*_unread(draft), *_reconfiguring(documents, parts)]
    files = tuple(sorted({documents[name].file for name, _ in parts if name in documents}))
    return Checked(None if notes else (draft.tree, draft.layers, compute, files), tuple(notes))


def _run_hydra(roots: tuple[Root, ...], overrides: list[str]) -> tuple[dict[str, object], Parts, dict[str, str]] | str:
    """The composed tree, the parts in order and the choices; or what Hydra says against it.

    This is what Hydra's compose API does inside. That API takes one folder, and remembers that a file is missing there,
    so that a workspace could not leave `config.yaml` to the product.
    """
    from hydra import version
    from hydra._internal.config_loader_impl import ConfigLoaderImpl
    from hydra._internal.config_search_path_impl import ConfigSearchPathImpl
    from hydra.core.plugins import Plugins
    from hydra.errors import HydraException
    from hydra.types import RunMode
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    version.setbase("1.3")
    Plugins.instance()
    search = ConfigSearchPathImpl()
    search.append("hydra", "pkg://hydra.conf")
    for root in roots:
        search.append("modelwright", f"file://{root.folder}")
    search.append("schema", "structured://")
    try:
        loader = ConfigLoaderImpl(search)
        found = loader.compute_defaults_list(PRIMARY, overrides, RunMode.RUN)
        config = loader.load_configuration(PRIMARY, overrides, RunMode.RUN, from_shell=False)
        tree = OmegaConf.to_container(config, resolve=False)
    except RecursionError:
        return "its files lead back to themselves"
    except (HydraException, OmegaConfBaseException, ValueError, OSError) as error:
        cause = error.__cause__ if isinstance(error.__cause__, OmegaConfBaseException) else error
        return (str(cause) or str(error) or type(error).__name__).splitlines()[0].replace(str(roots[0].base), "")
    assert isinstance(tree, dict)
    parts = [
        (item.config_path, tuple(item.package.split(".")) if item.package else ())
        for item in found.defaults
        if item.config_path is not None and not item.config_path.startswith("hydra/")
    ]
    plain = {str(key): value for key, value in tree.items() if key != "hydra"}
    return plain, parts, {key: value for key, value in found.overrides.known_choices.items() if isinstance(value, str)}


def _layered(roots: tuple[Root, ...], documents: Documents, parts: Parts, load: Load) -> Draft:
    """Merge the documents in Hydra's order, with positions."""
    product = roots[-1]
    draft = Draft({}, {})
    for name, package in parts:
        document, root = documents.get(name), find(roots, name)
        if document is None or root is None:
            continue
        tree: dict[str, object] = {key: value for key, value in document.tree.items() if key != "defaults"}
        for part in reversed(package):
            tree = {part: tree}
        theirs = find((product,), name) if root is not product else None
        original = load(product.base, f"conf/{name}.yaml").value if theirs else None
        draft.over(tree, _written(document, root, len(package), original.tree if original else {}))
    return draft


def _written(document: Document, root: Root, depth: int, original: Mapping[str, object]) -> Written:
    """Where each value of a document stands that was put `depth` keys deep.

    What a workspace's file says just as the product's `original` does came with the product: it was copied.
    """

    def written(path: ConfigPath, value: object) -> Layer:
        inner = path[depth:] if len(path) > depth else ()
        mark = document.marks[inner]
        return Layer(LayerKind.PLATFORM, mark.value, mark.key, value, root.bundled or _copied(original, inner, value))

    return written


def _copied(original: object, path: ConfigPath, value: object) -> bool:
    for part in path:
        if not isinstance(original, Mapping) or part not in original:
            return False
        original = original[part]
    if isinstance(value, Mapping):
        return isinstance(original, Mapping)
    return type(value) is type(original) and value == original


def _same_shape(ours: object, theirs: object) -> bool:
    """Equal up to how a scalar was read: OmegaConf reads some by older rules of YAML."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(_same_shape(value, theirs[key]) for key, value in ours.items())
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_same_shape, ours, theirs))
    return not isinstance(ours, (dict, list)) and not isinstance(theirs, (dict, list))


def _named_groups(documents: Documents) -> set[str]:
    """The groups that `config.yaml` itself lists; others are added with `+`."""
    document = documents.get(PRIMARY)
    entries = document.tree.get("defaults") if document else None
    keys = [key for entry in (entries if isinstance(entries, list) else ()) if isinstance(entry, dict) for key in entry]
    return {key.removeprefix("override ").removeprefix("optional ").strip().removeprefix("/") for key in keys}


def _choice_place(documents: Documents, group: str, option: str) -> Choice:
    for document in documents.values():
        for path, mark in document.marks.items():
            if len(path) == 3 and path[0] == "defaults" and str(path[2]).split(" ")[-1].strip("/") == group:
                return Choice(option, mark.value, mark.key)
    where = Location(documents[PRIMARY].file if PRIMARY in documents else f"conf/{PRIMARY}.yaml", 1, 1)
    return Choice(option, where, where)


def _place_of(documents: Documents, message: str) -> Location | None:
    """The file that Hydra's message names, else `config.yaml`."""
    named = [document for name, document in documents.items() if f"'{name}'" in message]
    named += [documents[PRIMARY]] if PRIMARY in documents else []
    return Location(named[0].file, 1, 1) if named else None


def _unread(draft: Draft) -> Iterable[Diagnostic]:
    for key in draft.tree:
        if key not in READ and (layers := draft.layers.get((key,))):
            hint = f"{suggest(key, READ)}; a file goes there with the first line `# @package platform`"
            yield Diagnostic("C015", f"nothing reads `{format_path((key,))}`", layers[-1].key, (key,), hint)


def _reconfiguring(documents: Documents, parts: Parts) -> Iterable[Diagnostic]:
    for name, package in parts:
        if package[:1] == ("hydra",) and name in documents:
            where = Location(documents[name].file, 1, 1)
            yield Diagnostic(
                "C008", f"`@package {format_path(package)}` would configure Hydra itself", where, hint="remove it"
            )
