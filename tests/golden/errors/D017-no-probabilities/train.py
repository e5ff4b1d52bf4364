"""Builds the estimator."""

from sklearn.svm import LinearSVC


def build(**params):
    return LinearSVC(**params)
