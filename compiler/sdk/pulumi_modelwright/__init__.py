"""Pulumi resources of Modelwright: datasets, training runs, model versions and endpoints."""

from pulumi_modelwright.dataset import Dataset
from pulumi_modelwright.endpoint import Endpoint
from pulumi_modelwright.model_version import ModelVersion
from pulumi_modelwright.training_run import TrainingRun
from pulumi_modelwright.types import Check, Column

__all__ = ["Check", "Column", "Dataset", "Endpoint", "ModelVersion", "TrainingRun"]
