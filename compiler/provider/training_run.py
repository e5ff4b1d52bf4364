"""TrainingRun: a model trained, measured and gated in a child process, or a stored one of the same fingerprint."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from compiler.provider.artifacts import store, verified, verified_or_refuse
from compiler.provider.differences import changes
from compiler.provider.fingerprint import fingerprint
from compiler.provider.history import ModelKey
from compiler.provider.imports import imported_files
from compiler.provider.inputs import exact, missing_inputs, text_input, unknown_inputs, whole_checks
from compiler.provider.jobs import Job, run_job
from compiler.provider.places import compiled_file, log_file, shown
from compiler.provider.problems import failed_training
from compiler.provider.processes import Workers
from compiler.provider.promotions import Promotion, drop_promotion, keep_promotion, promotion_of
from compiler.provider.protocol import UNKNOWN, Adopted, Created, Difference, InputFailure, Props, Scope
from compiler.provider.registry import Run, Version, add_run, champion, find_run, runs_starting
from compiler.provider.runtime_versions import runtime_versions
from compiler.provider.tags import judging_environment
from compiler.provider.variables import missing_secrets, secret_values, variables_of
from compiler.source.diagnostic import Refused, refuse

_REQUIRED = {"dataset": str, "dataset_digest": str, "definition": dict}
_GRACE = 15.0
"""Seconds beyond the job's own limit: it starts, and ends itself when its time is up."""
_OUTPUTS = ("fingerprint", "artifact", "metrics", "gates", "seconds", "reused")


