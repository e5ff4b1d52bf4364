"""Builds the estimator."""

import os


def build(**params):
    os._exit(9)
