"""What AWS lets one try once: a training job keeps its name for good, and a failed endpoint can only be deleted."""

from __future__ import annotations

from compiler.model.stack import Once

TRAINING_JOB = "sagemaker.TrainingJob"
ONCE = (Once(TRAINING_JOB, "attempt", "ResourceInUse"),)
ANEW = ("sagemaker.Endpoint",)
"""`Failed` allows only deletion: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html"""
