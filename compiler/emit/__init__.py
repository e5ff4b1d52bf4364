"""Artifacts in, `stacks/<project>/<environment>/` out: all files and their manifest at once, or nothing.

A managed file that somebody edited by hand is compiled again, and the edit is kept beside it as `<name>.orig` with a
warning: the spec stays the one source, and nobody's work is lost. Files that are not ours stay and are reported.
"""

from compiler.emit.emitter import Staged, check_emitted, describe, discard, emit, settle, stage
from compiler.emit.manifest import read_manifest, read_reads
from compiler.model.manifest import Emitted

__all__ = [
    "Emitted",
    "Staged",
    "check_emitted",
    "describe",
    "discard",
    "emit",
    "read_manifest",
    "read_reads",
    "settle",
    "stage",
]
