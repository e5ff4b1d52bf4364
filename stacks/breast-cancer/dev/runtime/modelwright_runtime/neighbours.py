"""Range checks of the nearest-neighbour indices (KDTree, BallTree) inside a loaded model."""

from __future__ import annotations

from typing import Any


def check_neighbours(tree: Any) -> None:
    """Raises ValueError when a node points at rows or nodes that the index does not have.

    A node i that is no leaf has the children 2i+1 and 2i+2; every node covers a slice of `idx_array`.
    """
    import numpy as np

    state = tree.__getstate__()
    data, order, nodes, bounds = (np.asarray(table) for table in state[:4])
    levels, count = int(state[5]), int(state[6])
    rows = len(data)
    if data.ndim != 2 or not rows or order.shape != (rows,) or nodes.shape != (count,) or bounds.ndim != 3:
        raise ValueError("a neighbour index's tables do not fit together")
    if not 0 < levels < 64 or count != 2**levels - 1 or bounds.shape[1:] != (count, data.shape[1]):
        raise ValueError("a neighbour index's tables do not fit together")
    if bounds.shape[0] != (2 if type(tree).__name__.startswith("KD") else 1):
        raise ValueError("a neighbour index's tables do not fit together")
    if (order < 0).any() or (order >= rows).any():
        raise ValueError("a neighbour index points at rows that it does not have")
    start, end = nodes["idx_start"], nodes["idx_end"]
    if (start < 0).any() or (end < start).any() or (end > rows).any():
        raise ValueError("a neighbour index's node covers rows that it does not have")
    if (2 * np.flatnonzero(nodes["is_leaf"] == 0) + 2 >= count).any():
        raise ValueError("a neighbour index's node has children that it does not have")
