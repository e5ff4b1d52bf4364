"""Options of the whole suite, what many tests share, and the lines of `tests/torture` at its end."""

import secrets
import signal

import pytest

from compiler.compose import cache


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected files of golden tests")
    parser.addoption("--torture", action="store_true", help="run tests/torture at full size")
    parser.addoption("--seed", type=int, help="the seed of tests/torture: 1, or a fresh one with --torture")
    parser.addoption("--case", type=int, help="try only this case of each harness in tests/torture")


def pytest_configure(config):
    # A shell without job control starts what it puts in the background with Ctrl-C ignored, and children inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.option.seed is None:
        config.option.seed = secrets.randbelow(1_000_000) if config.option.torture else 1


def pytest_terminal_summary(terminalreporter):
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    lines = sorted(value for report in reports for name, value in report.user_properties if name == "campaign")
    if lines:
        terminalreporter.section("promises under attack")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def _composed(tmp_path_factory):
    return tmp_path_factory.mktemp("composed")


@pytest.fixture
def composed_once(monkeypatch, _composed):
    """What Hydra made of a `conf/` is remembered from test to test, and not for each workspace anew."""
    monkeypatch.setattr(cache, "_file", lambda _, key: _composed / f"{key.removeprefix('sha256:')}.json")
