"""`init --ci`: workflows for a repository, which stay the user's own files. In: a folder; out: what was done."""

from compiler.scaffold.ci.start import Forge, Kept, Workflows, write_workflows

__all__ = ["Forge", "Kept", "Workflows", "write_workflows"]
