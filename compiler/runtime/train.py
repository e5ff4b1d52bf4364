"""The command `train`: a job definition and a CSV file go in; metrics, gates and, if all pass, an artifact come out."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import gates
from .artifact import write_artifact
from .definition import Definition, read_definition
from .estimator import build_estimator, user_failure
from .examples import Examples, Say, prepare
from .failure import Failure, as_dict, empty_result
from .metrics import Scored, evaluate
from .predictor import predict


def train(request: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """The result of a train request; `say` gets one line per stage. Every Failure becomes part of the result."""
    started = time.perf_counter()
    result = empty_result()
    try:
        _train(request, say, result)
        result.update(ok=True, failure=None)
    except Failure as failure:
        result["failure"] = as_dict(failure)
    return {**result, "seconds": round(time.perf_counter() - started, 3)}


def _train(request: Mapping[str, Any], say: Say, result: dict[str, Any]) -> None:
    from threadpoolctl import threadpool_limits

    job = read_definition(request["definition"])
    code = Path(request["code"]) if request.get("code") else None
    with threadpool_limits(limits=job.threads):
        examples = prepare(job, Path(request["source"]), say)
        result["rows"] = {"train": len(examples.train), "test": len(examples.test), "dropped": examples.dropped}
        pipeline = None if request.get("promoted") else _fit(job, examples, code, say, result)
        result["metrics"] = _measure(job, examples, pipeline) if pipeline else _promoted(job, examples, request)
        for name, value in result["metrics"].items():
            say(f"{name} {value:.6g}")
        result["gates"] = _judge(job, examples, request, result["metrics"], say)
        if not all(verdict["passed"] for verdict in result["gates"]):
            raise Failure("gate", gates.message(result["gates"]))
        if pipeline is None:
            return
        result["artifact"] = _store(job, examples, pipeline, Path(request["output"]), result)
        say(f"stored {result['artifact']}")


def _fit(job: Definition, examples: Examples, code: Path | None, say: Say, result: dict[str, Any]) -> Any:
    from sklearn.pipeline import Pipeline

    from .preprocess import preprocessing

    estimator = build_estimator(job, code, examples.target.classes)
    steps = preprocessing(examples.features, job)
    pipeline = Pipeline([*steps, ("model", estimator)])
    if job.tune:
        from .tuning import search

        try:
            result["tuning"] = search(job, pipeline, examples, say)
        except Failure:
            raise
        except (Exception, SystemExit) as error:
            raise _fit_failure(error, job, code) from None
    say(f"fitting {type(estimator).__name__}")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            pipeline.fit(examples.matrix[examples.train], examples.truth[examples.train])
        except (Exception, SystemExit) as error:
            raise _fit_failure(error, job, code) from None
    texts = list(dict.fromkeys(" ".join(str(warning.message).split()) for warning in caught))
    result["warnings"] = texts[:10]
    for text in result["warnings"]:
        say(f"warning: {text}")
    return pipeline


def _fit_failure(error: BaseException, job: Definition, code: Path | None) -> Failure:
    if job.entrypoint and code:
        return user_failure(error, job.entrypoint, code)
    words = " ".join(str(error).split())
    who = f"`{job.estimator}`" + (", after its transformers," if job.transformers else "")
    return Failure("estimator", f"{who} cannot be fitted: {words or type(error).__name__}")


def _measure(job: Definition, examples: Examples, pipeline: Any) -> dict[str, float]:
    classes = len(examples.target.classes)
    try:
        predicted, shares = predict(pipeline, examples.matrix[examples.test], classes)
    except Exception as error:
        raise Failure("estimator", f"the fitted model cannot predict: {' '.join(str(error).split())}") from None
    names = list(dict.fromkeys([*job.metrics, *(gate.metric for gate in job.gates)]))
    return evaluate(names, Scored(examples.truth[examples.test], predicted, shares, classes))


def _promoted(job: Definition, examples: Examples, request: Mapping[str, Any]) -> dict[str, float]:
    """A model that was trained elsewhere, measured on the test rows of this dataset."""
    from .champion import champion_metrics

    names = list(dict.fromkeys([*job.metrics, *(gate.metric for gate in job.gates)]))
    try:
        return champion_metrics(job, examples, Path(request["promoted"]), names)
    except Failure as failure:
        message = failure.message.replace("the champion", "the promoted model")
        raise Failure(failure.kind, message) from None


def _judge(
    job: Definition, examples: Examples, request: Mapping[str, Any], metrics: dict[str, float], say: Say
) -> list[dict[str, Any]]:
    from .champion import champion_metrics

    champion = None
    against = [gate.metric for gate in job.gates if gate.champion]
    if against and request.get("champion"):
        champion = champion_metrics(job, examples, Path(request["champion"]), list(dict.fromkeys(against)))
    verdicts = gates.judge(job.gates, metrics, champion)
    for verdict in verdicts:
        threshold = verdict["threshold"]
        bound = "no champion yet" if threshold is None else f"{verdict['op']} {threshold:.6g}"
        say(f"gate {verdict['text']}: {verdict['value']:.6g}, {bound}: {'passed' if verdict['passed'] else 'failed'}")
    return verdicts


def _store(job: Definition, examples: Examples, pipeline: Any, output: Path, result: Mapping[str, Any]) -> str:
    from .archive import dump_model
    from .sidecar import sidecar

    model = dump_model(pipeline)
    return write_artifact(output, model, sidecar(job, examples, result))
