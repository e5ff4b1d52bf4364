"""A model as the bytes of a skops archive (no pickle) and back, from a fixed list of trusted types.

skops names what it stores by memory address; here everything is numbered in order, so equal models have equal bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from .failure import Failure
from .trees import check_trees
from .trusted import TRUSTED

_EPOCH = (1980, 1, 1, 0, 0, 0)


def dump_model(model: Any) -> bytes:
    """Failure `artifact` when a part of the model cannot be stored, or could not be loaded again."""
    import skops.io

    try:
        data = _numbered(skops.io.dumps(model))
        unknown = [name for name in skops.io.get_untrusted_types(data=data) if name not in TRUSTED]
    except Exception as error:
        raise Failure("artifact", f"the model cannot be stored without pickle: {error}") from None
    if unknown:
        names = ", ".join(f"`{name}`" for name in unknown[:5])
        raise Failure(
            "artifact", f"the model contains {names}; only scikit-learn's, numpy's and scipy's types can be served"
        )
    return data


def load_model(data: bytes) -> Any:
    """Failure `artifact` for an unknown type, a damaged archive, and trees that point outside of themselves."""
    import skops.io

    try:
        model = skops.io.loads(data, trusted=list(TRUSTED))
    except Exception as error:
        raise Failure("artifact", f"the model is refused: {error}") from None
    try:
        check_trees(model)
    except ValueError as error:
        raise Failure("artifact", f"the model is refused: {error}") from None
    return model


def _numbered(data: bytes) -> bytes:
    numbers: dict[Any, int] = {}
    files: dict[str, str] = {}

    def rename(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        node = dict(pairs)
        if isinstance(node.get("__id__"), int):
            node["__id__"] = numbers.setdefault(node["__id__"], len(numbers) + 1)
        if isinstance(node.get("file"), str) and "__loader__" in node:
            suffix = node["file"].rpartition(".")[2]
            node["file"] = files.setdefault(node["file"], f"{len(files) + 1}.{suffix}")
        return node

    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        schema = json.loads(old.read("schema.json"), object_pairs_hook=rename)
        for before, after in files.items():
            new.writestr(zipfile.ZipInfo(after, _EPOCH), old.read(before))
        new.writestr(zipfile.ZipInfo("schema.json", _EPOCH), json.dumps(schema, separators=(",", ":")))
    return target.getvalue()
