"""Random ups, promotions, rollbacks and destroys in three environments: what must serve is what a plain model says.

Resources and registry are the product's; a training takes no time, and a server is a line in a dictionary.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from compiler.provider import model_version, registry, training_run
from compiler.provider.history import ModelKey, mark_served
from compiler.provider.model_version import ModelVersion
from compiler.provider.processes import Workers
from compiler.provider.promotions import Promotion, put_promotions
from compiler.provider.protocol import Scope
from compiler.provider.rollbacks import restore, roll_back, rollback_target, undo_rollback
from compiler.provider.training_run import TrainingRun
from compiler.runtime.artifact import artifact_digest

PROMISE = "p1 promotions and rollbacks"
PLACES = ("dev", "staging", "prod")
SPECS = tuple("abcdef")
NEVER = "a training was done again"


class Instant(TrainingRun):
    """What is trained is told by the parameters alone; `trained` counts."""

    trained = 0

    def check(self, scope, inputs):
        return inputs, ()

    def _run(self, scope, key, inputs, folder, promoted=None):
        if promoted is None:
            Instant.trained += 1
            (folder / "artifact").mkdir(parents=True)
            (folder / "artifact" / "model.skops").write_text(inputs["definition"]["params"]["spec"])
            (folder / "artifact" / "model.json").write_text("{}")
        found = None if promoted else artifact_digest(folder / "artifact")
        return {"artifact": found, "metrics": {"auc": 0.9}, "gates": [], "seconds": 0.0}


@dataclass
class Place:
    """An environment: what its state has recorded, and what its only server serves."""

    scope: Scope
    run: tuple = ()
    version: tuple = ()
    served: str | None = None

    @property
    def key(self):
        return ModelKey("churn", self.scope.environment, "m")

    def up(self, spec):
        definition = {"model": "m", "params": {"spec": spec}, "gates": []}
        wanted = {"dataset": "d", "dataset_digest": "sha256:0", "definition": definition}
        self.run = _applied(Instant(Workers()), self.scope, self.run, wanted)
        measured = {name: self.run[2][name] for name in ("artifact", "metrics", "gates")}
        self.version = _applied(ModelVersion(), self.scope, self.version, {"model": "m", **measured})
        self._serve()

    def revise(self):
        id, inputs, outputs = self.version
        self.version = (id, inputs, ModelVersion().update(self.scope, id, outputs, inputs))
        self._serve()

    def destroy(self):
        if self.version:
            ModelVersion().delete(self.scope, self.version[0], self.version[2])
        self.run, self.version, self.served = (), (), None

    def _serve(self):
        self.served = self.version[2]["artifact"]
        mark_served(self.scope.private, self.key, int(self.version[2]["version"]))


def _applied(resource, scope, recorded, wanted):
    if recorded:
        id, inputs, outputs = recorded
        difference = resource.diff(scope, id, inputs, outputs, wanted)
        if difference.none:
            return (id, wanted, outputs)
        if not difference.replaces:
            return (id, wanted, resource.update(scope, id, outputs, wanted))
    made = resource.create(scope, wanted)
    if recorded:
        resource.delete(scope, recorded[0], recorded[2])
    return (made.id, wanted, made.outputs)


@dataclass
class Plain:
    """What must serve: the last of `line`. `run` is the spec and what stands for its training."""

    line: list[str] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    promoted: tuple[str, str] | None = None
    run: tuple[str, str] | None = None

    def up(self, spec):
        if self.promoted and self.promoted[0] == spec:
            self.run = self.promoted
        elif self.run is None or self.run[0] != spec:
            self.run = (spec, spec)
        self._take(self.run[1], asked=bool(self.promoted and self.promoted[1] == self.run[1]))

    def _take(self, wanted, asked=False):
        if wanted in self.held and not asked:
            return
        self.held = set()
        if self.line[-1:] != [wanted]:
            self.line.append(wanted)

    def rollback(self):
        before = [item for item in self.line if item != self.line[-1]]
        target = before[-1]
        self.held = (self.held | {self.line[-1]}) - {target}
        while self.line[-1] != target:
            self.line.pop()
        self.promoted = None
        self._take(self.run[1])


def step(chance, places, plain, specs):
    """One command in one environment; what it was."""
    name = chance.choice(PLACES)
    place, model = places[name], plain[name]
    kind = chance.choice(("edit", "up", "up", "rollback", "rollback", "undo", "promote", "cut short", "destroy"))
    if kind == "edit":
        specs[name] = chance.choice(SPECS)
    if kind in ("edit", "up"):
        place.up(specs[name])
        model.up(specs[name])
    elif kind in ("rollback", "cut short") and model.line:
        target = rollback_target(place.scope.private, place.key)
        assert (target is None) == (set(model.line) == {model.line[-1]}), "where a rollback goes"
        if target is not None and kind == "rollback":
            roll_back(place.scope.private, place.key, target)
            if chance.random() < 0.3:  # killed here: the next `up` goes on
                place.up(specs[name])
                model.rollback()
                model.up(specs[name])
            else:
                place.revise()
                model.rollback()
        elif target is not None:
            restore(place.scope.private, roll_back(place.scope.private, place.key, target))
    elif kind == "undo" and model.held:
        undo_rollback(place.scope.private, place.key, place.version[1]["artifact"])
        place.revise()
        model.held = set()
        model._take(model.run[1])
    elif kind == "promote":
        source = chance.choice([other for other in PLACES if other != name])
        if plain[source].line:
            number = registry.champion(place.scope.private, "churn", source, "m").version
            put_promotions(place.scope.private, (Promotion(place.key, "", places[source].served, source, number),))
            before = Instant.trained
            place.up(specs[name])
            assert Instant.trained == before, NEVER
            model.promoted = (specs[name], plain[source].line[-1])
            model.up(specs[name])
    elif kind == "destroy" and chance.random() < 0.3:
        place.destroy()
        plain[name] = Plain()
    return f"{kind} {name} {specs[name]}"


def attack(run, folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(training_run, "_judged", lambda definition, run, rival: run.gates)
    for number, chance in run.cases():
        private = folder / f"case{number}"
        private.mkdir()
        places = {name: Place(Scope(private, private, "churn", name, "m", lambda _: None)) for name in PLACES}
        plain, specs, done = {name: Plain() for name in PLACES}, dict.fromkeys(PLACES, "a"), []
        for _ in range(25):
            try:
                done.append(step(chance, places, plain, specs))
                wrong = [f"{name}: {plain[name]}" for name in PLACES if not _agree(places[name], plain[name])]
            except Exception as error:
                done.append("failing")
                wrong = [f"{type(error).__name__}: {error}"]
            if wrong:
                run.report(number, f"{wrong} after {', '.join(done)}")
                break
        shutil.rmtree(private)


def _agree(place: Place, model: Plain) -> bool:
    """Server, registry and the plain model name one artifact, by its content."""
    now = registry.champion(place.scope.private, *place.key.values)
    if not model.line:
        return now is None and place.served is None
    assert now is not None and place.served == now.artifact
    folder = place.scope.private / "artifacts" / now.artifact.removeprefix("sha256:")
    return (folder / "model.skops").read_text() == model.line[-1]


def test_promotions(campaign, tmp_path, monkeypatch):
    with campaign(PROMISE, small=15, full=2_000) as run:
        attack(run, tmp_path, monkeypatch)


def test_planted_forgetful_hold(planted, tmp_path, monkeypatch):
    """An `up` that does not ask whether what it registers was rolled back."""
    monkeypatch.setattr(registry, "holds_back", lambda connection, hold, artifact: False)
    with planted(PROMISE, "`up` undoes a rollback", count=40) as run:
        attack(run, tmp_path, monkeypatch)


def test_planted_orphan(planted, tmp_path, monkeypatch):
    """A `destroy` that leaves the pointers of what was rolled back."""
    monkeypatch.setattr(model_version, "retire", lambda private, key, owner: None)
    with planted(PROMISE, "`destroy` leaves a champion", count=40) as run:
        attack(run, tmp_path, monkeypatch)
