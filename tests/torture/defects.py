"""Defects to plant in a server of command lines: `Forks("tests.torture.defects:NAME")` calls one before it serves."""

from __future__ import annotations

from dataclasses import replace


def syntax_crashes() -> None:
    """A syntax error is not expected."""
    from compiler.load import document

    document.explain_syntax = None  # ty: ignore[invalid-assignment]


def hints_are_lost() -> None:
    """The loader tells what is wrong and not what to do."""
    from compiler.load import document

    explain = document.explain_syntax
    document.explain_syntax = lambda *words: replace(explain(*words), hint="")


def nothing_is_bounded() -> None:
    """Values may nest, repeat and grow."""
    from compiler.load import builder, size

    builder.MAX_NODES = builder.MAX_DEPTH = size.MOST = 10**9


def everything_is_composed() -> None:
    """No key and no reference of a configuration file is forbidden."""
    from compiler.compose import gather, phase

    for module in (gather, phase):
        module.check_tree = lambda *_: iter(())


def targets_are_imported() -> None:
    """What a configuration names is imported before it is refused."""
    import sys
    from importlib import import_module

    from compiler.compose import gather, phase

    check = gather.check_tree

    def careless(document):
        for path in document.marks:
            if path and path[-1] == "_target_":
                sys.modules.pop("antigravity", None)
                sys.modules.pop("xml.sax.saxutils", None)
                import_module("subprocess").run(["true"], check=True)
        return check(document)

    for module in (gather, phase):
        module.check_tree = careless


def paths_are_taken_as_they_are() -> None:
    """Nobody asks where a path leads."""
    from compiler.load import document, files, include

    for module in (document, files, include):
        module.resolved_inside = lambda root, relative: root / relative
    files._unsafe = lambda *_: ""


def features_come_out_of_a_set() -> None:
    """The order of the features depends on how texts are hashed."""
    from compiler.targets import stackfiles

    definition = stackfiles.definition
    stackfiles.definition = lambda job: {**definition(job), "features": list({*definition(job)["features"]})}


def files_are_written_in_place() -> None:
    """What is written goes straight into its place, and the end of it later."""
    from compiler.source import files

    def write(path, data, *, mode=0o644):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb", buffering=0) as file:
            file.write(data[: len(data) // 2])
            file.write(data[len(data) // 2 :])

    files.write_atomic = write
