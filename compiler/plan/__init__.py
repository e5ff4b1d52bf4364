"""Steps and manifest in, a plan out: `explain(steps, manifest, gates)` adds kind, reason, place and causes to each."""

from compiler.plan.drift import classify
from compiler.plan.explainer import explain

__all__ = ["classify", "explain"]
