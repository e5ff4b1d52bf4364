"""The environment variables of child processes: an allow-list, so that no cloud credential is inherited."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Mapping
from pathlib import Path

_ALLOWED = frozenset({"PATH", "HOME", "LANG", "LANGUAGE", "TMPDIR", "TZ", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"})
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_CHECKOUT = Path(__file__).resolve().parents[2]


def child_environment(threads: int, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a job or server may see; numerical libraries are pinned to `threads` threads."""
    kept = {key: value for key, value in inherited.items() if key in _ALLOWED or key.startswith("LC_")}
    paths = [inherited["PYTHONPATH"]] if inherited.get("PYTHONPATH") else []
    if str(_CHECKOUT) not in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        paths.insert(0, str(_CHECKOUT))
    if paths:
        kept["PYTHONPATH"] = os.pathsep.join(paths)
    return kept | {name: str(threads) for name in THREADS} | {"PYTHONUNBUFFERED": "1"}
