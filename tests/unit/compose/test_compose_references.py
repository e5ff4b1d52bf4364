"""References are filled in as OmegaConf does it, but with limits."""

import sys
from contextlib import contextmanager

import pytest
from compose_bench import at, bad, build, good
from omegaconf import OmegaConf

HEAD = "environments: {prod: {}}\n"
SAMPLE = {
    "a": 1,
    "b": "${a}",
    "c": "x${a}y${b}",
    "d": {"e": "${.f}", "f": "${..g.0}", "h": "${d.e}"},
    "g": ["p", "${g[0]}", {"k": "${a}"}],
    "i": "${g}",
    "j": "${d}",
    "k": "\\${a} ${a}",
    "l": "\\\\${a}",
    "m": "${ a }",
    "n": "${g[2].k}",
    "o": None,
    "p": "<${o}>",
    "q": "${t}",
    "t": True,
    "r": "${q}!",
    "s": "${u}",
    "u": 1.5,
    "v": "a\\b",
    "w": "$a {a}",
}


@contextmanager
def at_most_calls(most):
    """Python functions entered inside `compose/interpolate.py`: a measure of work that no busy machine changes."""
    seen = 0

    def count(frame, event, _):
        nonlocal seen
        seen += event == "call" and frame.f_code.co_filename.endswith("interpolate.py")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
    assert seen <= most


def test_results_are_those_of_omegaconf(tmp_path):
    import json

    build(tmp_path, json.dumps({**SAMPLE, "environments": {"prod": {}}}))
    composed = good(tmp_path).tree
    composed.pop("platform")
    assert composed == OmegaConf.to_container(OmegaConf.create(SAMPLE), resolve=True)


def test_a_filled_in_mapping_is_located_where_it_is_used(tmp_path):
    build(tmp_path, HEAD + "a: {b: 1}\nc: ${a}\n")
    composed = good(tmp_path)
    assert at(composed, "c", "b") == 1
    assert str(composed.sources.locate(("c", "b"))) == "modelwright.yaml:3:4"
    composed.tree["c"]["b"] = 2
    assert at(composed, "a", "b") == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("${b}", "C018"),
        ("${a}", "C018"),
        ("x ${c}\nc: ${a}", "C018"),
        ("${c}\nc: {d: '${a}'}", "C018"),
        ("x ${environments}", "C018"),
        ("x${c}\nc: {d: 1}", "C018"),
        ("${c.d.e}\nc: {d: 1}", "C018"),
        ("${c[3]}\nc: [1]", "C018"),
        ("${...c}\nc: 1", None),
        ("${oc.env:HOME}", "C017"),
        ("'${ oc.env : HOME}'", "C017"),
        ("${env:HOME}", "C031"),
        ("${env:}", "C019"),
        ("${env:A B}", "C019"),
        ("${env:A,b}", "C019"),
        ("${oc.env:HOME,x}", "C017"),
        ("${secret:A.B}", "C019"),
        ("${secret:A}", "C035"),
        ("x ${secret:A}", "C034"),
        ("x ${b}\nb: ${secret:A}", "C034"),
        ("${oc.create:x}", "C017"),
        ("${now:x}", "C017"),
        ("${hydra:run}", "C017"),
        ("${", "C019"),
        ("${}", "C019"),
        ("x ${a", "C019"),
        ("${${b}}", "C019"),
        ("${oc.${b}:HOME}", "C019"),
        ("${a b}", "C019"),
        ("${a..b}", "C019"),
        ("'${$x}'", "C019"),
    ],
)
def test_what_is_refused(tmp_path, text, code):
    build(tmp_path, f"{HEAD}a: {text}\n")
    if code is None:
        assert at(good(tmp_path), "a") == 1
    else:
        assert code in {found for found, _ in bad(tmp_path)} <= {code, "C035"}


def test_a_circle_is_told_as_such(tmp_path):
    build(tmp_path, HEAD + "a: ${b}\nb: ${c}\nc: ${a}\n")
    assert bad(tmp_path)[0] == ("C018", "modelwright.yaml:2:4")


@pytest.mark.parametrize("last", ["${b}${b}", '["${b}", "${b}"]'])
def test_doubling_is_stopped(tmp_path, last):
    lines = [f"x-{i}: {last.replace('b', f'x-{i + 1}')}" for i in range(60)]
    build(tmp_path, HEAD + "\n".join([*lines, "x-60: aaaa", ""]))
    # Counted before it is copied, and told once.
    with at_most_calls(400_000):
        assert [code for code, _ in bad(tmp_path)] == ["C018"]


def test_a_long_chain_of_lists_is_stopped(tmp_path):
    lines = [f'x-{i + 1}: ["${{x-{i}}}"]' for i in range(600)]
    build(tmp_path, HEAD + "\n".join(["x-0: 1", *lines, ""]))
    assert bad(tmp_path)[0] == ("C018", "modelwright.yaml:42:8")


def test_a_large_value_is_not_walked_for_each_text_that_fails_on_it(tmp_path):
    named = ", ".join(['"${x}"'] * 300)
    build(tmp_path, HEAD + f'x: [{"1, " * 5000} "${{no}}"]\ny: [{named}]\n')
    with at_most_calls(50_000):
        assert bad(tmp_path) == [("C018", "modelwright.yaml:2:15006")]


def test_a_reference_in_a_key_is_refused(tmp_path):
    build(tmp_path, HEAD + "'${a}': 1\n")
    assert bad(tmp_path) == [("C016", "modelwright.yaml:2:1")]
