"""The cases here differ in their specs, not in the `conf/` under them."""

import pytest

collect_ignore = ["errors", "lower"]
"""Folders of cases: nothing to look for tests in."""


@pytest.fixture(autouse=True)
def _compose_once(composed_once):
    pass
