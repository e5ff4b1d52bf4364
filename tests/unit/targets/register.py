"""Run a compiled program against Pulumi's mocks and print what it registered: `register.py FOLDER`, as JSON."""

import json
import os
import runpy
import sys
from pathlib import Path

import pulumi

from compiler.targets.aws.functions import FUNCTIONS

SEEN = []
EXPORTS = {}


class Cloud(pulumi.runtime.Mocks):
    def new_resource(self, args):
        inputs = dict(args.inputs)
        SEEN.append({"token": args.typ, "name": args.name, "inputs": plain(inputs)})
        # What a provider computes: ids, ARNs and made-up names.
        computed = {"name": f"{args.name}-1a2b3c4", "bucket": f"{args.name}-1a2b3c4", "arn": f"arn:aws:x:::{args.name}"}
        return f"{args.name}-id", {**computed, **inputs}

    def call(self, args):
        answered = FUNCTIONS[args.token]({**args.args, "region": args.args.get("region", "eu-west-1")})
        return answered, []


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, pulumi.Asset | pulumi.Archive):
        return {"path": value.path}
    return value


@pulumi.runtime.test
def run():
    runpy.run_path("__main__.py", run_name="__main__")


os.chdir(Path(sys.argv[1]))
pulumi.runtime.set_mocks(Cloud(), project="churn", stack="dev", preview=False)
run()
print(json.dumps(SEEN, sort_keys=True))
