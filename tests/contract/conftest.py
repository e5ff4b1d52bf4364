from __future__ import annotations

import os

import fake_plugin
import pytest
from laboratory import ENGINES, Laboratory

from tests.pulumi_cli import needs_cli


@pytest.fixture(params=sorted(ENGINES))
def lab(tmp_path, request, monkeypatch):
    """A workspace for one scenario, under each engine."""
    if request.param == "pulumi":
        needs_cli()
        fake_plugin.install(tmp_path / "bin")
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    laboratory = Laboratory(tmp_path, request.param)
    yield laboratory
    laboratory.close()


@pytest.fixture
def embedded(tmp_path):
    """A workspace for what only the embedded engine promises."""
    return Laboratory(tmp_path)
