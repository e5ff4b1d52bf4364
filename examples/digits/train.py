"""The digits model: an approximate RBF kernel in front of a linear classifier."""

from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline


def build(components: int, gamma: float, regularization: float) -> Pipeline:
    """Return the unfitted estimator; the arguments are the spec's `params`."""
    return Pipeline(
        [
            ("kernel", Nystroem(n_components=components, gamma=gamma, random_state=7)),
            ("classifier", LogisticRegression(C=regularization, max_iter=1000)),
        ]
    )
