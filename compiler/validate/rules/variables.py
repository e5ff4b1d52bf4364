"""The environment variables of training jobs, and of engines that serve models from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.validate.draft import Draft, at_key, at_value, sound_models, sound_pretrained
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
    for path, name, _ in _variables(draft):
        if not NAME.fullmatch(name):
            hint = "use letters, digits and `_`, and no digit first; 128 characters at most"
            summary = f"`{shorten(name)}` cannot be an environment variable"
            yield at_key(draft.context, "V100", path, summary, hint)
        elif path[2] == "train" and (name in TAKEN or name.startswith(FAMILIES)):
            summary = f"the environment variable `{name}` is set for every job already"
            yield at_key(
                draft.context, "V101", path, summary, "choose another name, such as one that begins with `APP_`"
            )


def values(draft: Draft) -> Iterator[Diagnostic]:
    """V102: as long as every target takes it, and not too many."""
    for path, name, value in _variables(draft):
        if isinstance(value, str) and len(value) > LONGEST:
            summary = f"the value of `{name}` has {len(value)} characters"
            yield at_value(
                draft.context, "V102", path, summary, f"{LONGEST} at most; put more into a file of the project"
            )
    for path, variables in _holders(draft):
        if len(variables) > MOST:
            summary = f"model `{path[1]}` sets {len(variables)} environment variables"
            yield at_key(draft.context, "V102", path, summary, f"{MOST} at most")


def _variables(draft: Draft) -> Iterator[tuple[ConfigPath, str, object]]:
    return (((*path, name), name, value) for path, held in _holders(draft) for name, value in held.items())


def _holders(draft: Draft) -> Iterator[tuple[ConfigPath, Mapping[str, object]]]:
    for name, model in sound_models(draft):
        yield ("models", name, "train", "env"), model.train.env
    for name, pretrained in sound_pretrained(draft):
        yield ("models", name, "runtime", "env"), pretrained.runtime.env
