"""Malformed and hostile project files: mutations and truncations of good ones, invalid YAML by class, and floods."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

TOKENS = (
    b"\t", b"\x00", b"\x1b", b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xc2\x85",
    b"\r", b"\n", b"\n\n", b"\n---\n", b"\n...\n", b": ", b"- ", b"? ", b"[", b"]", b"{", b"}", b",", b"&a ", b"*a",
    b"!!python/object:os.system ", b"!x ", b"|", b">-\n", b'"', b"'", b"#", b" #", b"%", b"@", b"`", b"<<: ", b"${",
    b"${x}", b"${env:HOME}", b"${oc.env:HOME}", b"null", b"yes", b"012", b"1e999", b"9" * 30, b".nan", b"1:30",
    b"_target_: os.system", b"hydra: {}", b"{{ x }}", b"\\", b"  ", b"     ", b"include: [a.yaml]", b"x-a: ",
)  # fmt: skip


def truncated(texts: tuple[bytes, ...]) -> tuple[tuple[int, int], ...]:
    """Which text is cut at which offset: each at every one."""
    return tuple((index, offset) for index, text in enumerate(texts) for offset in range(len(text)))


def mutated(random: Random, text: bytes) -> bytes:
    """One to four changes, as slips of the hand and as attacks make them."""
    for _ in range(random.randint(1, 4)):
        text = random.choice((_insert, _delete, _swap_lines, _indent, _repeat, _flip, _replace_value))(random, text)
    return text


def _insert(random: Random, text: bytes) -> bytes:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(TOKENS) + text[at:]


def _delete(random: Random, text: bytes) -> bytes:
    at = random.randint(0, len(text))
    return text[:at] + text[at + random.choice((1, 1, 2, 5, 40)) :]


def _flip(random: Random, text: bytes) -> bytes:
    if not text:
        return text
    at = random.randrange(len(text))
    return text[:at] + bytes([random.randrange(256)]) + text[at + 1 :]


def _swap_lines(random: Random, text: bytes) -> bytes:
    lines = text.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _indent(random: Random, text: bytes) -> bytes:
    lines = text.split(b"\n")
    at = random.randrange(len(lines))
    lines[at] = lines[at].lstrip() if random.random() < 0.5 else random.choice((b" ", b"  ", b"    ")) + lines[at]
    return b"\n".join(lines)


def _repeat(random: Random, text: bytes) -> bytes:
    lines = text.split(b"\n")
    at = random.randrange(len(lines))
    return b"\n".join(lines[: at + 1] + lines[at : at + random.choice((1, 2, 8))] + lines[at + 1 :])


def _replace_value(random: Random, text: bytes) -> bytes:
    lines = text.split(b"\n")
    keyed = [index for index, line in enumerate(lines) if b": " in line]
    if keyed:
        at = random.choice(keyed)
        lines[at] = lines[at].partition(b": ")[0] + b": " + random.choice(TOKENS)
    return b"\n".join(lines)


INVALID = {
    "tab before a key": "x-a:\n\tb: 1",
    "tab before a later key": "x-a:\n  b: 1\n\tc: 1",
    "tab before an item": "x-a:\n\t- b",
    "tab after the dash": "x-a:\n  -\t- b",
    "tab inside indentation": "x-a:\n  b:\n  \tc: 1",
    "list never closed": "x-a: [b, c",
    "list never closed, more keys": "x-a: [b\nx-c: d",
    "mapping never closed": "x-a: {b: c",
    "list closed as mapping": "x-a: [b, c}",
    "mapping closed as list": "x-a: {b: c]",
    "one bracket too many": "x-a: [b]]",
    "one brace too many": "x-a: {b: c}}",
    "only a closing bracket": "x-a: ]",
    "comma first": "x-a: [, b]",
    "two commas": "x-a: [b, , c]",
    "comma first in a mapping": "x-a: {, b: c}",
    "no comma between entries": "x-a: {b: 1 c: 2}",
    "no comma between texts": 'x-a: ["b" "c"]',
    "text after a list": "x-a: [b] c",
    "text after a mapping": "x-a: {b: c} d",
    "text after quotes": 'x-a: "b" c',
    "text right after quotes": "x-a: 'b'c",
    "key after quotes": 'x-a: "b" c: d',
    "double quotes never closed": 'x-a: "b',
    "single quotes never closed": "x-a: 'b",
    "document end inside quotes": 'x-a: "b\n---\nc"',
    "key over two lines": "x-a:\n  b\n  c: d",
    "quoted key over two lines": 'x-a:\n  "b\n  c": d',
    "two values on one line": "x-a: b: c",
    "value and list on one line": "x-a: b - c: d",
    "item on the line of its key": "x-a: - b",
    "items on the line of their key": "x-a: - b\n     - c",
    "mapping inside an item, badly aligned": "x-a:\n  - b: 1\n   c: 2",
    "key between levels": "x-a:\n    b: 1\n  c: 2",
    "item between levels": "x-a:\n    - b\n  - c",
    "key among items": "x-a:\n  - b\n  c: d",
    "item among keys": "x-a:\n  b: c\n  - d",
    "text among keys": "x-a:\n  b: c\n  d",
    "text after a mapping level": "x-a: 1\nword",
    "text over lines, then a key": "x-a: b\n  c: d",
    "comment inside a text over lines": "x-a: b # c\n  d",
    "anchor twice": "x-a: &b &c d",
    "anchor on an alias": "x-a: &b c\nx-d: &e *b",
    "anchor before an item": "x-a: &b - c",
    "anchor without a name": "x-a: & b",
    "alias to nothing": "x-a: *b",
    "alias without a name": "x-a: * b",
    "alias to itself": "x-a: &b [*b]",
    "tag twice": "x-a: !b !c d",
    "tag with an unknown handle": "x-a: !e!b c",
    "tag never closed": "x-a: !<b c",
    "tag with a bracket": "x-a: !b{}c d",
    "python object": "x-a: !!python/object/apply:os.system [ls]",
    "python name": "x-a: !!python/name:os.system",
    "binary": "x-a: !!binary aGVsbG8=",
    "set": "x-a: !!set {b, c}",
    "directive in the middle": "x-a: 1\n%YAML 1.2\n---\nx-b: 1",
    "unknown version": "x-a: 1\n...\n%YAML 9.9\n---\nx-b: 1",
    "second document": "x-a: 1\n---\nx-b: 2",
    "text after the end": "x-a: 1\n... b",
    "block text with a zero": "x-a: |0\n  b",
    "block text with two digits": "x-a: |10\n  b",
    "block text with text behind": "x-a: | b\n  c",
    "block text with two signs": "x-a: |-+\n  b",
    "block text with a wide empty line": "x-a: |\n      \n  b",
    "escape that does not exist": 'x-a: "\\."',
    "escape cut short": 'x-a: "\\x1"',
    "escape of half a character": 'x-a: "\\ud800"',
    "escape out of range": 'x-a: "\\UFFFFFFFF"',
    "escaped NUL": 'x-a: "\\0"',
    "reserved at": "x-a: @b",
    "reserved backtick": "x-a: `b`",
    "percent first": "x-a: %b",
    "dash alone in a list": "x-a: [-]",
    "item inside brackets": "x-a: [\n- b\n]",
    "value without a key": "x-a: {: b}",
    "colon only": "x-a: : b",
    "question mark": "x-a:\n  ? [b]\n  : c",
    "list as a key": "x-a:\n  [b]: c",
    "mapping as a key": "x-a:\n  {b: c}: d",
    "template as a value": "x-a: {{ b }}",
    "empty key": "x-a:\n  : b",
    "number as a key": "x-a: {1: b}",
    "key twice": "x-a: {b: 1, b: 2}",
    "key twice at the top": "x-a: 1\nx-a: 2",
    "merge key": "x-a: {<<: {b: c}}",
    "octal": "x-a: 012",
    "base 60": "x-a: 1:30",
    "switch": "x-a: no",
    "underscores": "x-a: 1_000",
    "huge integer": "x-a: " + "9" * 4000,
    "huge float": "x-a: 1e400",
    "tiny float": "x-a: 1e-400",
    "not a number": "x-a: .nan",
    "infinite": "x-a: -.inf",
    "huge hexadecimal": "x-a: 0x" + "f" * 3000,
    "a reference that does not end": "x-a: '${b'",
    "unknown resolver": "x-a: ${oc.create:b}",
    "environment variable": "x-a: ${oc.env:HOME}",
    "conflict markers": "<<<<<<< HEAD\nx-a: 1\n=======\nx-a: 2\n>>>>>>> main",
}
"""Lines that make a good project file one that must be refused: the classes of the YAML test suite's invalid cases,
and what this product refuses beyond them."""

ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037", "latin-1")
BYTES = {
    "NUL": b"x-a: \x00",
    "escape": b"x-a: \x1b[31m",
    "half a character": b"x-a: \xed\xa0\x80",
    "overlong": b"x-a: \xc0\xaf",
    "cut character": b"x-a: \xe2\x82",
    "noncharacter": b"x-a: \xef\xbf\xbf",
    "line separator": b"x-a: b\xe2\x80\xa8x-c: d",
    "next line": b"x-a: b\xc2\x85x-c: d",
    "second BOM": b"x-a: \xef\xbb\xbfb",
    "delete": b"x-a: \x7f",
    "form feed": b"x-a: \x0c",
    "beyond Unicode": b"x-a: \xf4\x90\x80\x80",
    "latin-1": b"x-a: caf\xe9",
}


def floods(size: int) -> Iterator[tuple[str, str]]:
    """Lines that are large or deep, about `size` characters each; with the good file before them within the limit."""
    depth = size // 4
    yield "lists in lists", "x-a: " + "[" * depth
    yield "closed lists in lists", "x-a: " + "[" * depth + "]" * depth
    yield "mappings in mappings", "x-a: " + "{a: " * depth
    yield "items in items", "x-a:\n  " + "- " * depth
    yield "question marks", "x-a:\n  " + "? " * depth
    yield "indented keys", "x-a:\n" + "".join(f"{' ' * (n + 1)}a:\n" for n in range(min(1000, int(size**0.5))))
    yield (
        "alias bomb",
        "x-0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)),
    )
    yield (
        "alias bomb of mappings",
        "x-0: &a0 {a: x, b: x}\n" + "".join(f"x-{n}: &a{n} {{a: *a{n - 1}, b: *a{n - 1}}}\n" for n in range(1, 60)),
    )
    yield (
        "aliases of one large list",
        "x-0: &a [" + "1," * 9000 + "]\n" + "".join(f"x-{n}: *a\n" for n in range(1, 400)),
    )
    yield (
        "reference bomb",
        "x-0: ${x-1}${x-1}\n" + "".join(f"x-{n}: ${{x-{n + 1}}}${{x-{n + 1}}}\n" for n in range(1, 60)),
    )
    yield "reference circle", "".join(f"x-{n}: ${{x-{(n + 1) % 500}}}\n" for n in range(500))
    yield "reference chain", "".join(f"x-{n}: ${{x-{n + 1}}}\n" for n in range(5000)) + "x-5000: 1\n"
    yield "references in references", "x-a: " + "${" * depth
    yield "closed references in references", "x-a: '" + "${" * (depth // 2) + "a" + "}" * (depth // 2) + "'"
    yield "many short references", "x-a: '" + "${owner}" * (size // 8) + "'"
    yield "items", "x-a: [" + "1," * (size // 2) + "]"
    yield "keys", "x-a: {" + ",".join(f"k{n}" for n in range(size // 8)) + "}"
    yield "unknown keys", "".join(f"unknown{n}: 1\n" for n in range(size // 16))
    yield "unknown keys that look alike", "".join(f"model{n}s: 1\n" for n in range(size // 16))
    yield "keys twice", "x-a: 1\n" * (size // 7)
    yield "ambiguous scalars", "x-a: [" + "yes," * (size // 4) + "]"
    yield "tags", "x-a: [" + "!x 1," * (size // 6) + "]"
    yield "anchors", "x-a: [" + ",".join(f"&a{n} 1" for n in range(size // 10)) + "]"
    yield "one long text", "x-a: " + "x" * size
    yield "one long key", "x" * size + ": 1"
    yield "one long name", "x-a: {" + "x" * size + "}"
    yield "one long number", "x-a: " + "1" * size
    yield "one long float", "x-a: 1." + "1" * size
    yield "one long exponent", "x-a: 1e" + "1" * size
    yield "one long anchor", "x-a: &" + "a" * size + " 1"
    yield "one long tag", "x-a: !" + "a" * size + " 1"
    yield "one long comment", "# " + "x" * size
    yield "escapes", 'x-a: "' + "\\u2028" * (size // 6) + '"'
    yield "empty lines", "\n" * size
    yield "spaces", "x-a: 1" + " " * size
    yield "quotes", "x-a: " + "'" * size
    yield "documents", "---\n" * (size // 4)
    trained = "{dataset: customers, target: churned, estimator: sklearn.dummy.DummyClassifier}"
    yield "environments", _section("environments", "  e%: {}\n", size)
    yield "environments that differ", _section("environments", "  e%: {owner: o%}\n", size)
    yield "models", _section("models", f"  m%: {trained}\n", size)
    yield "models without anything", _section("models", "  m%: {}\n", size)
    yield "models in lists", _section("models", "  m%: [1]\n", size)
    yield "models of no dataset", _section("models", f"  m%: {trained.replace('customers', 'd%')}\n", size)
    table = "{source: customers.csv, columns: {age: integer}}"
    yield "datasets of one file", _section("datasets", f"  d%: {table}\n", size)
    yield (
        "datasets without a file",
        _section("datasets", f"  d%: {table.replace('customers', 'no/such/file-%')}\n", size),
    )
    yield "serving targets", _section("serving", "  s%: {model: churn}\n", size)
    yield "serving of no model", _section("serving", "  s%: {model: m%}\n", size)
    yield (
        "columns",
        "datasets:\n  customers:\n    source: customers.csv\n    columns:\n"
        + "".join(f"      column{n}: integer\n" for n in range(size // 24)),
    )
    yield "gates", _model("gates: [" + ",".join(["roc_auc >= 0.5"] * (size // 16)) + "]")
    yield "a gate with many spaces", _model("gates: ['roc_auc" + " " * size + "x']")
    yield "a gate with many digits", _model("gates: ['roc_auc >= " + "1" * size + "']")
    yield "a duration with many units", _model("train: {timeout: '" + "1s" * (size // 2) + "x'}")
    yield (
        "a check with many brackets",
        "datasets:\n  customers:\n    source: customers.csv\n    columns: {age: integer}\n    checks: ['min("
        + "(" * size
        + "']",
    )
    yield "a schedule with many commas", _model("retrain: {schedule: '" + "1," * (size // 2) + "1 * * * *'}")
    yield "parameters", _model("params: {" + ",".join(f"p{n}: 1" for n in range(size // 10)) + "}")
    yield "defaults", "defaults:\n" + "".join(f"  - {{group{n}: option}}\n" for n in range(size // 24))
    yield "defaults of one group", "defaults:\n" + "  - {compute: small}\n" * (size // 22)


def _section(name: str, line: str, size: int) -> str:
    return f"{name}:\n" + "".join(line.replace("%", str(n)) for n in range(size // len(line)))


def _model(line: str) -> str:
    return (
        "models:\n  churn:\n    dataset: customers\n    target: churned\n"
        f"    estimator: sklearn.linear_model.LogisticRegression\n    {line}\n"
    )
