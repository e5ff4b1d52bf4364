"""A workspace and the folder of its stack."""

import pytest

from compiler.model.workspace import Workspace


@pytest.fixture
def ws(tmp_path):
    root = tmp_path / "work"
    root.mkdir()
    return Workspace(root, None)


@pytest.fixture
def stack(ws):
    return ws.root / "stacks" / "churn" / "local"