class TrainingRun:
    """Every change makes a new run, except one that trains the same model. A secret's value is no such change."""

    write_only = frozenset({"secrets"})

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def check(self, scope: Scope, inputs: Props) -> tuple[Props, tuple[InputFailure, ...]]:
        """Adds `runtime`, the versions that will train, and `imports`, the files that the entry point imports.

        Keeps `literals`, without which `1.0` would become `1`.
        """
        filled = {key: value for key, value in inputs.items() if value is not None}
        filled["runtime"] = runtime_versions()
        if imports := _imports(scope, filled):
            filled["imports"] = imports
        known = (*_REQUIRED, "runtime", "imports", "literals", "secrets")
        return filled, missing_inputs(filled, _REQUIRED) + unknown_inputs(filled, known) + missing_secrets(filled)

    def diff(self, scope: Scope, id: str, old_inputs: Props, outputs: Props, inputs: Props) -> Difference:
        """Nothing for inputs that train the same model. A model that is no longer in the store is trained again."""
        wanted = fingerprint(inputs)
        differs = wanted is None or wanted != outputs.get("fingerprint")
        promoted = _promotion(scope, inputs, wanted)
        # A newer job runtime alone changes the fingerprint and no input: what is trained stays.
        if differs and (found := changes(_lasting(old_inputs), _lasting(inputs), lambda key: True)):
            return Difference(found)
        if promoted is not None and not (promoted.fingerprint and promoted.artifact == outputs.get("artifact")):
            return Difference(note=f"version {promoted.source_version} of `{promoted.source}` is promoted")
        intact = verified(scope.private, str(outputs.get("artifact")))
        return Difference(note="" if intact else "stored model missing or damaged")

    def preview(self, inputs: Props) -> Props:
        """Only the fingerprint can be told before."""
        known = fingerprint(inputs)
        unknown = dict.fromkeys(_OUTPUTS, UNKNOWN)
        return {**_lasting(inputs), **unknown, "fingerprint": UNKNOWN if known is None else known}

    def create(self, scope: Scope, inputs: Props) -> Created:
        """Train, or take what is stored. Raises `Refused` (D001, D002, D010 to D022)."""
        outputs = self._trained(scope, inputs)
        return Created(f"{scope.name}-{text_input(outputs, 'fingerprint')[7:19]}", outputs)

    def read(self, scope: Scope, id: str, outputs: Props) -> Props | None:
        """None when the model is missing from the store, or damaged."""
        return outputs if verified(scope.private, str(outputs.get("artifact"))) else None

    def adopt(self, scope: Scope, id: str) -> Adopted | None:
        """By the fingerprint's digits at the end of the id. The definition is not recorded."""
        found = runs_starting(scope.private, f"sha256:{id.rpartition('-')[2]}")
        if len(found) != 1 or not verified(scope.private, found[0].artifact):
            return None
        run = found[0]
        made = {"fingerprint": run.fingerprint, "artifact": run.artifact, "metrics": run.metrics, "gates": run.gates}
        return Adopted(id, {}, {**made, "seconds": run.seconds, "reused": True})

    def update(self, scope: Scope, id: str, outputs: Props, inputs: Props) -> Props:
        """Only asked for when the stored model is missing or damaged: train again."""
        return self._trained(scope, inputs)

    def delete(self, scope: Scope, id: str, outputs: Props) -> None:
        """The model stays in the store: versions may name it, and the same work need not be done twice."""

    def _trained(self, scope: Scope, inputs: Props) -> Props:
        from filelock import FileLock

        key = fingerprint(inputs)
        assert key is not None, "an input is unknown"
        runs = scope.private / "runs"
        runs.mkdir(parents=True, exist_ok=True)
        _sweep(runs)
        folder = runs / key.removeprefix("sha256:")
        # Two stacks may want the same run at once: the second waits and finds it stored.
        promoted = _promotion(scope, inputs, key)
        with FileLock(folder.with_suffix(".lock")):
            if promoted is not None:
                return self._judged(scope, key, inputs, folder, promoted)
            run = _stored(scope, key, exact(inputs))
            reused = run is not None
            if run is None:
                shutil.rmtree(folder, ignore_errors=True)
                try:
                    run = self._train(scope, key, exact(inputs), folder)
                finally:
                    shutil.rmtree(folder, ignore_errors=True)
            add_run(scope.private, run, scope.project, scope.environment, text_input(inputs, "dataset_digest"))
        found = {"fingerprint": key, "artifact": run.artifact, "metrics": run.metrics, "gates": run.gates}
        return {**_lasting(inputs), **found, "seconds": run.seconds, "reused": reused}

    def _judged(self, scope: Scope, key: str, inputs: Props, folder: Path, promoted: Promotion) -> Props:
        """A promoted model by the gates and on the data of this stack. What they refuse is not promoted any more."""
        model = verified_or_refuse(scope.private, promoted.artifact)
        scope.say(f"version {promoted.source_version} of {promoted.source} is measured here")
        shutil.rmtree(folder, ignore_errors=True)
        try:
            result = self._run(scope, key, exact(inputs), folder, model)
        except Refused:
            drop_promotion(scope.private, promoted.key)
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        keep_promotion(scope.private, promoted.key, key)
        found = {name: result[name] for name in ("metrics", "gates", "seconds")}
        return {**_lasting(inputs), **found, "fingerprint": key, "artifact": promoted.artifact, "reused": True}

    def _train(self, scope: Scope, key: str, inputs: Props, folder: Path) -> Run:
        result = self._run(scope, key, inputs, folder)
        artifact = str(result["artifact"])
        store(scope.private, folder / "artifact", artifact)
        metrics, gates, seconds = result["metrics"], result["gates"], result["seconds"]
        return Run(key, artifact, metrics, gates, seconds, time.time())  # ty: ignore[invalid-argument-type]

    def _run(
        self, scope: Scope, key: str, inputs: Props, folder: Path, promoted: Path | None = None
    ) -> dict[str, object]:
        """The result of the job, which passed its gates. Raises `Refused`."""
        definition = _definition(inputs)
        source = compiled_file(scope, text_input(inputs, "dataset"), text_input(inputs, "dataset_digest"), "data")
        rival = _rival(scope, definition, key)
        if promoted is not None and rival is not None and rival.name == promoted.name:
            rival = None
        request = {
            "definition": definition,
            "source": str(source),
            "code": _code(scope, definition),
            "champion": str(rival) if rival else None,
            "promoted": str(promoted) if promoted else None,
            "output": str(folder / "artifact"),
        }
        limits = definition.get("limits")
        limits = limits if isinstance(limits, dict) else {}
        log = log_file(scope.private, scope.project, scope.environment, "TrainingRun", scope.name)
        timeout = float(limits.get("timeout_seconds", 1800)) + _GRACE
        threads, variables = int(limits.get("threads", 1)), variables_of(definition, inputs)
        hidden = tuple(secret_values(inputs).values())
        job = Job("train", request, folder, log, timeout, threads, scope.say, scope.pulse, variables, hidden)
        ended = run_job(self._workers, job)
        if problems := failed_training(definition, ended, shown(scope, log)):
            raise Refused(problems)
        result = ended.result
        assert result is not None
        return result


