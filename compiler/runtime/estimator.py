"""The unfitted estimator of a job: a class of scikit-learn by its path, or what the user's own function builds."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from .cells import label
from .definition import Definition, Entrypoint
from .failure import Failure
from .jsonfile import sha256_file
from .parameters import as_declared

MODULE = "entrypoint"
"""The name under which the user's file is imported."""


def build_estimator(job: Definition, code: Path | None, classes: tuple[Any, ...]) -> Any:
    """Failure `estimator` or `entrypoint`, in the user's words, when it cannot be built or does not suit the task."""
    if job.entrypoint:
        estimator = _build_with(job.entrypoint, code, job.params)
    else:
        estimator = build_class(job.estimator or "", job.params, classes)
    _check(estimator, job)
    _seed(estimator, job)
    return estimator


def build_transformer(path: str, params: Mapping[str, Any], seed: int) -> Any:
    """An unfitted transformer; Failure `estimator`. Equal inputs give equal columns, unless the user chose a seed."""
    transformer = build_class(path, params)
    if "random_state" not in params and transformer.get_params().get("random_state", 0) is None:
        transformer.set_params(random_state=seed)
    return transformer


def build_class(path: str, params: Mapping[str, Any], classes: tuple[Any, ...] = ()) -> Any:
    """An instance of a class of scikit-learn; Failure `estimator`."""
    kind = _find_class(path)
    try:
        return kind(**as_taken(kind, params, classes))
    except Exception as error:
        raise Failure("estimator", f"`{path}`: {error}") from None


def as_taken(kind: type, params: Mapping[str, Any], classes: tuple[Any, ...]) -> dict[str, Any]:
    """Parameters as a definition holds them in, as the class takes them out; Failure `estimator`."""
    taken = as_declared(kind, params)
    if isinstance(taken.get("class_weight"), dict):
        taken["class_weight"] = _class_weight(taken["class_weight"], classes)
    return taken


def _find_class(path: str) -> type:
    module_name, _, name = path.rpartition(".")
    try:
        if not path.startswith("sklearn."):
            raise ImportError
        kind = getattr(importlib.import_module(module_name), name)
    except (ImportError, AttributeError):
        raise Failure("estimator", f"`{path}` is not a class of this scikit-learn") from None
    if not inspect.isclass(kind):
        raise Failure("estimator", f"`{path}` is not a class")
    return kind


def _class_weight(weights: Mapping[Any, float], classes: tuple[Any, ...]) -> dict[int, float]:
    """The estimator knows classes by their code, the user by their label."""
    codes = {label(value): code for code, value in enumerate(classes)}
    unknown = [key for key in weights if label(key) not in codes]
    if unknown:
        raise Failure("estimator", f"class_weight names `{label(unknown[0])}`, which is no class of the target")
    return {codes[label(key)]: weight for key, weight in weights.items()}


def _build_with(entry: Entrypoint, code: Path | None, params: Mapping[str, Any]) -> Any:
    if code is None or not code.is_file():
        raise Failure("entrypoint", f"`{entry.path}` is not there")
    if entry.digest and f"sha256:{sha256_file(code)}" != entry.digest:
        raise Failure("entrypoint", f"`{entry.path}` has changed since the job was defined; compile again")
    module = _load(entry, code)
    function = getattr(module, entry.function, None)
    if not callable(function):
        raise Failure("entrypoint", f"`{entry.path}` defines no function `{entry.function}`")
    try:
        return function(**params)
    except (Exception, SystemExit) as error:
        raise user_failure(error, entry, code) from None


def _load(entry: Entrypoint, code: Path) -> ModuleType:
    """The file as a module; its folder comes first on the path, so that it can import its neighbours."""
    folder = str(code.resolve().parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    spec = importlib.util.spec_from_file_location(MODULE, code)
    if spec is None or spec.loader is None:
        raise Failure("entrypoint", f"`{entry.path}` is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise user_failure(error, entry, code) from None
    return module


def user_failure(error: BaseException, entry: Entrypoint, code: Path) -> Failure:
    """The last place in the user's own files, and the exception's name and words."""
    where = _place(error, error.__traceback__, code.resolve().parent)
    shown = where.replace(str(code.resolve()), entry.path) if where else entry.path
    words = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}".rstrip(": ")
    return Failure("entrypoint", f"{shown}: {words}")


def _place(error: BaseException, trace: TracebackType | None, folder: Path) -> str:
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    place = ""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if Path(file).parent == folder:
            place = f"{file}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _check(estimator: Any, job: Definition) -> None:
    from sklearn.base import is_classifier, is_regressor

    who = f"`{job.entrypoint.path}:{job.entrypoint.function}`" if job.entrypoint else f"`{job.estimator}`"
    kind = "entrypoint" if job.entrypoint else "estimator"
    if isinstance(estimator, type) or not all(hasattr(estimator, name) for name in ("fit", "get_params")):
        raise Failure(kind, f"{who} gives {type(estimator).__name__}, which is no estimator of scikit-learn's kind")
    suits = is_regressor(estimator) if job.task == "regression" else is_classifier(estimator)
    if not suits:
        wanted = "a regressor" if job.task == "regression" else "a classifier"
        raise Failure(kind, f"{who} is not {wanted}, which a {job.task} task needs")


def _seed(estimator: Any, job: Definition) -> None:
    """Equal inputs give an equal model, unless the user chose a seed."""
    unset = {
        name: job.seed
        for name, value in estimator.get_params(deep=True).items()
        if value is None and name.rpartition("__")[2] == "random_state" and name not in job.params
    }
    if unset:
        estimator.set_params(**unset)
