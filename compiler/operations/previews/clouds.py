"""Previews in the cloud of an environment: asked by tags, since the machine that made them may be gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from compiler.model.memory import Memory
from compiler.model.preview import PreviewStack, pull_of
from compiler.model.target import Previews
from compiler.operations.many import Many
from compiler.pipeline import compose_stack, stack_sessions

PULL, EXPIRES, INHERITS = "pull_request", "expires", "inherits"


def tags_of_preview(stack: PreviewStack) -> dict[str, str]:
    """What every resource of a preview is tagged with, beside the tags of its environment."""
    until = datetime.fromtimestamp(stack.until, UTC).isoformat(timespec="seconds")
    return {PULL: str(stack.pull), EXPIRES: until, INHERITS: stack.base}


def clouds_of(target: str) -> Previews | None:
    """How previews of a target are asked for; None where they are on this machine only."""
    from compiler import targets

    known = targets.get(target)
    return known.previews if known else None


def stacks_in_cloud(many: Many, environment: str) -> tuple[PreviewStack, ...]:
    """Those whose tags tell that they inherit from this environment of a project. Raises `Refused` (O033)."""
    platforms = dict(_platforms(many, environment))
    places = {(str(item.get("target")), str(item.get("region") or "")) for item in platforms.values()}
    found: list[PreviewStack] = []
    for target, region in sorted(places):
        cloud = clouds_of(target)
        for tags in cloud.tags(region) if cloud else ():
            platform = platforms.get(tags.get("project", ""))
            pull = pull_of(tags.get("environment", ""))
            if platform is not None and pull is not None and tags.get(INHERITS) == environment:
                found.append(_stack(tags, pull, platform))
    return tuple(found)


def _stack(tags: Mapping[str, str], pull: int, platform: Mapping[str, object]) -> PreviewStack:
    try:
        until = datetime.fromisoformat(tags.get(EXPIRES, "")).timestamp()
    except ValueError:
        until = 0.0
    texts = {
        name: str(platform.get(name) or "") for name in ("target", "region", "engine", "backend", "secrets_provider")
    }
    return PreviewStack(
        project=tags["project"], pull=pull, base=tags[INHERITS], branch="", updated=until, until=until, **texts
    )


def _platforms(many: Many, environment: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The platform of each project that has the environment and makes sense."""
    for project in many.projects:
        session = many.session(project, Memory())
        found = [item for item in stack_sessions(session).value or () if item.environment == environment]
        composed = compose_stack(found[0]).value if found else None
        if composed is not None and isinstance(platform := composed.tree.get("platform"), dict):
            yield str(composed.tree.get("project")), platform
