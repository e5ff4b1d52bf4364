"""What a step means to whoever depends on the resource."""

from __future__ import annotations

import re
from typing import assert_never

from compiler.model.plan import Action, ChangeKind, Step

_LABELS = frozenset({"tags", "tags_all", "tagsAll", "labels", "description"})
_TRAININGS = frozenset({"TrainingRun", "TrainingJob"})
_TRAINED = _TRAININGS | {"ModelVersion"}
_DATA = frozenset(
    {
        "s3.Bucket",
        "s3.BucketV2",
        "ecr.Repository",
        "dynamodb.Table",
        "sagemaker.FeatureGroup",
        "sagemaker.ModelPackageGroup",
        "kms.Key",
    }
)


def trains(step: Step) -> bool:
    """Whether the resource of a step is a training, which gates judge."""
    return step.address.type.rpartition(".")[2] in _TRAININGS


def change_kind(step: Step) -> ChangeKind:
    """The kind of a step.

    | action          | kind                                                                                     |
    |-----------------|------------------------------------------------------------------------------------------|
    | same, read      | none                                                                                     |
    | create          | in place: nothing that runs is touched                                                   |
    | update          | metadata when only tags, labels or descriptions differ, else in place                    |
    | replace         | retrain for training runs and model versions; destructive for what holds data; else with |
    |                 | downtime when the old one goes first, with overlap otherwise                             |
    | delete          | destructive for what holds data, downtime for an endpoint, else in place                 |
    """
    kind = step.address.type.rpartition(".")[2]
    match step.action:
        case Action.SAME | Action.READ:
            return ChangeKind.NONE
        case Action.CREATE:
            return ChangeKind.IN_PLACE
        case Action.UPDATE:
            labels = step.changes and all(re.split(r"[.\[]", change.path)[0] in _LABELS for change in step.changes)
            return ChangeKind.METADATA if labels and not step.note else ChangeKind.IN_PLACE
        case Action.REPLACE:
            if step.address.type in _DATA:
                return ChangeKind.DESTRUCTIVE
            if kind in _TRAINED:
                return ChangeKind.RETRAIN
            return ChangeKind.DOWNTIME if step.delete_before_replace else ChangeKind.OVERLAP
        case Action.DELETE:
            if step.address.type in _DATA:
                return ChangeKind.DESTRUCTIVE
            return ChangeKind.DOWNTIME if kind == "Endpoint" else ChangeKind.IN_PLACE
        case _:
            assert_never(step.action)
