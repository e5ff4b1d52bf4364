"""The entry point of `pulumi-resource-modelwright`, which Pulumi starts in the folder of the program."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compiler.provider.plugin.host import Host


def main() -> None:
    """Serve our resources in the workspace around the current folder."""
    if sys.argv[1:] == ["--version"]:
        from compiler.source.version import VERSION

        print(VERSION)
        return
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    from compiler.provider.local import LocalProvider
    from compiler.provider.plugin.schema import package_schema
    from compiler.provider.plugin.serve import serve
    from compiler.provider.plugin.servicer import Package
    from compiler.source.version import VERSION

    provider = LocalProvider()
    try:
        serve(Package("modelwright", VERSION, provider, package_schema), around(Path.cwd()), sys.argv[1:])
    finally:
        provider.close()


def around(folder: Path) -> Host:
    """The host for a program's folder: compiled ones lie three folders deep in their workspace."""
    from compiler.emit import read_manifest
    from compiler.load import find_workspace
    from compiler.model.workspace import Workspace
    from compiler.provider.plugin.host import Host

    manifest = read_manifest(folder)
    workspace = Workspace(folder.parents[2], None) if manifest else find_workspace(folder)
    return Host(workspace.root, workspace.private, manifest)
