"""`lineage`: from what an endpoint answers with to the version, its training, the data, the commit and its history."""

from __future__ import annotations

from dataclasses import dataclass, replace

from compiler.model.provenance import Provenance
from compiler.model.stack import Stack
from compiler.operations.holding import moment
from compiler.operations.project import named_stack
from compiler.operations.provenance import pull_of
from compiler.pipeline import Keep, Session, collect
from compiler.provider.history import ModelKey, Move, list_moves
from compiler.provider.registry import Version, champion, list_trainings, list_versions
from compiler.provider.status import endpoint_records
from compiler.source.diagnostic import Checked, refuse
from compiler.source.nearest import suggest


@dataclass(frozen=True, slots=True)
class Trained:
    """A training that gave the artifact: `data` is the digest of its table, `environment` where it ran first.

    Of one from before this was recorded `data` and `by` are empty. `at` is RFC 3339 in UTC.
    """

    fingerprint: str
    environment: str
    data: str
    at: str
    by: Provenance


@dataclass(frozen=True, slots=True)
class Moved:
    """The version became the champion, by `up`, `promote`, `rollback` or `undo`; `source` is for a promotion."""

    kind: str
    at: str
    by: Provenance
    source: str
    source_version: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a version comes from. `endpoints` serve it now; `history` is the oldest first."""

    project: str
    environment: str
    model: str
    version: int
    artifact: str
    champion: bool
    endpoints: tuple[str, ...]
    metrics: dict[str, float]
    trainings: tuple[Trained, ...]
    history: tuple[Moved, ...]


def lineage(session: Session, name: str | None) -> Checked[Lineage]:
    """Of an endpoint, a model or `model@version`; None: of the only model. Raises O021. Needs no valid spec."""

    def run(_: Keep) -> Lineage:
        stack = named_stack(session)
        version = _meant(stack, name)
        key = ModelKey(stack.project, stack.environment, version.model)
        records = endpoint_records(stack.private, stack.project, stack.environment)
        served = [item.name for item in records if (item.model, int(item.version)) == (version.model, version.version)]
        now = champion(stack.private, *key.values)
        trained = tuple(
            Trained(item.fingerprint, item.environment, item.data, moment(item.at), _with_pull(stack, item.by))
            for item in list_trainings(stack.private, version.artifact)
        )
        history = tuple(
            _moved(stack, move) for move in list_moves(stack.private, key) if move.version == version.version
        )
        numbered = (version.version, version.artifact, now is not None and now.version == version.version)
        return Lineage(*key.values, *numbered, tuple(served), version.metrics, trained, history)

    return collect(run)


def _moved(stack: Stack, move: Move) -> Moved:
    return Moved(move.kind, moment(move.at), _with_pull(stack, move.by), move.source, move.source_version)


def _with_pull(stack: Stack, by: Provenance) -> Provenance:
    return by if by.pull or not by.commit else replace(by, pull=pull_of(stack.root, by.commit))


def _meant(stack: Stack, name: str | None) -> Version:
    """The version that is served, stands, or is named."""
    versions = list_versions(stack.private, stack.project, stack.environment)
    models = sorted({item.model for item in versions})
    if not versions:
        raise refuse("O021", f"no model was registered in `{stack.environment}`", hint="`modelwright up` makes one")
    records = {item.name: item for item in endpoint_records(stack.private, stack.project, stack.environment)}
    if name is None and len(models) > 1:
        names = ", ".join([*records, *(model for model in models if model not in records)])
        raise refuse("O021", "the project has several models", hint=f"name an endpoint or a model: {names}")
    model, _, number = (name or models[0]).partition("@")
    if not number and model in records:
        model, number = records[model].model, records[model].version
    if model not in models:
        raise refuse("O021", f"there is no endpoint or model `{model}`", hint=suggest(model, [*records, *models]))
    now = champion(stack.private, stack.project, stack.environment, model)
    listed = [item for item in versions if item.model == model]
    wanted = number or str(now.version if now else listed[-1].version)
    found = next((item for item in listed if str(item.version) == wanted), None)
    if found is None:
        known = ", ".join(str(item.version) for item in listed)
        raise refuse("O021", f"`{model}` has no version `{wanted}`", hint=f"there are {known}")
    return found
