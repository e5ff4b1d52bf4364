"""The repository of `pulls.py` with previews in a cloud: the real Pulumi CLI against the stand-in of `tests/aws`."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import psutil

from tests.aws.account import Account
from tests.torture import pulls
from tests.torture.pulls import DYING, Pull, Repository

ENVIRONMENT = "dev"
SPEC = f"{pulls.SPEC}environments: {{{{local: {{{{}}}}, {ENVIRONMENT}: {{{{}}}}}}}}\n"


@dataclass
class CloudRepository(Repository):
    """`main` is deployed to `dev`. `spoil` may change a command before it is run."""

    account: Account = field(kw_only=True)
    spoil: Callable[[str], str] = field(default=lambda line: line, kw_only=True)

    def command(self, line: str) -> tuple[int, str]:
        """As the command line would, with the account."""
        words = shlex.split(self.spoil(line))
        if words[0] in ("preview", "up", "destroy"):
            words += ["--env", ENVIRONMENT]
        done = self.account.mw(*words, code=None)
        if done.code == 255:
            raise AssertionError(f"{line}: {done.err[-300:]}{done.out[-300:]}")
        return done.code, done.out

    def dying(self, line: str, after: int) -> None:
        """In a process of its own, killed at an event with all that it started, as when a runner is taken away."""
        command = [sys.executable, "-c", DYING, str(after), *shlex.split(line), "--env", ENVIRONMENT]
        variables = {**os.environ, **self.account.variables, "PYTHONPATH": str(pulls.ROOT), "NO_COLOR": "1"}
        subprocess.run(command, cwd=self.root, env=variables, capture_output=True, timeout=300, check=False)
        backend = self.account.variables["PULUMI_BACKEND_URL"]
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.pid != os.getpid() and process.environ().get("PULUMI_BACKEND_URL") == backend:
                    process.kill()
                    process.wait(30)

    def standing(self) -> dict[str, object]:
        """All of `dev`: its states, and what there is of it in the cloud."""
        stacks = self.root / "backend" / ".pulumi" / "stacks"
        states = {f"state of {path.parent.name}": path.read_bytes() for path in stacks.glob(f"*/{ENVIRONMENT}.json")}
        return {**states, "cloud": [name for name in self.names() if f"-{ENVIRONMENT}-" in name]}

    def names(self) -> list[str]:
        """Whatever stands in the account."""
        return sorted(name for names in self.account.listed().values() for name in names)

    def servers(self, environment: str) -> list[str]:  # type: ignore[override]
        """Of a preview, all that stands in the cloud."""
        return [name for name in self.names() if f"-{environment}-" in name]


def moved(repository: CloudRepository, _: Random, __: Pull) -> None:
    """The next command runs on another machine."""
    shutil.rmtree(repository.private, ignore_errors=True)


def wrong(repository: CloudRepository, before: dict[str, object]) -> list[str]:
    """What a reaper has left of closed pull requests in the cloud, or touched of anything else."""
    found = []
    for pull in repository.pulls.values():
        names = repository.servers(f"pr-{pull.number}")
        if not pull.open and names:
            found.append(f"pr-{pull.number} has {names}")
        if pull.open and names != repository.serving.get(pull.number, names):
            found.append(f"pr-{pull.number} is open, and was touched: {names}")
    now = repository.standing()
    found += [f"{name} of dev was touched" for name in before if before[name] != now.get(name)]
    return found


STEPS = (
    pulls.opened,
    pulls.pushed,
    pulls.again,
    pulls.forced,
    pulls.renamed,
    pulls.closed,
    pulls.deleted,
    pulls.cancelled,
    pulls.half_removed,
    pulls.lost,
    moved,
)
