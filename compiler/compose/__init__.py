"""Phase 2: a document, `conf/` and the command line go in; one tree with the origin of each value comes out."""

from compiler.compose.phase import compose, list_environments

__all__ = ["compose", "list_environments"]
