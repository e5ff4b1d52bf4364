"""The search for parameters: a block `tune` and training rows go in, every trial and the best parameters come out.

scikit-learn's own searches do it, over the whole pipeline, one candidate at a time: each is told when it is finished,
none starts when the time is up, and one that cannot be fitted does not end the search.
"""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from .definition import Definition, Tune
from .draws import Range
from .estimator import as_taken
from .examples import Examples, Say
from .failure import Failure
from .metrics import Scored, evaluate
from .predictor import predict

if TYPE_CHECKING:
    import numpy as np

_STEP = "model__"
"""How the pipeline names parameters of its last step, the estimator."""


def search(job: Definition, pipeline: Any, examples: Examples, say: Say) -> dict[str, Any]:
    """What the search found, for the sidecar; `pipeline`, not fitted yet, has the best parameters afterwards.

    Only training rows are looked at. Equal inputs choose equally, unless `timeout_seconds` ends the search.
    """
    tune = job.tune
    assert tune is not None, "only asked of a job that has one"
    _check_names(tune, pipeline)
    matrix, truth = examples.matrix[examples.train], examples.truth[examples.train]
    folds = _folds(tune, matrix, truth, bool(examples.target.classes))
    space = {f"{_STEP}{name}": _values(job, name, pipeline, examples) for name in tune.params}
    trials = _Trials(tune, lambda candidate: _written(tune, space, candidate), say)
    searching = _search_of(tune, pipeline, space, folds, _scorer(tune, len(examples.target.classes)))
    searching.trials = trials
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        searching.fit(matrix, truth)
    if not isfinite(searching.best_score_):
        raise Failure("tuning", f"none of {len(trials.told)} trials could be measured by `{tune.objective}`")
    best = searching.best_params_
    pipeline.set_params(**best)
    shown = _written(tune, space, best)
    say(f"best of {len(trials.told)}: {_words(shown)}")
    return {
        "objective": tune.objective,
        "direction": "maximize" if tune.maximize else "minimize",
        "strategy": tune.strategy,
        "folds": tune.folds,
        "seed": tune.seed,
        "best": shown,
        "complete": not trials.stopped,
        "trials": trials.told,
    }


