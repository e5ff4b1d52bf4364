"""`init --ci`: workflows for a repository, which stay the user's own files. In: a folder; out: what was done."""

from compiler.scaffold.ci.start import Kept, Workflows, write_workflows

__all__ = ["Kept", "Workflows", "write_workflows"]
