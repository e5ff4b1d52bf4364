"""A YAML text goes in, the same text in the usual layout comes out: `format_text`. What it says stays as it is.
`set_value` sets one value and leaves the layout alone.

Only what stands between tokens is written anew: indentation (two spaces a level, lists indented under their key), one
space after `:`, `,` and `-`, none inside brackets, at least two before a comment, one blank line at most; and double
quotes where nothing has to be escaped. Line breaks, key order and comments are the author's. Libraries that load and
dump again (ruamel.yaml) move comments and break lines by rules of their own; what only touches blanks cannot.
"""

from compiler.load.layout.edit import set_value
from compiler.load.layout.pieces import Unusual
from compiler.load.layout.rewrite import format_text

__all__ = ["Unusual", "format_text", "set_value"]
