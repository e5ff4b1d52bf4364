"""One compilation in another setting: run as a process of its own, which first makes folders list in another order.

python -m tests.torture.variation SEED FOLDER [DEFECT]
"""

from __future__ import annotations

import os
import sys
from random import Random


class Scanned:
    """What `os.scandir` gives: an iterator that can be closed."""

    def __init__(self, entries):
        self.entries = iter(entries)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.entries = iter(())


def shuffle_folders(random: Random) -> None:
    """What a folder holds comes in an order that differs with every look, as it may on another file system."""
    listdir, scandir = os.listdir, os.scandir

    def listed(*words):
        names = listdir(*words)
        random.shuffle(names)
        return names

    def scanned(*words):
        with scandir(*words) as entries:
            found = list(entries)
        random.shuffle(found)
        return Scanned(found)

    os.listdir, os.scandir = listed, scanned


def main(seed: str, folder: str, defect: str = "") -> int:
    """Compile every project of the workspace; the exit code of the command."""
    from compiler.cli.run import run

    if defect:
        from tests.torture import defects

        getattr(defects, defect)()
    shuffle_folders(Random(seed))
    return run(["compile", "--all", "-C", folder])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
