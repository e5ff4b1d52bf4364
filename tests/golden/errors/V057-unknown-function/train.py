"""The estimator, built in Python."""

from sklearn.linear_model import LogisticRegression


def build():
    return LogisticRegression()