def _lasting(inputs: Props) -> Props:
    return {key: value for key, value in inputs.items() if key not in TrainingRun.write_only}


def _promotion(scope: Scope, inputs: Props, key: str | None) -> Promotion | None:
    """What was promoted to stand for this training; once it was judged, for this fingerprint only."""
    definition = inputs.get("definition")
    model = definition.get("model") if isinstance(definition, dict) else None
    found = promotion_of(scope.private, ModelKey(scope.project, scope.environment, str(model)))
    return found if found is not None and found.fingerprint in ("", key) else None


def _sweep(runs: Path) -> None:
    """Remove what runs that were killed have left; the lock of one that still goes on is held."""
    from filelock import FileLock, Timeout

    for folder in [path for path in runs.iterdir() if len(path.name) == 64 and path.is_dir()]:
        try:
            with FileLock(folder.with_suffix(".lock"), timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
        except Timeout:
            continue


def _definition(inputs: Props) -> Props:
    definition = inputs["definition"]
    assert isinstance(definition, dict)
    dataset = definition.get("dataset")
    if isinstance(dataset, dict):
        definition = {**definition, "dataset": {**dataset, "checks": whole_checks(dataset.get("checks"))}}
    return definition


def _gates(definition: Mapping[str, object]) -> list[dict[str, object]]:
    gates = definition.get("gates")
    return [gate for gate in gates if isinstance(gate, dict)] if isinstance(gates, list) else []


def _champion(scope: Scope, definition: Mapping[str, object]) -> Version | None:
    """The model to beat, when a gate asks for it: under the present name, else under the latest that it had."""
    if not any(gate.get("champion") for gate in _gates(definition)):
        return None
    formerly = definition.get("formerly")
    names = [definition.get("model"), *(formerly if isinstance(formerly, list) else ())]
    environment = judging_environment(scope.private, scope.project, scope.environment)
    found = (champion(scope.private, scope.project, environment, str(name)) for name in names)
    return next((version for version in found if version is not None), None)


def _stored(scope: Scope, key: str, inputs: Props) -> Run | None:
    """A stored run that may be taken: its model is intact, and there is no other champion that it has to beat."""
    definition = _definition(inputs)
    run = find_run(scope.private, key)
    if run is None or not verified(scope.private, run.artifact):
        return None
    rival = _champion(scope, definition)
    if rival is not None and rival.artifact != run.artifact:
        return None
    scope.say(f"unchanged: taken from the store ({run.artifact[7:19]})")
    return Run(key, run.artifact, run.metrics, _judged(definition, run, rival), run.seconds, run.created)


def _judged(definition: Mapping[str, object], run: Run, rival: Version | None) -> list[dict[str, object]]:
    """The gates in their present wording and order, by the runtime's own code."""
    from compiler.runtime.definition import read_definition
    from compiler.runtime.gates import judge

    gates = read_definition(definition).gates
    return judge(gates, run.metrics, run.metrics if rival else None)


def _rival(scope: Scope, definition: Mapping[str, object], key: str) -> Path | None:
    """The champion's folder. A damaged one is none when this very run repairs it. Raises `Refused` (D016)."""
    rival = _champion(scope, definition)
    if rival is None:
        return None
    if folder := verified(scope.private, rival.artifact):
        return folder
    run = find_run(scope.private, key)
    if run is not None and run.artifact == rival.artifact:
        return None
    raise refuse(
        "D016",
        f"version {rival.version} of `{rival.model}`, the champion, is missing from the store or damaged",
        hint="a gate mentions `champion`; remove that gate for one `modelwright up`, then put it back",
    )


def _imports(scope: Scope, inputs: Props) -> dict[str, str]:
    match inputs.get("definition"):
        case {"entrypoint": {"path": str(path)}}:
            return imported_files(scope.root, path)
    return {}


def _code(scope: Scope, definition: Mapping[str, object]) -> str | None:
    entrypoint = definition.get("entrypoint")
    if not isinstance(entrypoint, dict):
        return None
    return str(compiled_file(scope, str(entrypoint["path"]), str(entrypoint["digest"]), "code"))
