from __future__ import annotations

import pytest
from laboratory import ENGINES, Laboratory


@pytest.fixture(params=sorted(ENGINES))
def lab(tmp_path, request):
    """A workspace for one scenario, under each engine."""
    return Laboratory(tmp_path, request.param)


@pytest.fixture
def embedded(tmp_path):
    """A workspace for what only the embedded engine promises."""
    return Laboratory(tmp_path)
