"""Names that AWS gives once: a training job keeps its own for good, also when it failed."""

from __future__ import annotations

from compiler.model.stack import Once

TRAINING_JOB = "sagemaker.TrainingJob"
ONCE = (Once(TRAINING_JOB, "attempt", "ResourceInUse"),)
