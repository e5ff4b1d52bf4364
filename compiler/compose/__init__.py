"""Phase 2: a document, `conf/` and the command line go in; one tree with the origin of each value comes out."""

from compiler.compose.phase import compose, declared_names, list_environments

__all__ = ["compose", "declared_names", "list_environments"]
