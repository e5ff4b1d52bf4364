"""What the AWS target makes of each spec field; a field that is not listed is honoured."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.model.target import Support

_BY_ITSELF = "a serverless endpoint scales by itself, up to `serverless.concurrency`"
_NO_STEPS = "there are no instances of a serverless endpoint that could move step by step"

CAPABILITIES: Mapping[str, Support] = {
    "platform.engine=embedded": Support("no", "stacks on AWS are deployed by the Pulumi CLI: write `engine: pulumi`"),
    "models.retrain.on_drift=true": Support("no", "nothing watches for drift on AWS yet: write a `schedule`"),
    "serving[batch].scale": Support("no", "a transform runs on one instance of the profile `compute`"),
    "serving[batch].rollout": Support("no", "nothing answers between two runs, so nothing moves step by step"),
    "serving[batch].monitor": Support("no", "requests are captured and alarms raised on endpoints only"),
    "serving[pretrained].mode=serverless": Support("no", "serverless endpoints have no GPU"),
    "serving[pretrained].mode=batch": Support("no", "language models answer on endpoints only: `realtime` or `async`"),
    "serving[pretrained].variants": Support("no", "a language model has an endpoint of its own"),
    "serving[serverless].variants": Support("no", "a serverless endpoint has one variant"),
    "serving[async].variants": Support("no", "requests that wait are answered by one variant here"),
    "serving[batch].variants": Support("no", "a transform runs one model"),
    "serving[serverless].compute": Support("no", "it has no instances: write `serverless.memory_gb`"),
    "serving[serverless].scale": Support("no", _BY_ITSELF),
    "serving[serverless].rollout.strategy=canary": Support("no", _NO_STEPS),
    "serving[serverless].rollout.strategy=linear": Support("no", _NO_STEPS),
    "serving[serverless].rollout.strategy=rolling": Support("no", _NO_STEPS),
    "serving[serverless].monitor.capture": Support("no", "SageMaker captures nothing of serverless endpoints"),
    "serving[async].scale.target_rps": Support("no", "its requests wait in a queue: write `scale.target_backlog`"),
    "serving[realtime].scale.target_backlog": Support("no", "its requests do not wait: write `scale.target_rps`"),
    "serving.monitor.drift": Support("no", "drift monitors are not built for AWS yet"),
    "serving.port": Support("note", "an AWS endpoint is reached by its name; the port is for the local environment"),
}
