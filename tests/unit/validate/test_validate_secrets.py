"""Each form of credential is found wherever it stands, is never shown, and ordinary text is none."""

from __future__ import annotations

import pytest
from validate_workbench import GOOD, check

from compiler.reports.text import diagnostics_text

# Put together here, so that no scanner takes this file for a leak.
SECRETS = {
    "an AWS access key": "AKIA" + "IOSFODNN7EXAMPLE",
    "a private key": "-----BEGIN RSA PRIVATE" + " KEY-----",
    "a GitHub token": "ghp_" + "a1" * 18,
    "a GitLab token": "glpat-" + "a1" * 10,
    "a Slack token": "xoxb-" + "1234567890-abc",
    "a Google API key": "AIza" + "b2" * 17 + "c",
    "a Stripe key": "sk_live_" + "a1" * 12,
    "a Hugging Face token": "hf_" + "a1" * 17,
    "a token of a package index": "npm_" + "a1" * 18,
    "a JSON web token": "eyJhbGciOiJIUzI1" + ".eyJzdWIiOiIxMjM0" + ".c2lnbmF0dXJl",
    "an address with a password": "postgres://reader:" + "hunter2@lake/customers",
    "a signed address": "https://lake/customers.csv?X-Amz-Signature=" + "0123456789",
}
PLACES = (
    "x-notes: {{lake: [{}]}}\n",
    "platform: {{tags: {{note: {}}}}}\n",
    "description: {}\n",
)


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("place", PLACES)
def test_a_credential(kind, place):
    text = GOOD + place.format(f'"see {SECRETS[kind]}"')
    items = check(text).diagnostics
    (found,) = [item for item in items if item.code == "V114"]
    assert found.summary.endswith(f" holds {kind}")
    assert SECRETS[kind] not in diagnostics_text(items, lambda _: text, colour=False)


@pytest.mark.parametrize("key", ["password", "db_password", "api-key", "AUTH_TOKEN", "secret", "aws_secret_access_key"])
def test_a_key_that_says_what_it_holds(key):
    text = f"{GOOD}x-lake: {{{key}: hunter2}}\n"
    (found,) = check(text).diagnostics
    assert (found.code, found.location.line) == ("V115", GOOD.count("\n") + 1)
    assert "hunter2" not in diagnostics_text([found], lambda _: text, colour=False)


@pytest.mark.parametrize(
    "written",
    [
        "x-lake: {password: '${env:LAKE_PASSWORD}'}",
        "x-lake: {tokens: plenty, token_pattern: '[a-z]+', passwords_of: users, secret: ''}",
        "description: 'AKIA is how keys of AWS begin; write to ml@example.org or see https://example.org/a@b'",
        "platform: {tags: {cost: 'sk-learn', weight: high}}",
    ],
)
def test_what_is_no_secret(written):
    assert [item.code for item in check(f"{GOOD}{written}\n").diagnostics if item.code in ("V114", "V115")] == []


def test_a_column_may_be_called_anything():
    text = GOOD.replace("      churned: boolean", "      token: text\n      churned: boolean")
    assert check(text, header=("plan", "customer_id", "tenure_months", "token", "churned")).diagnostics == ()
