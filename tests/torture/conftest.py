"""The two ways to run a harness: `campaign` on the product, `planted` on a variant with a defect."""

from contextlib import contextmanager

import pytest

from tests.torture.campaign import Campaign


@pytest.fixture
def campaign(request, record_property):
    """`with campaign("1 values", small=500, full=100_000) as run:` fails at its end when there are findings."""
    option = request.config.option

    @contextmanager
    def start(promise, small, full, note=""):
        run = Campaign(promise, option.seed, full if option.torture else small, option.case)
        try:
            yield run
        finally:
            record_property("campaign", run.line() + (f"  ({note})" if note else ""))
        if verdict := run.verdict():
            pytest.fail(verdict, pytrace=False)

    return start


@pytest.fixture
def planted(record_property):
    """`with planted("1 values", "quotes are not escaped", count=50) as run:` fails unless the harness reports it."""

    @contextmanager
    def start(promise, defect, count):
        run = Campaign(promise, 1, count, enough=1)
        yield run
        assert run.findings, f"{promise}: nothing was found although {defect}"
        first = run.findings[0][0] + 1
        record_property("campaign", f"{promise:<46} planted: {defect}: caught at case {first}")

    return start
