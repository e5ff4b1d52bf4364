"""The decisions that follow from a sound project: task, features, metrics, stratification. All is filled in after."""

from __future__ import annotations

from compiler.model.metrics import Task
from compiler.model.resolved import Resolved
from compiler.model.spec.dataset import FEATURE_TYPES, Dataset
from compiler.model.spec.model import Model
from compiler.model.spec.project import Project
from compiler.model.spec.tune import Tune, grid_size
from compiler.validate.draft import Draft
from compiler.validate.estimators import has_probabilities
from compiler.validate.task import task_of

_TRIALS = 20
_METRICS = {
    Task.BINARY: ("roc_auc", "log_loss"),
    Task.MULTICLASS: ("accuracy", "f1_macro"),
    Task.REGRESSION: ("rmse", "r2"),
}


def resolve(draft: Draft, project: Project) -> Resolved:
    """The project with `metrics`, `features`, `split.stratify` and the search of every model filled in."""
    context = draft.context
    tasks: dict[str, Task] = {}
    features: dict[str, tuple[str, ...]] = {}
    models: dict[str, Model] = {}
    for name, model in project.models.items():
        dataset = project.datasets[model.dataset]
        data = context.files.data.get(model.dataset)
        task = task_of(model, dataset)
        assert task is not None, "a rule refuses targets without a task"
        tasks[name] = task
        features[name] = in_file_order(chosen_features(model, dataset), data.header if data else ())
        models[name] = _filled(model, task, features[name], context.sklearn)
    return Resolved(
        project=project.model_copy(update={"models": models}),
        environment=context.composed.environment,
        folder=context.composed.folder,
        files=context.files,
        sources=context.composed.sources,
        tasks=tasks,
        features=features,
        environments=context.composed.environments,
        pretrained={name: model for name, model in draft.pretrained.items() if model is not None},
    )


def chosen_features(model: Model, dataset: Dataset) -> tuple[str, ...]:
    """Those listed, else every column of a feature type but the target; without the excluded ones."""
    listed = model.features
    if listed is None:
        listed = tuple(name for name, column in dataset.columns.items() if column.type in FEATURE_TYPES)
    left_out = {model.target, *model.exclude}
    return tuple(name for name in listed if name not in left_out)


def in_file_order(columns: tuple[str, ...], header: tuple[str, ...]) -> tuple[str, ...]:
    """As they stand in the data file; by name where the file is not at hand."""
    if not header:
        return tuple(sorted(columns))
    place = {name: index for index, name in enumerate(header)}
    return tuple(sorted(columns, key=lambda name: (place.get(name, len(place)), name)))


def default_metrics(model: Model, task: Task, version: str) -> tuple[str, ...]:
    """The metrics of a model that names none."""
    if task is Task.BINARY and not has_probabilities(model, version):
        return ("accuracy", "f1")
    return _METRICS[task]


def _filled(model: Model, task: Task, features: tuple[str, ...], version: str) -> Model:
    stratify = model.split.stratify if model.split.stratify is not None else task is not Task.REGRESSION
    metrics = model.metrics or default_metrics(model, task, version)
    return model.model_copy(
        update={
            "metrics": metrics,
            "tune": _search(model.tune, metrics) if model.tune else None,
            "features": features,
            "split": model.split.model_copy(update={"stratify": stratify}),
        }
    )


def _search(tune: Tune, metrics: tuple[str, ...]) -> Tune:
    """With its objective, and as many trials as a grid has combinations."""
    trials = tune.trials or (grid_size(tune) if tune.strategy == "grid" else _TRIALS)
    return tune.model_copy(update={"objective": tune.objective or metrics[0], "trials": trials})
