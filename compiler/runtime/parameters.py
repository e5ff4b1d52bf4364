"""Parameters as a definition holds them in, as a class of scikit-learn takes them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def as_declared(kind: type, params: Mapping[str, Any]) -> dict[str, Any]:
    """JSON has lists only: a list becomes a tuple where the class says that it takes tuples and no lists."""
    declared = getattr(kind, "_parameter_constraints", {})
    return {
        name: tuple(value) if isinstance(value, list) and _takes_tuples(declared.get(name, ())) else value
        for name, value in params.items()
    }


def _takes_tuples(constraints: Any) -> bool:
    kinds = constraints if isinstance(constraints, list) else [constraints]
    return any(kind is tuple for kind in kinds) and not any(kind is list or kind == "array-like" for kind in kinds)
