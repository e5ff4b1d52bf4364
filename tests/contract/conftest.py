from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager

import fake_plugin
import pytest
from laboratory import ENGINES, Laboratory
from plugin import started

from tests.pulumi_cli import needs_cli


@pytest.fixture(params=sorted(ENGINES))
def lab(tmp_path, request, monkeypatch):
    """A workspace for one scenario, under each engine."""
    with ExitStack() as open_ones:
        if request.param == "pulumi":
            needs_cli()
            monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
            monkeypatch.setenv("PULUMI_DEBUG_PROVIDERS", f"fake:{open_ones.enter_context(standing_plugin(tmp_path))}")
        laboratory = open_ones.enter_context(closing(Laboratory(tmp_path, request.param)))
        yield laboratory


@contextmanager
def standing_plugin(folder):
    """The port of the fake provider's plugin, which Pulumi finds running and does not start anew for each operation."""
    fake_plugin.install(folder / "bin")
    (folder / "program").mkdir()
    with started(folder / "program", [str(folder / "bin" / "pulumi-resource-fake")]) as (port, _):
        yield port


@pytest.fixture
def embedded(tmp_path):
    """A workspace for what only the embedded engine promises."""
    return Laboratory(tmp_path)
