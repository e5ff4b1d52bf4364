"""No command reaches this without a cloud; `tests/endtoend/test_aws_previews.py` has one."""

from pathlib import Path

from compiler.model.stack import Stack
from compiler.operations.previews.teardown import still_there


def case():
    here = Path.cwd()
    raise still_there(Stack("churn", "pr-42", here, here, here), ("arn:aws:s3:::churn-pr-42-by-hand",))
