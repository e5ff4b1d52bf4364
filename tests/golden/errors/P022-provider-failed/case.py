"""What a provider that is not ours says about a resource."""

from pathlib import Path

from compiler.engines.pulumi.faults import refusal
from compiler.engines.pulumi.story import Said
from compiler.model.stack import Stack

URN = "urn:pulumi:prod::churn::aws:sagemaker/model:Model::churn"
SAID = "1 error occurred:\n\t* creating SageMaker Model: operation error SageMaker: CreateModel, AccessDeniedException"


def case():
    stack = Stack("churn", "prod", Path.cwd(), Path(".modelwright"), Path.cwd() / "stacks" / "churn" / "prod")
    raise refusal(stack, None, [Said(URN, SAID)], {"kind": "CommandError", "text": "update failed", "program": None})
