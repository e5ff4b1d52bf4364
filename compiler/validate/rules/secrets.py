"""Texts that look like credentials, anywhere in what was written: `x-` keys, tags and parameters included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath, format_path
from compiler.source.sourcemap import Layer
from compiler.validate.draft import Draft

_FORMS = (
    ("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----")),
    ("a GitHub token", re.compile(r"\bgh[oprsu]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{22,}")),
    ("a GitLab token", re.compile(r"\bglpat-[A-Za-z0-9_-]{20}")),
    ("a Slack token", re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}")),
    ("a Google API key", re.compile(r"\bAIza[A-Za-z0-9_-]{35}")),
    ("a Stripe key", re.compile(r"\b[rs]k_live_[A-Za-z0-9]{20,}")),
    ("a Hugging Face token", re.compile(r"\bhf_[A-Za-z0-9]{30,}")),
    ("a token of a package index", re.compile(r"\bnpm_[A-Za-z0-9]{36}|\bpypi-AgEI[A-Za-z0-9_-]{20,}")),
    ("a JSON web token", re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+")),
    ("an address with a password", re.compile(r"[a-z]://[^/\s:@${}]{1,100}:[^/\s:@${}]{1,200}@")),
    ("a signed address", re.compile(r"[?&](?:X-Amz-Signature|AWSAccessKeyId|sig)=[^&\s]{8}")),
)
_TELLING = (
    *("AKIA", "ASIA", "PRIVATE KEY-----", "ghp_", "gho_", "ghr_", "ghs_", "ghu_", "github_pat_", "glpat-", "xox"),
    *("AIza", "k_live_", "hf_", "npm_", "pypi-AgEI", "eyJ", "@", "X-Amz-Signature=", "AWSAccessKeyId=", "sig="),
)
"""What each of the forms has in it, whatever it is."""
_KEY = re.compile(
    r"(?:.*_)?(?:password|passwd|pwd|passphrase|secret|api_?key|secret_key|access_key|secret_access_key|private_key"
    r"|token|credentials?)"
)
_REFERENCE = re.compile(r"\$\{[^}]*\}")
_WITHDRAW = "withdraw it where it was issued, and write the new one outside of Git"


def forms(draft: Draft) -> Iterator[Diagnostic]:
    """V114: no text has the form of a known credential."""
    # Every spec is looked through, and next to none holds any: all texts at once are asked for the telling parts.
    together = "\n".join(text for _, _, text in _texts(draft))
    if not any(part in together for part in _TELLING):
        return
    for path, layer, text in _texts(draft):
        if kind := _form(text):
            yield _hidden("V114", path, layer, f"`{format_path(path)}` holds {kind}", _WITHDRAW)


def names(draft: Draft) -> Iterator[Diagnostic]:
    """V115: no key is called a password or the like and holds a plain text."""
    for path, layer, text in _texts(draft):
        key = path[-1] if path and isinstance(path[-1], str) else next(filter(_is_key, reversed(path)), "")
        if not _secretive(str(key)) or (path[0] == "datasets" and "columns" in path):
            continue
        if _REFERENCE.sub("", text).strip() and not _form(text):
            summary = f"`{format_path(path)}` is named like a secret and holds a plain text"
            yield _hidden("V115", path, layer, summary, "keep secrets out of the spec; rename the key if it is none")


def _is_key(part: str | int) -> bool:
    return isinstance(part, str)


@lru_cache(maxsize=4096)
def _secretive(key: str) -> bool:
    return _KEY.fullmatch(key.lower().replace("-", "_")) is not None


def _form(text: str) -> str:
    return next((kind for kind, form in _FORMS if form.search(text)), "")


def _texts(draft: Draft) -> Iterator[tuple[ConfigPath, Layer, str]]:
    """Every text that somebody of the workspace wrote, also where another layer overrides it later."""
    for path, layers in draft.context.composed.sources.layers.items():
        for layer in layers:
            if isinstance(layer.value, str) and not layer.bundled:
                yield path, layer, layer.value


def _hidden(code: str, path: ConfigPath, layer: Layer, summary: str, hint: str) -> Diagnostic:
    """Without the line, and without the layers: both would show the secret once more."""
    return replace(Diagnostic(code, summary, layer.location, path, hint), confidential=True)
