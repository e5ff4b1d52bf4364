"""`models:` what is trained on which dataset, how it is measured, and the gates that it must pass."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from compiler.model.spec.base import Duration, Flag, GateField, Int, Name, Share, Spec, Text, VariableValue
from compiler.model.spec.tune import Tune

Entrypoint = Annotated[str, Field(strict=True, pattern=r"^[A-Za-z0-9_./-]+\.py:[A-Za-z_][A-Za-z0-9_]*$")]
"""`file.py:function`, the file below the project's folder."""


class Split(Spec):
    """The share of rows held out for evaluation. `stratify` is true for classification unless said otherwise.

    Of the rows only a share of `sample` is used at all; None: every row.
    """

    sample: Share | None = None
    test: Share = 0.2
    seed: Annotated[Int, Field(ge=0, le=2**32 - 1)] = 0
    stratify: Flag | None = None


class NumericPreprocess(Spec):
    """For integer, number and boolean columns."""

    impute: Literal["median", "mean", "most_frequent", "zero", "none"] = "median"
    scale: Literal["standard", "minmax", "robust", "none"] = "standard"


class CategoryPreprocess(Spec):
    """For category columns."""

    impute: Literal["most_frequent", "missing", "none"] = "most_frequent"
    encode: Literal["onehot", "ordinal"] = "onehot"


class Transformer(Spec):
    """A transformer of scikit-learn in place of `scale`, for some columns or for the group `numeric`.

    It comes after imputation; those with the same columns follow each other. `all` stands for everything that the
    other steps make, after encoding.
    """

    columns: Literal["numeric", "all"] | Annotated[tuple[Text, ...], Field(min_length=1)]
    transformer: Text
    params: dict[Text, object] = Field(default_factory=dict)


class Preprocess(Spec):
    """What happens to the columns before the estimator sees them, by column type. `none` switches a step off."""

    numeric: NumericPreprocess = Field(default_factory=dict, validate_default=True)
    category: CategoryPreprocess = Field(default_factory=dict, validate_default=True)
    transformers: tuple[Transformer, ...] = ()


class Train(Spec):
    """`compute` names a profile of `conf/compute/`; `env` are environment variables of the job, plain or secret.

    `spot` trains on capacity that the cloud may take back, for which a job waits at most `spot_wait`.
    """

    compute: Text
    timeout: Duration = 1800
    spot: Flag = False
    spot_wait: Duration = 3600
    env: dict[Text, VariableValue] = Field(default_factory=dict)


class Retrain(Spec):
    """When the model is trained again without a change of the spec. `schedule` is cron's five fields, in UTC.

    After any training, drift starts no other one for the time of `cooldown`.
    """

    schedule: Text | None = None
    on_drift: Flag = False
    cooldown: Duration = 21600


class Model(Spec):
    """Exactly one of `estimator` and `entrypoint`; `features` left out means every column of a feature type."""

    dataset: Name
    target: Text
    description: Text | None = None
    estimator: Text | None = None
    entrypoint: Entrypoint | None = None
    params: dict[Text, object] = Field(default_factory=dict)
    tune: Tune | None = None
    features: tuple[Text, ...] | None = None
    exclude: tuple[Text, ...] = ()
    preprocess: Preprocess = Field(default_factory=dict, validate_default=True)
    split: Split = Field(default_factory=dict, validate_default=True)
    metrics: tuple[Text, ...] = ()
    gates: tuple[GateField, ...] = ()
    train: Train
    retrain: Retrain | None = None
