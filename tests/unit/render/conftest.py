"""A small bench: one template folder, one file, its diagnostics."""

import pytest

from compiler.model.rendering import Language, Rendering
from compiler.render import render

HEAD = '"""A program."""\n\nimport json\nfrom pathlib import Path\n\nimport pulumi\n\n'


@pytest.fixture
def bench(tmp_path):
    """`bench(body, language, **context)` renders a template; other templates are given by `files`."""
    folder = tmp_path / "templates"
    folder.mkdir()

    def run(body, language=Language.PYTHON, files=(), **context):
        head = HEAD if language is Language.PYTHON else ""
        for name, text in (("main.j2", head + body), *dict(files).items()):
            (folder / name).write_text(text, encoding="utf-8")
        return render((Rendering("out", "main.j2", language, context),), (folder,))

    return run


@pytest.fixture
def text(bench):
    """The text after the fixed head, of a template that must render."""

    def run(body, language=Language.PYTHON, files=(), **context):
        checked = bench(body, language, files, **context)
        assert checked.value is not None, checked.diagnostics
        return checked.value[0].content.decode().removeprefix(HEAD)

    return run


@pytest.fixture
def fault(bench):
    """`(code, line in the file it names, summary)` of a template that must fail."""

    def run(body, language=Language.PYTHON, files=(), **context):
        checked = bench(body, language, files, **context)
        assert checked.value is None
        (found,) = checked.diagnostics
        assert found.hint or found.summary
        head = (
            HEAD.count("\n") if language is Language.PYTHON and found.location and "main" in found.location.file else 0
        )
        return found.code, (found.location.line - head if found.location else None), found.summary

    return run
