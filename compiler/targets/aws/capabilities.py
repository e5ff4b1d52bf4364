"""What the AWS target makes of each spec field; a field that is not listed is honoured."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.model.target import Support

CAPABILITIES: Mapping[str, Support] = {
    "budget": Support("no", "nothing compares a stack on AWS with its budget yet"),
    "platform.engine=embedded": Support("no", "stacks on AWS are deployed by the Pulumi CLI: write `engine: pulumi`"),
    "models.retrain": Support("no", "scheduled and drift-driven retraining is not built for AWS yet; `up` retrains"),
    "serving.mode=serverless": Support("no", "only real-time endpoints are built for AWS yet"),
    "serving.mode=async": Support("no", "only real-time endpoints are built for AWS yet"),
    "serving.mode=batch": Support("no", "only real-time endpoints are built for AWS yet"),
    "serving.monitor": Support("no", "drift monitors are not built for AWS yet"),
    "serving.port": Support("note", "an AWS endpoint is reached by its name; the port is for the local environment"),
}
