"""An account with projects in it: a workspace whose commands find the stand-in and keep state in a folder."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.aws.inventory import Ids, inventory, recorded
from tests.aws.world import World
from tests.endtoend.conftest import ROOT, Ran, Workspace


@dataclass(frozen=True, slots=True)
class Account:
    """`mw(...)` as in `Workspace`; `listed()` is what boto3 finds, `recorded()` what a stack's state holds."""

    world: World
    workspace: Workspace

    @property
    def _state(self) -> Path:
        return self.workspace.root / "backend"

    @property
    def variables(self) -> dict[str, str]:
        """The provider on PATH, the folder that keeps state, and the stand-in for what asks AWS beside the provider."""
        return {
            "PATH": f"{self.workspace.root / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{self._state}",
            "PULUMI_CONFIG_PASSPHRASE": "of the test",
            "AWS_ENDPOINT_URL": self.world.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "PULUMI_HOME": f"{self.workspace.root}-pulumi",
        }

    def mw(self, *arguments: str, code: int | None = 0) -> Ran:
        """As in `Workspace`, with these variables."""
        return self.workspace.mw(*arguments, code=code, variables=self.variables)

    def listed(self) -> Ids:
        """By type, in Pulumi's ids."""
        return inventory(self.world)

    def recorded(self, project: str, environment: str) -> Ids:
        """The same, of the state."""
        return recorded(self._state / ".pulumi" / "stacks" / project / f"{environment}.json")


def open_account(world: World, root: Path, *examples: str) -> Account:
    """A new workspace with copies of examples."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "modelwright.toml").touch()
    (root / "backend").mkdir()
    for name in examples:
        shutil.copytree(ROOT / "examples" / name, root / name)
    world.counter.install(root / "bin")
    return Account(world, Workspace(root))
