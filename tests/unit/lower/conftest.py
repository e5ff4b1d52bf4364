"""The cases here differ in their specs, not in the `conf/` under them."""

import pytest


@pytest.fixture(autouse=True)
def _compose_once(composed_once):
    pass