def without_times(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same without how long trials took, so that equal inputs give equal bytes."""
    trials = [{key: value for key, value in trial.items() if key != "seconds"} for trial in found["trials"]]
    return {**found, "trials": trials}


class _Trials:
    """Hands candidates on one by one; `told` has what is known of each, `stopped` is true when time was up."""

    def __init__(self, tune: Tune, written: Callable[[Any], dict[str, Any]], say: Say) -> None:
        self.told: list[dict[str, Any]] = []
        self.stopped = False
        self._tune, self._written, self._say = tune, written, say
        self._started = time.monotonic()
        self._results: Any = None

    def one_by_one(self, evaluate_candidates: Callable[..., Any]) -> Callable[..., Any]:
        def evaluating(candidates: Any, cv: Any = None, more_results: Any = None, **_: Any) -> Any:
            listed = list(candidates)
            total = len(self.told) + len(listed)
            for at, candidate in enumerate(listed):
                if self._over():
                    break
                more = {key: [values[at]] for key, values in (more_results or {}).items()}
                self._one(evaluate_candidates, candidate, cv, more, total)
            if self._results is None:
                raise Failure("tuning", f"none of {len(self.told)} trials could be fitted: {self.told[-1]['error']}")
            return self._results

        return evaluating

    def _over(self) -> bool:
        limit = self._tune.timeout_seconds
        late = limit is not None and self._results is not None and time.monotonic() - self._started > limit
        if late and not self.stopped:
            self._say(f"the time for the search is up; trials that finished: {len(self.told)}")
        self.stopped = self.stopped or late
        return late

    def _one(self, evaluate_candidates: Callable[..., Any], candidate: Any, cv: Any, more: Any, total: int) -> None:
        started = time.monotonic()
        trial: dict[str, Any] = {"params": self._written(candidate), "mean": None, "std": None}
        try:
            self._results = evaluate_candidates([candidate], cv, more_results=more or None)
            mean, std = (float(self._results[f"{name}_test_score"][-1]) for name in ("mean", "std"))
            if isfinite(mean):
                trial.update(mean=mean if self._tune.maximize else 0.0 - mean, std=std)
        except ValueError as error:  # scikit-learn's word for: none of the folds could be fitted
            trial["error"] = _last_line(error)
        if "n_resources" in more:
            trial["rows"] = int(more["n_resources"][0])
        trial["seconds"] = round(time.monotonic() - started, 3)
        self.told.append(trial)
        self._say(f"trial {len(self.told)} of {total}: {self._outcome(trial)} with {_words(trial['params'])}")

    def _outcome(self, trial: Mapping[str, Any]) -> str:
        if trial["mean"] is None:
            return "not measured"
        return f"{self._tune.objective} {trial['mean']:.6g} ± {trial['std']:.2g} in {trial['seconds']:.1f} s"


def _search_of(tune: Tune, pipeline: Any, space: dict[str, Any], folds: Any, scorer: Any) -> Any:
    from sklearn.experimental import enable_halving_search_cv  # noqa: F401
    from sklearn.model_selection import GridSearchCV, HalvingRandomSearchCV, RandomizedSearchCV

    same = {"scoring": scorer, "cv": folds, "refit": False}
    if tune.strategy == "grid":
        return _told(GridSearchCV)(pipeline, space, **same)
    if tune.strategy == "halving":
        more = {"n_candidates": tune.trials, "min_resources": "exhaust", "random_state": tune.seed}
        return _told(HalvingRandomSearchCV)(pipeline, space, **more, **same)
    return _told(RandomizedSearchCV)(pipeline, space, n_iter=tune.trials, random_state=tune.seed, **same)


def _told(base: Any) -> Any:
    """The search with its candidates one by one. A newer scikit-learn hands a `callback_ctx` through."""

    class Told(base):
        trials: _Trials

        def _run_search(self, evaluate_candidates: Any, callback_ctx: Any = None) -> None:
            more = {} if callback_ctx is None else {"callback_ctx": callback_ctx}
            super()._run_search(self.trials.one_by_one(evaluate_candidates), **more)

    return Told


def _scorer(tune: Tune, classes: int) -> Callable[[Any, np.ndarray, np.ndarray], float]:
    """Higher is better, as scikit-learn's searches want it."""

    def score(fitted: Any, matrix: np.ndarray, truth: np.ndarray) -> float:
        predicted, shares = predict(fitted, matrix, classes)
        value = evaluate([tune.objective], Scored(truth, predicted, shares, classes))[tune.objective]
        return value if tune.maximize else -value

    return score


def _folds(tune: Tune, matrix: np.ndarray, truth: np.ndarray, classes: bool) -> Any:
    from sklearn.model_selection import KFold, StratifiedKFold

    kind = StratifiedKFold if classes else KFold
    folds = kind(n_splits=tune.folds, shuffle=True, random_state=tune.seed)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            next(folds.split(matrix, truth))
    except ValueError as error:
        raise Failure("tuning", f"the training rows cannot be split into {tune.folds} folds: {error}") from None
    return folds


def _check_names(tune: Tune, pipeline: Any) -> None:
    """An entry point's estimator is only known here."""
    known = pipeline.get_params(deep=True)
    unknown = [name for name in tune.params if f"{_STEP}{name}" not in known]
    if unknown:
        own = sorted(name.removeprefix(_STEP) for name in known if name.startswith(_STEP))
        raise Failure("tuning", f"`tune.params` names `{unknown[0]}`; the estimator has {', '.join(own)}")


def _values(job: Definition, name: str, pipeline: Any, examples: Examples) -> Any:
    assert job.tune is not None
    tuned = job.tune.params[name]
    if tuned.kind != "choice":
        low, high = tuned.values
        if job.tune.strategy == "grid":
            return list(range(low, high + 1))
        return Range(low, high, tuned.kind == "integer", tuned.log)
    if job.entrypoint:
        return list(tuned.values)
    kind = type(pipeline.named_steps["model"])
    return [as_taken(kind, {name: value}, examples.target.classes)[name] for value in tuned.values]


def _written(tune: Tune, space: Mapping[str, Any], candidate: Mapping[str, Any]) -> dict[str, Any]:
    """The candidate in the spec's names and values."""
    found = {}
    for name, tuned in tune.params.items():
        value = candidate[f"{_STEP}{name}"]
        pairs = zip(tuned.values, space[f"{_STEP}{name}"], strict=True) if tuned.kind == "choice" else ()
        found[name] = next((written for written, taken in pairs if taken is value), value)
    return found


def _words(params: Mapping[str, Any]) -> str:
    def shown(value: Any) -> str:
        return f"{value:.4g}" if isinstance(value, float) else json.dumps(value).strip('"')

    return ", ".join(f"{name} {shown(value)}" for name, value in params.items())


def _last_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[-1].strip() if lines else type(error).__name__
