"""Glue between SageMaker's contracts and the runtime; shipped as `modelwright_sagemaker`, syntax of Python 3.9."""
