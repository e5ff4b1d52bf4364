"""Codes of the phase: render (R…)."""

from __future__ import annotations

from compiler.source.codes import Code

CODES: tuple[Code, ...] = (
    Code(
        "R001",
        "template not found",
        "A file of the stack, or an `import` or `include` in a template, names a template that no template folder has.",
        '{% import "local/macro.j2" as m %}',
        '{% import "local/macros.j2" as m %}',
    ),
    Code(
        "R002",
        "template refused",
        "The template is not valid Jinja, or uses what could turn a value into code: operators and methods inside "
        "`{{ }}`, unknown filters, switched escaping, inheritance. Templates print; decisions belong in lower.",
        '{{ "name-" ~ project }}',
        "{{ stack_name }}",
    ),
    Code(
        "R003",
        "template fails on its context",
        "The template prints or walks something that its context does not have. Nothing is ever printed as empty text.",
        "{{ dataset.sorce }}",
        "{{ dataset.source }}",
    ),
    Code(
        "R004",
        "value has no literal",
        "A value is not one of the plain types, is not finite, or is nested too deep for the file's language. "
        "References and secrets exist in Python programs only.",
        '{"limit": {{ infinity }}}',
        '{"limit": {{ seconds }}}',
    ),
    Code(
        "R005",
        "value in a place for text",
        "A value is printed inside quotes, inside a name, in YAML block text, or in the first two lines of a program. "
        "Print the bare value where a whole literal can stand.",
        'name="{{ name }}"',
        "name={{ name }}",
    ),
    Code(
        "R006",
        "result cannot be parsed",
        "What the template printed is not valid in the file's language, or two keys of a JSON object are equal.",
        "Dataset({{ name }}",
        "Dataset({{ name }})",
        exit=4,
    ),
    Code(
        "R007",
        "value changed the shape",
        "After the values were put in, the file is not the template's text with exactly these values in it. This "
        "guards against code in a value, and is a fault of the compiler: please report it.",
        wrong="# one printed value ends its literal and goes on as code",
        right="# every printed value is one literal",
        exit=4,
    ),
    Code(
        "R008",
        "not allowed in a compiled program",
        "Compiled programs only declare resources: few imports, calls into the SDKs, literals and references, each "
        "name bound before it is used, files read from the program's own folder only.",
        "import os",
        "import pulumi",
    ),
    Code(
        "R009",
        "file path collides or leaves the folder",
        "Two files of a stack have the same path (also where upper and lower case are the same), or a path is not a "
        "plain relative one.",
        "../jobs/churn.json",
        "jobs/churn.json",
    ),
    Code(
        "R010",
        "argument that the cloud does not take",
        "A call of the program has an argument that the provider's SDK does not know, lacks one that it needs, or has "
        "a value that the cloud's API refuses: of another type, too long, out of its range or none of its words. What "
        "is wrong with a value is told at the line of the spec that it comes from, all else at the template.",
        "aws.sagemaker.Endpoint({{ name }}, endpoint_config={{ configuration }})",
        "aws.sagemaker.Endpoint({{ name }}, endpoint_config_name={{ configuration }})",
    ),
)
