"""Decisions in one order whatever the threads did: dependencies first, then as the program's lines run."""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from compiler.engines.embedded.decide import Decision


def ordered(decisions: Mapping[str, Decision]) -> list[Decision]:
    """Topological, ties by program line and URN."""
    waiting = {
        urn: {need for need in decision.record.needs if need in decisions} for urn, decision in decisions.items()
    }
    dependents: dict[str, list[str]] = {}
    for urn, needs in waiting.items():
        for need in needs:
            dependents.setdefault(need, []).append(urn)
    ready = [(decisions[urn].registration.line, urn) for urn, needs in waiting.items() if not needs]
    heapq.heapify(ready)
    result: list[Decision] = []
    while ready:
        _, urn = heapq.heappop(ready)
        result.append(decisions[urn])
        for dependent in dependents.get(urn, ()):
            waiting[dependent].discard(urn)
            if not waiting[dependent]:
                heapq.heappush(ready, (decisions[dependent].registration.line, dependent))
    return result
