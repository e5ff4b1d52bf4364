"""Whether this machine has a Pulumi CLI; tests that need one are skipped without it, or fail where it is a must."""

import os
from pathlib import Path

import pytest

from compiler.engines.pulumi.command import find_cli


def needs_cli():
    """Skip, or with MODELWRIGHT_PULUMI=required fail, the test that asks, unless there is a CLI that fits."""
    cli = find_cli()
    if cli is not None and cli.fits:
        return cli
    reason = "no Pulumi CLI: `make pulumi` builds one where there is Go"
    if os.environ.get("MODELWRIGHT_PULUMI") == "required":
        pytest.fail(reason)
    return pytest.skip(reason)


def hide_cli(monkeypatch, tmp_path, *instead):
    """No CLI from here on, and nobody logged in; `instead` are folders that come first on PATH."""
    folders = [folder for folder in os.environ["PATH"].split(os.pathsep) if not (Path(folder) / "pulumi").exists()]
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, instead), *folders]))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "pulumi"))
    monkeypatch.delenv("PULUMI_BACKEND_URL", raising=False)
