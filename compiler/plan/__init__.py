"""Steps and manifest in, a plan out: `explain(steps, manifest, gates)` adds kind, reason, place and causes to each."""

from compiler.plan.explainer import explain

__all__ = ["explain"]
