"""The environment variables of training jobs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compiler.source.diagnostic import Diagnostic
from compiler.validate.draft import Draft, at_key, at_value, sound_models
from compiler.validate.words import shorten

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
TAKEN = frozenset({"PATH", "HOME", "LANG", "LANGUAGE", "TMPDIR", "TZ", "VIRTUAL_ENV", "TRAINING_JOB_NAME"})
FAMILIES = (
    *("MODELWRIGHT_", "SM_", "SAGEMAKER_", "PYTHON", "LC_", "LD_", "DYLD_"),
    *("OMP_", "OPENBLAS_", "MKL_", "NUMEXPR_"),
)
LONGEST, MOST = 512, 40
"""What a SageMaker training job takes, with room for its own."""


def names(draft: Draft) -> Iterator[Diagnostic]:
    """V100: a name that the system takes. V101: one that is not the job's own already."""
    for model, name, _ in _variables(draft):
        path = ("models", model, "train", "env", name)
        if not NAME.fullmatch(name):
            hint = "use letters, digits and `_`, and no digit first; 128 characters at most"
            summary = f"`{shorten(name)}` cannot be an environment variable"
            yield at_key(draft.context, "V100", path, summary, hint)
        elif name in TAKEN or name.startswith(FAMILIES):
            summary = f"the environment variable `{name}` is set for every job already"
            yield at_key(
                draft.context, "V101", path, summary, "choose another name, such as one that begins with `APP_`"
            )


def values(draft: Draft) -> Iterator[Diagnostic]:
    """V102: as long as every target takes it, and not too many."""
    for model, name, value in _variables(draft):
        if isinstance(value, str) and len(value) > LONGEST:
            path = ("models", model, "train", "env", name)
            summary = f"the value of `{name}` has {len(value)} characters"
            yield at_value(
                draft.context, "V102", path, summary, f"{LONGEST} at most; put more into a file of the project"
            )
    for model, spec in sound_models(draft):
        if len(spec.train.env) > MOST:
            summary = f"model `{model}` sets {len(spec.train.env)} environment variables"
            yield at_key(draft.context, "V102", ("models", model, "train", "env"), summary, f"{MOST} at most")


def _variables(draft: Draft) -> Iterator[tuple[str, str, object]]:
    return ((model, name, value) for model, spec in sound_models(draft) for name, value in spec.train.env.items())
