"""The types that a served model may contain beyond those that skops itself trusts in its newest release.

Trees and neighbour indices carry raw indices: they are range-checked after loading (`trees`, `neighbours`).
"""

from __future__ import annotations


def _under(module: str, names: str) -> tuple[str, ...]:
    return tuple(f"{module}.{name}" for name in names.split())


TRUSTED: tuple[str, ...] = (
    "numpy.dtype",
    *_under("sklearn.tree._tree", "Tree"),
    *_under("sklearn.ensemble._hist_gradient_boosting.predictor", "TreePredictor"),
    *_under("sklearn.ensemble._hist_gradient_boosting.binning", "_BinMapper"),
    *_under("sklearn.calibration", "_CalibratedClassifier _SigmoidCalibration _TemperatureScaling"),
    *_under("sklearn.neural_network._stochastic_optimizers", "AdamOptimizer SGDOptimizer"),
    *_under("sklearn.neighbors._kd_tree", "KDTree KDTree64"),
    *_under("sklearn.neighbors._ball_tree", "BallTree BallTree64"),
    *_under(
        "sklearn.metrics._dist_metrics",
        "EuclideanDistance EuclideanDistance64 ManhattanDistance ManhattanDistance64 ChebyshevDistance"
        " ChebyshevDistance64 MinkowskiDistance MinkowskiDistance64",
    ),
    *_under("sklearn.gaussian_process._gpc", "_BinaryGaussianProcessClassifierLaplace"),
    *_under(
        "sklearn.gaussian_process.kernels",
        "CompoundKernel ConstantKernel DotProduct ExpSineSquared Exponentiation Matern PairwiseKernel Product RBF"
        " RationalQuadratic Sum WhiteKernel",
    ),
    *_under("sklearn.feature_selection._univariate_selection", "chi2 f_classif f_regression"),
    *_under("sklearn.feature_selection._mutual_info", "mutual_info_classif mutual_info_regression"),
    *_under(
        "sklearn.model_selection._split",
        "GroupKFold KFold RepeatedKFold RepeatedStratifiedKFold ShuffleSplit StratifiedKFold StratifiedShuffleSplit"
        " TimeSeriesSplit",
    ),
    "_loss.CyHalfMultinomialLoss",
    *_under("sklearn._loss.link", "HalfLogitLink IdentityLink Interval LogLink LogitLink MultinomialLogit"),
    *_under(
        "sklearn._loss.loss",
        "AbsoluteError ExponentialLoss HalfBinomialLoss HalfGammaLoss HalfMultinomialLoss HalfPoissonLoss"
        " HalfSquaredError HalfTweedieLoss HalfTweedieLossIdentity HuberLoss PinballLoss",
    ),
)
