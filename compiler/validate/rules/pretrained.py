"""Where models from elsewhere come from: a place, and a version of what is there that stays the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath
from compiler.validate.draft import Draft, at_key, at_value, sound_pretrained
from compiler.validate.words import shorten

REPOSITORY = r"^[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*$"
FOLDER = r"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/([^\s*?$/]+/)*$"
REVISION = r"^(?!(main|master|HEAD|latest)$)[A-Za-z0-9][A-Za-z0-9._/-]{0,127}$"
_COMMIT = "write the hash of a commit, which the repository's page shows under `Files`, or a tag"


def source(draft: Draft) -> Iterator[Diagnostic]:
    """V170: one place, in its form. V171: a repository at a revision that does not move."""
    for name, model in sound_pretrained(draft):
        at: ConfigPath = ("models", name, "source")
        place = model.source
        if (place.huggingface is None) == (place.s3 is None):
            summary = f"model `{name}` comes from " + ("two places" if place.s3 else "nowhere")
            hint = "write `huggingface: organisation/name` with a `revision`, or `s3: s3://bucket/folder/`"
            yield at_key(draft.context, "V170", at, summary, hint)
        elif place.huggingface is not None:
            yield from _repository(draft, at, place.huggingface, place.revision)
        elif place.s3 is not None and not re.fullmatch(FOLDER, place.s3):
            summary, hint = (
                f"`{shorten(place.s3)}` is no folder in S3",
                "write `s3://bucket/folder/`, with the last `/`",
            )
            yield at_value(draft.context, "V170", (*at, "s3"), summary, hint)
        elif place.revision is not None:
            summary = "a folder in S3 has no revisions"
            yield at_key(draft.context, "V171", (*at, "revision"), summary, "keep each version in a folder of its own")


def _repository(draft: Draft, at: ConfigPath, repository: str, revision: str | None) -> Iterator[Diagnostic]:
    if not re.fullmatch(REPOSITORY, repository):
        summary = f"`{shorten(repository)}` is no repository of the Hugging Face hub"
        hint = "write organisation and name, such as `Qwen/Qwen2.5-7B-Instruct`"
        yield at_value(draft.context, "V170", (*at, "huggingface"), summary, hint)
    elif revision is None:
        summary = f"`{repository}` has no `revision`: whatever is in it when an instance starts would be served"
        yield at_key(draft.context, "V171", at, summary, _COMMIT)
    elif not re.fullmatch(REVISION, revision):
        summary = f"`{shorten(revision)}` does not stand for one version of `{repository}`"
        yield at_value(draft.context, "V171", (*at, "revision"), summary, _COMMIT)
