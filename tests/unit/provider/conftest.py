"""A workspace of its own for each test, and nothing left running after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from provider_workbench import Workbench, write_data

from compiler.provider.identity import terminate
from compiler.provider.status import endpoint_records


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    write_data(tmp_path / "data.csv")
    workbench = Workbench(tmp_path)
    yield workbench
    workbench.provider.close()
    for folder in (workbench.private / "endpoints").glob("*/*"):
        for record in endpoint_records(workbench.private, folder.parent.name, folder.name):
            for process in (record.process, *record.retiring):
                terminate(process, 5.0)
