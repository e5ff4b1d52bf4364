"""The values of a pipeline definition, once an execution knows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def resolved(value: Any, parameters: Mapping[str, Any], execution: Mapping[str, str], steps: Mapping[str, Any]) -> Any:
    """The same with values in place of references; KeyError for one that leads nowhere."""
    if isinstance(value, list):
        return [resolved(item, parameters, execution, steps) for item in value]
    if not isinstance(value, dict):
        return value
    if "Get" in value:
        return _got(value["Get"], {"Parameters": parameters, "Execution": execution, "Steps": steps})
    if "Std:Join" in value:
        join = value["Std:Join"]
        return join["On"].join(str(resolved(item, parameters, execution, steps)) for item in join["Values"])
    return {key: resolved(item, parameters, execution, steps) for key, item in value.items()}


def _got(path: str, known: Mapping[str, Any]) -> Any:
    found: Any = known
    for part in re.findall(r"[^.\[\]']+", path):
        found = found[part]
    return found
