"""What Pulumi and its providers say, on one line and without what helps nobody."""

from __future__ import annotations

import re

_HEAD = re.compile(r"^(?:stderr: )?(?:error: )?(?:\d+ errors? occurred:\s*\*?\s*)?")
_TRANSPORT = re.compile(r"https response error StatusCode: \d+, RequestID: [^,]*, (?:HostID: [^,]*, )?")
_SHORT = 400


def short(text: str) -> str:
    """Without Pulumi's own head and the numbers of an HTTP answer, and not endless."""
    line = " ".join(_TRANSPORT.sub("", _HEAD.sub("", text.strip())).split())
    return line if len(line) <= _SHORT else f"{line[:_SHORT]}…"
