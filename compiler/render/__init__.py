"""Templates and values in, verified files out: `render(renderings, templates) -> Checked[tuple[Artifact, ...]]`.

How to write a template (`templates/<target>/<file>.j2`):

1. Print bare values: `source={{ dataset.source }},`. Never quote, escape or convert: each value becomes a literal of
   the file's language. Exact types only: str, bool, int, float, None, list, tuple (printed as a list), dict with text
   keys; in Python also `Ref`, `Join`, `Secret` (needs a line `config = pulumi.Config()`) and `Code`.
2. Names of our own are `Code`: a `Code` in the context, or `{{ node.address | variable }}` for a resource's variable.
3. In Python give every argument that may grow a line of its own, closed with a comma (`tags={{ tags }},`), in a call
   that is already spread over lines. Then the result is what `ruff format` would leave.
4. Nothing is printed in the first two lines of a Python file, nor inside quotes. In a comment a value becomes one line
   of harmless text. In YAML a value is the whole of a key, an item or a value; in block text it is refused. In
   Markdown it is text in a code span, or a number, in running text or in a table's cell.
5. Choices, names and defaults belong in lower. Left are `for`, `if`, `macro`, `import`, `include` and `set`, and the
   filters `variable`, `indent` and `items`; operators such as `~` and `+` and methods are refused.
6. Macros print code around values; `{% import "x.j2" as x %}` always sees the context.
7. Python may import `json`, `pathlib.Path`, `pulumi`, `pulumi_aws as aws` and `pulumi_modelwright as modelwright`, and
   call only these (`Path` only as `Path(…).read_text()`, relative); every name must be bound before it is used.
8. Blocks take their whole line (trim_blocks and lstrip_blocks are on); a file ends with a newline.
"""

from compiler.render.renderer import render

__all__ = ["render"]
