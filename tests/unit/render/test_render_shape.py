"""The check of tokens says the same as the parser, for what is right and for what is not."""

import random

import pytest

from compiler.model.graph import Join, Ref, Secret
from compiler.model.rendering import Code
from compiler.render.literals.layout import flat
from compiler.render.literals.python import STYLE
from compiler.render.problem import Problem
from compiler.render.text import Pieces
from compiler.render.verify.python import read_skeleton, verify
from compiler.render.verify.shape import read_shape, verify_tokens
from compiler.source.address import Address

PIECES = Pieces(
    (
        '"""A program."""\n\n# ',
        "\nimport pulumi\n\nconfig = pulumi.Config()\n",
        " = pulumi.Thing(\n    ",
        ",\n    a=",
        ",  # noqa\n    b=[",
        ', {"k": ',
        "}],\n)\npulumi.export(",
        ")\n",
    ),
    (0, 1, 2, 3, 4, 5, 6),
)
VALUES = (
    "", "x", "a b",
    'a"b', "a'b", "\\", "a\nb", "#", "\u2028", "é", "{", "pulumi", "thing", '"""', 0, -1, 1.5, -0.0, 1e16,
    1e-7, 10**30, True, None, [], {}, (), [1, [2, "x"]], {"a": {"b": -1}, "#": [None]}, Secret("k"),
    Ref(Address("Thing", "my"), "url"), Join(("a", Ref(Address("Thing", "my"), "url"), "b")), Code("config"),
)  # fmt: skip
MUTATIONS = '",\'\\#()[]{}=:.-+*\n 0aTruef"\x00\u2028'


def both(text, values):
    """The verdicts of the tokens and of the parser: empty, or the code of the problem."""
    codes = frozenset(number for number, value in enumerate(values) if type(value) is Code)
    verdicts = []
    for check in ("tokens", "parser"):
        try:
            if check == "tokens":
                shape = read_shape(PIECES, codes)
                assert shape is not None
                verify_tokens(shape, text, values)
            else:
                skeleton = PIECES.fill(lambda number: values[number].text if number in codes else f"__mw_{number}__")
                verify(read_skeleton(skeleton), text.encode("utf-8", "surrogatepass"), values)
            verdicts.append("")
        except (Problem, UnicodeEncodeError) as problem:
            verdicts.append(getattr(problem, "code", "R006"))
    return verdicts


def program(chance):
    values = ["words", Code("my_thing"), *(chance.choice(VALUES) for _ in range(4)), "name"]
    values[6] = Ref(Address("Thing", "my"), "url") if chance.random() < 0.3 else chance.choice(VALUES)
    values[2:6] = ["x" if type(value) in (Ref, Join) else value for value in values[2:6]]
    return values, PIECES.fill(lambda number: "words" if number == 0 else flat(STYLE, values[number]))


@pytest.mark.parametrize("seed", range(40))
def test_what_is_right_passes_both(seed):
    values, text = program(random.Random(seed))
    assert both(text, values) == ["", ""]


def test_what_the_parser_refuses_is_refused():
    chance = random.Random(1)
    passed = refused = 0
    for _ in range(3000):
        values, text = program(chance)
        at = chance.randrange(20, len(text))
        sign = chance.choice(MUTATIONS)
        changed = text[:at] + sign + text[at + chance.randrange(2) :]
        tokens, parser = both(changed, values)
        assert not parser or tokens, f"{changed!r} is accepted for {values}"
        passed += not tokens
        refused += bool(tokens)
    assert passed and refused > 1000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("my_thing =", "my_thing.x ="),
        ('"name"', '"name", evil=1'),
        ("a=1", "a=1 + 1"),
        ("a=1", "a=True"),
        ("a=1", "a=1.0"),
        ("a=1", "a=(1)"),
        ("# words", "# words\npulumi.evil()"),
        ("# words", "# words\rpulumi.evil()"),
        ("\nimport", "\n import"),
        ("import pulumi\n", "import pulumi; \n"),
        ('"x"', '"x" "y"'),
        ('"x"', 'f"x"'),
        ('"x"', 'b"x"'),
        ('"x"', '"x" if 1 else 2'),
        ('"x"', '"x"\\\n'),
    ],
)
def test_changes_by_hand(old, new):
    values = ["words", Code("my_thing"), "x", 1, 2, 3, "name"]
    text = PIECES.fill(lambda number: "words" if number == 0 else flat(STYLE, values[number]))
    assert old in text and both(text, values) == ["", ""]
    tokens, parser = both(text.replace(old, new, 1), values)
    assert tokens, f"{new!r} is accepted (by the parser: {parser or 'too'})"


@pytest.mark.parametrize("name", ["pulumi", "config", "a.b"])
def test_a_name_is_new_and_plain(name):
    values = ["words", Code(name), "x", 1, 2, 3, "name"]
    text = PIECES.fill(lambda number: "words" if number == 0 else flat(STYLE, values[number]))
    shape = read_shape(PIECES, frozenset({1}))
    with pytest.raises(Problem):
        verify_tokens(shape, text, values)


@pytest.mark.parametrize(
    "static", [("x = ", ".y\n"), ("x = -", "\n"), ("pulumi.f(", "[0])\n"), ("pulumi.f(1 + ", ")\n"), ("x = ", ' "a"\n')]
)
def test_a_value_in_an_unusual_place_has_no_shape(static):
    head = '"""A program."""\n\nimport pulumi\n\n'
    try:
        assert read_shape(Pieces((head + static[0], static[1]), (0,)), frozenset()) is None
    except Problem as problem:
        assert problem.code in ("R005", "R006", "R008")
