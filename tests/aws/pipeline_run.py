"""A pipeline executed on this machine: a definition and objects go in, the steps' states and what they made come out.

A training step is carried out by the very code that SageMaker would start in a container, on folders that look like
`/opt/ml`; a registration is recorded. Both requests are held against botocore's model first.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import botocore.session
from botocore.validate import ParamValidator

from compiler.targets.aws.container import train
from tests.aws.pipeline_values import resolved
from tests.aws.strict import violations

_MODEL = botocore.session.get_session().get_service_model("sagemaker")
EXECUTION = "abcdefghij12"


@dataclass
class Run:
    """`objects` are the account's, by `s3://` address, and `models` artifacts by the name of a model; `states` of steps
    in the order in which they ended.
    """

    definition: Mapping[str, Any]
    parameters: Mapping[str, Any]
    objects: dict[str, bytes]
    folder: Path
    states: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    versions: list[dict[str, Any]] = field(default_factory=list)
    models: dict[str, str] = field(default_factory=dict)

    def execute(self) -> str:
        """`Succeeded` or `Failed`; what waits for a step that failed is not executed."""
        declared = {item["Name"]: item for item in self.definition["Parameters"]}
        assert set(self.parameters) <= set(declared), "SageMaker refuses a parameter that is not declared"
        values = {name: item["DefaultValue"] for name, item in declared.items() if "DefaultValue" in item}
        values |= self.parameters
        assert set(values) == set(declared), "every parameter without a default is given"
        waiting = {step["Name"]: step for step in self.definition["Steps"]}
        while waiting:
            ready = [name for name, step in waiting.items() if not needs(step) & set(waiting)]
            assert ready, "steps wait for each other"
            step = waiting.pop(ready[0])
            if any(self.states.get(name) != "Succeeded" for name in needs(step)):
                continue
            request = resolved(step["Arguments"], values, {"PipelineExecutionId": EXECUTION}, self.told)
            act = {"Training": self._train, "RegisterModel": self._register, "Transform": self._transform}[step["Type"]]
            act(step["Name"], request)
        return "Failed" if "Failed" in self.states.values() else "Succeeded"

    def _train(self, name: str, request: dict[str, Any]) -> None:
        job = f"pipelines-{EXECUTION}-{name}-x1y2z3"
        _check("CreateTrainingJob", {**request, "TrainingJobName": job})
        assert request["AlgorithmSpecification"]["ContainerEntrypoint"] == [
            "python3",
            "-m",
            "modelwright_sagemaker.train",
        ]
        root = self.folder / job / "ml"
        for channel in request["InputDataConfig"]:
            self._fetch(channel, root / "input" / "data" / channel["ChannelName"])
        environment = {**request["Environment"], "TRAINING_JOB_NAME": job}
        status = train.run(root, self.folder / job / "work", environment)
        output = f"{request['OutputDataConfig']['S3OutputPath']}/{job}/output/model.tar.gz"
        if status:
            self.states[name], self.reasons[name] = "Failed", (root / "output" / "failure").read_text("utf-8")[:1024]
            return
        self.objects[output] = packed(root / "model")
        self.states[name] = "Succeeded"
        self.told[name] = {"TrainingJobName": job, "ModelArtifacts": {"S3ModelArtifacts": output}}

    def _fetch(self, channel: dict[str, Any], folder: Path) -> None:
        prefix = channel["DataSource"]["S3DataSource"]["S3Uri"]
        found = {address: content for address, content in self.objects.items() if address.startswith(prefix)}
        assert found, f"channel {channel['ChannelName']}: nothing stands at {prefix}"
        folder.mkdir(parents=True)
        for address, content in found.items():
            (folder / address.removeprefix(prefix)).write_bytes(content)

    def _register(self, name: str, request: dict[str, Any]) -> None:
        _check("CreateModelPackage", request)
        (container,) = request["InferenceSpecification"]["Containers"]
        assert container["ModelDataUrl"] in self.objects, "what is registered is there"
        assert request["ModelMetrics"]["ModelQuality"]["Statistics"]["S3Uri"] in self.objects
        self.versions.append(request)
        self.states[name] = "Succeeded"

    def _transform(self, name: str, request: dict[str, Any]) -> None:
        """Each file is a request to the code that lies beside the model, as SageMaker's server would start it."""
        _check("CreateTransformJob", {**request, "TransformJobName": f"pipelines-{EXECUTION}-{name}-x1y2z3"})
        model, prefix = self.folder / name, request["TransformInput"]["DataSource"]["S3DataSource"]["S3Uri"]
        with tarfile.open(fileobj=io.BytesIO(self.objects[self.models[request["ModelName"]]])) as archive:
            archive.extractall(model, filter="data")
        for address in [address for address in self.objects if address.startswith(prefix)]:
            wanted = {"ROOT": str(model), "CONTENT_TYPE": request["TransformInput"]["ContentType"]}
            wanted["HTTP_ACCEPT"] = request["TransformOutput"]["Accept"]
            command, environment = [sys.executable, "-c", _SERVING], {**os.environ, "PYTHONPATH": str(model / "code")}
            done = subprocess.run(
                [*command, json.dumps(wanted)],
                input=self.objects[address],
                env=environment,
                capture_output=True,
                check=True,
            )
            status, _, answer = done.stdout.partition(b"\n")
            if status != b"200 OK":
                self.states[name], self.reasons[name] = "Failed", answer.decode()
                return
            self.objects[f"{request['TransformOutput']['S3OutputPath']}/{address.removeprefix(prefix)}.out"] = answer
        self.states[name] = "Succeeded"


_SERVING = """
import io, json, pathlib, sys
from modelwright_sagemaker import serve
environ, body, told = json.loads(sys.argv[1]), sys.stdin.buffer.read(), []
serve.ROOT = pathlib.Path(environ.pop("ROOT"))
environ.update({"REQUEST_METHOD": "POST", "PATH_INFO": "/invocations", "CONTENT_LENGTH": str(len(body))})
answer = serve.app({**environ, "wsgi.input": io.BytesIO(body)}, lambda status, headers: told.append(status))
sys.stdout.buffer.write(told[0].encode() + b"\\n" + b"".join(answer))
"""


def needs(step: Mapping[str, Any]) -> set[str]:
    """The steps that one waits for."""
    return set(re.findall(r"Steps\.([\w-]+)\.", repr(step["Arguments"]))) | set(step.get("DependsOn", ()))


def packed(folder: Path) -> bytes:
    """As SageMaker uploads `/opt/ml/model`."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        archive.add(folder, arcname=".")
    return target.getvalue()


def _check(call: str, request: dict[str, Any]) -> None:
    shape = _MODEL.operation_model(call).input_shape
    assert ParamValidator().validate(request, shape).generate_report() == ""
    assert list(violations(shape, request)) == []
