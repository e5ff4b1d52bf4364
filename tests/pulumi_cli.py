"""Whether this machine has a Pulumi CLI; tests that need one are skipped without it, or fail where it is a must."""

import os

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
