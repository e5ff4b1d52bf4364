"""What AWS would refuse only after minutes, refused here: one function per rule, resolved spec -> diagnostics."""

from __future__ import annotations

import re
from collections.abc import Iterator

from compiler.model.resolved import Resolved
from compiler.source.diagnostic import Diagnostic
from compiler.source.location import ConfigPath, format_path
from compiler.source.nearest import suggest
from compiler.targets.aws.images import is_ecr_image
from compiler.targets.aws.registries import SKLEARN_ACCOUNTS
from compiler.targets.aws.rollout import SHORTEST_BAKE, lower_rollout
from compiler.targets.aws.told import found

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
_RETENTION = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
_TAG = re.compile(r"[\w\s.:/=+@-]*")
_TAG_KEY, _TAG_VALUE = 128, 256
# The provider gives up on an endpoint update after an hour; instances need some of it to start.
_MOST_WAITING = 3000
# By mode, what says that another instance is needed.
_GROWTH = {
    "realtime": ("target_rps", "add `target_rps`, the requests per second that one instance is meant to carry"),
    "async": ("target_backlog", "add `target_backlog`, how many requests may wait for one instance"),
}
_PERCENTS = {"canary": (1, 50), "linear": (10, 50), "rolling": (5, 50)}


def check_platform(resolved: Resolved) -> Iterator[Diagnostic]:
    """G007, G010, G011, G014: retention, region, own image, tags."""
    platform = resolved.project.platform
    if platform.log_retention_days not in _RETENTION:
        allowed = ", ".join(str(days) for days in _RETENTION)
        summary = f"CloudWatch does not keep logs for {platform.log_retention_days} days"
        yield found(resolved, "G007", summary, ("platform", "log_retention_days"), f"choose one of {allowed}")
    if platform.region not in SKLEARN_ACCOUNTS:
        summary = f"region `{platform.region}` is not known" if platform.region else "no region is set"
        hint = suggest(platform.region or "", SKLEARN_ACCOUNTS)
        yield found(resolved, "G010", summary, ("platform", "region"), hint)
    if platform.image is not None and not is_ecr_image(platform.image):
        hint = "write `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>`"
        yield found(resolved, "G011", f"`{platform.image}` is not an image in Amazon ECR", ("platform", "image"), hint)
    yield from _check_tags(resolved)


def _check_tags(resolved: Resolved) -> Iterator[Diagnostic]:
    project = resolved.project
    written: dict[ConfigPath, tuple[str, str]] = {("owner",): ("owner", project.owner)}
    written |= {("platform", "tags", key): (key, value) for key, value in project.platform.tags.items()}
    for path, (key, value) in written.items():
        if not (_TAG.fullmatch(key) and _TAG.fullmatch(value)) or len(key) > _TAG_KEY or len(value) > _TAG_VALUE:
            hint = "use letters, digits, spaces and `_ . : / = + - @`, at most 256 of them"
            yield found(resolved, "G014", f"AWS takes no tag `{key}` with the value `{value}`", path, hint)
        elif key.lower().startswith("aws:"):
            yield found(resolved, "G014", f"tag `{key}`: names with `aws:` belong to AWS", path, "choose another name")


def check_serving(resolved: Resolved) -> Iterator[Diagnostic]:
    """G008, G009, G012: what scale and rollout of an endpoint can be. G023: a batch has data and a time."""
    for name, serving in resolved.project.serving.items():
        if serving.mode == "batch" and serving.batch is None:
            summary = f"nothing says what `{name}` scores, and when"
            hint = 'add `batch: {input: "s3://bucket/folder/", schedule: "0 5 * * *"}`'
            yield found(resolved, "G023", summary, ("serving", name, "mode"), hint)
        scale, at = serving.scale, ("serving", name, "scale")
        if serving.mode == "realtime" and scale.min < 1:
            hint = "set it to 1 or more; no instance at all is possible only for asynchronous endpoints"
            yield found(resolved, "G009", "a real-time endpoint needs an instance at all times", (*at, "min"), hint)
        when, hint = _GROWTH.get(serving.mode, ("", ""))
        if when and scale.max > scale.min and getattr(scale, when) is None:
            summary = f"`{name}` may grow to {scale.max} instances, but nothing says when"
            yield found(resolved, "G008", summary, (*at, "max"), hint)
        yield from _check_rollout(resolved, name)


