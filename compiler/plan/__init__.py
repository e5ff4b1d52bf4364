"""Steps and manifest in, a plan out: `explain(steps, manifest)` adds kind, reason and place to each step."""

from compiler.plan.explainer import explain

__all__ = ["explain"]
