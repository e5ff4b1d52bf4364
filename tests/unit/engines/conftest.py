from __future__ import annotations

import pytest

from compiler.model.stack import Stack


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch):
    """Thousands of states are written here, and none has to survive a loss of power."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


@pytest.fixture
def stack(tmp_path):
    return Stack("shop", "local", tmp_path, tmp_path / ".modelwright", tmp_path / "program")
