"""A registry that is asked without credentials, of which there are none here wherever boto3 looks."""

import os
from unittest import mock

from compiler.model.stack import Registry
from compiler.targets.aws import TARGET


def case():
    nowhere = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_SHARED_CREDENTIALS_FILE": "none", "AWS_CONFIG_FILE": "none"}
    rest = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    registry = Registry("churn", "churn-prod-churn", "0a1b2c3d4e", "eu-west-1", "approved-churn")
    with mock.patch.dict(os.environ, {**rest, **nowhere}, clear=True):
        TARGET.versions.approved(registry)
    return ()