def _check_rollout(resolved: Resolved, name: str) -> Iterator[Diagnostic]:
    serving = resolved.project.serving[name]
    rollout = serving.rollout
    at: ConfigPath = ("serving", name, "rollout")
    if rollout.strategy in _PERCENTS and serving.scale.min < 2:
        summary = f"a `{rollout.strategy}` rollout moves part of the instances, and `{name}` may have only one"
        yield found(resolved, "G012", summary, (*at, "strategy"), "set `scale.min` to 2 or more, or use `all_at_once`")
    low, high = _PERCENTS.get(rollout.strategy, (1, 100))
    if rollout.percent is not None and not low <= rollout.percent <= high:
        summary = f"AWS moves {low} to {high} percent at a time in a `{rollout.strategy}` rollout"
        yield found(resolved, "G012", summary, (*at, "percent"), f"choose a number from {low} to {high}")
    steps = lower_rollout(rollout)
    if steps.wait < SHORTEST_BAKE:
        summary = f"an alarm needs {SHORTEST_BAKE} seconds to act, and this rollout waits {steps.wait}"
        yield found(resolved, "G012", summary, (*at, "bake"), f"write `bake: {SHORTEST_BAKE // 60}m` or more")
    if steps.waits > _MOST_WAITING:
        summary = f"this rollout would wait {steps.waits // 60} minutes, and an update must end within the hour"
        yield found(resolved, "G012", summary, (*at, "bake"), "shorten `bake` or take larger steps (`percent`)")


def check_names(resolved: Resolved, lengths: Iterator[tuple[ConfigPath, int]]) -> Iterator[Diagnostic]:
    """G006, once for each part of the spec with names that are too long; `lengths` says by how many characters."""
    worst: dict[ConfigPath, int] = {}
    for path, excess in lengths:
        worst[path] = max(excess, worst.get(path, 0))
    for path, excess in worst.items():
        if excess > 0:
            summary = f"the names of `{format_path(path)}` in the cloud would be {excess} characters too long"
            hint = "they hold the names of project, environment and this part: shorten one of them"
            yield Diagnostic("G006", summary, resolved.sources.locate_key(path), path, hint=hint)


def check_sources(resolved: Resolved) -> Iterator[Diagnostic]:
    """G003: data is a file of the workspace or stands in S3; what is scored stands in a folder there."""
    for name, serving in resolved.project.serving.items():
        for field in ("input", "output"):
            place = getattr(serving.batch, field) if serving.batch and serving.mode == "batch" else None
            if place is not None and not re.fullmatch(r"s3://[a-z0-9.-]{3,63}/([^\s*?$]*[^/\s*?$]/)?", place):
                summary = f"`{place}` is no folder in S3"
                path: ConfigPath = ("serving", name, "batch", field)
                yield found(resolved, "G003", summary, path, "write `s3://bucket/folder/`, with the slash at its end")
    for name, dataset in resolved.project.datasets.items():
        path = ("datasets", name, "source")
        if name in resolved.files.data:
            continue
        if not re.fullmatch(r"s3://[a-z0-9.-]{3,63}/\S+", dataset.source):
            summary = f"`{dataset.source}` is neither a file of this workspace nor an address in S3"
            hint = "write a path below the project's folder, or `s3://bucket/key`"
            yield found(resolved, "G003", summary, path, hint)
        elif re.search(r"[*?$]", dataset.source):
            # In a policy they would stand for other data, too; SageMaker takes them as they are.
            summary = f"`{dataset.source}` is no address in S3: it has one of `* ? $`"
            yield found(resolved, "G003", summary, path, "write the key, or what all keys begin with")
