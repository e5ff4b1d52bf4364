"""Builds the model."""


def build(params)
    return None
