"""The prediction log: one JSON line per answered row, in a file that is put aside once when it grows too large."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, Any

DEFAULT_BYTES = 10_000_000


class PredictionLog:
    """`<path>` and, older, `<path>.1`. A full disk stops the log, never a prediction. Used by one thread."""

    def __init__(self, path: Path, limit: int) -> None:
        self._path = path
        self._limit = limit
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] | None = path.open("a", encoding="utf-8")

    def close(self) -> None:
        """Nothing is logged from now on."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def add(self, version: str, rows: Sequence[dict[str, Any]], predictions: Sequence[Any]) -> None:
        """One line per row: time (UTC), version, features as they were sent, prediction."""
        if self._file is None:
            return
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
        lines = [
            json.dumps(
                {"time": now, "version": version, "features": row, "prediction": prediction}, separators=(",", ":")
            )
            for row, prediction in zip(rows, predictions, strict=True)
        ]
        try:
            self._file.write("\n".join(lines) + "\n")
            self._file.flush()
            if self._file.tell() > self._limit:
                self._file.close()
                self._path.replace(self._path.with_name(self._path.name + ".1"))
                self._file = self._path.open("a", encoding="utf-8")
        except (OSError, ValueError) as error:
            print(f"the prediction log stops: {error}", file=sys.stderr, flush=True)
            self._file = None
