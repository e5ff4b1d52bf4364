"""Which resource and input a line or a message of a failed program is about."""

import pytest

from compiler.engines.embedded.suspects import Suspect, suspect
from compiler.source.address import Address

PROGRAM = """\
import json
import pulumi
import pulumi_aws as aws
import pulumi_modelwright as modelwright

TAGS = {"a": "b"}
customers = modelwright.Dataset(
    "customers",
    source="a.csv",
)
job = aws.sagemaker.TrainingJob(
    "churn-job",
    resource_config=aws.sagemaker.ResourceConfigArgs(
        instance_count=1,
    ),
    inputs=[
        aws.sagemaker.InputArgs(
            data_source=aws.sagemaker.SourceArgs(
                uri="s3",
            ),
        ),
    ],
)
modelwright.Endpoint("one", port=1)
modelwright.Endpoint("two", port=2, mode=customers)
pulumi.export("x", json.loads("1"))
"""
DATA = Address("Dataset", "customers")
JOB = Address("sagemaker.TrainingJob", "churn-job")


@pytest.mark.parametrize(
    ("line", "said", "wanted"),
    [
        (7, "Dataset.__init__() got an unexpected keyword argument 'sorce'", (DATA, "sorce")),
        (7, "missing 1 required keyword-only argument: 'digest'", (DATA, "digest")),
        (9, "name 'x' is not defined", (DATA, "")),
        (11, "Missing required property 'role_arn'", (JOB, "role_arn")),
        (13, "got an unexpected keyword argument 'instnce_count'", (JOB, "resource_config.instnce_count")),
        (18, "got an unexpected keyword argument 'ur'", (JOB, "inputs.data_source.ur")),
        (6, "odd", None),
        (26, "odd", None),
        (99, "odd", None),
        (0, "ValueError: unexpected input of type object for mode in Endpoint", (Address("Endpoint", "two"), "mode")),
        (0, "ValueError: unexpected input of type object for port in Endpoint", None),
        (0, "something else", None),
    ],
)  # fmt: skip
def test_lines_and_messages(line, said, wanted):
    found = suspect(PROGRAM, line, said)
    assert (found and (found.address, found.path)) == wanted
    assert found is None or found.line == (line or 25)


def test_a_program_that_is_none():
    assert suspect("x = (", 1, "odd") is None
    assert suspect("\0", 1, "odd") is None
    assert suspect("import pulumi_aws\npulumi_aws.s3.Bucket('a')", 2, "") == Suspect(Address("s3.Bucket", "a"), "", 2)
