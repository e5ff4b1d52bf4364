"""Definitions of pipelines: what SageMaker would refuse is told, and ours has none of it, nor by botocore's model."""

from __future__ import annotations

import copy
import json

import botocore.session
import pytest
from botocore.validate import ParamValidator
from targets_sample import on_aws
from test_golden import compile_case

from compiler import targets
from compiler.lower import lower
from compiler.model.graph import Secret
from compiler.targets.aws.nodes.retraining import Pipeline, Schedule
from compiler.targets.aws.pipeline_checks import mistakes
from compiler.targets.aws.pipeline_references import TOLD
from compiler.targets.aws.pipelines import assembled
from tests.aws.pipeline_values import resolved
from tests.aws.strict import violations

MODEL = botocore.session.get_session().get_service_model("sagemaker")
NIGHTLY = {"schedule": "0 3 * * *"}
KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml:1"
NETWORK = {"subnets": ["subnet-0a1b2c3d"], "security_groups": ["sg-0a1b2c3d"]}
VARIANTS = {
    "plain": {},
    "spot": {"models__churn__train": {"compute": "small", "timeout": "30m", "spot": True}},
    "private": {"platform__kms_key": KEY, "platform__network": NETWORK},
    "isolated": {
        "platform__image": IMAGE,
        "platform__network": {**NETWORK, "isolation": True},
        "models__churn__gates": ["roc_auc >= 0.8"],
    },
    "secret": {"models__churn__train": {"compute": "small", "timeout": "30m", "env": {"A": "b", "T": Secret("T")}}},
    "remote": {"datasets__customers__source": "s3://acme-lake/customers/latest/customers.csv", "data": {}},
    "own code": {"models__churn__estimator": None, "models__churn__entrypoint": "train.py:build"},
}
GIVEN = {
    "Bucket": "artifacts-1a2b3c4",
    "Image": "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.9-0-cpu-py3",
    "TrainingRole": "arn:aws:iam::123456789012:role/churn-dev-churn-training-1a2b3c4",
    "Commit": "0123456789abcdef0123456789abcdef01234567-dirty",
}
STEPS = {
    "train": {
        "TrainingJobName": "pipelines-1-train-2",
        "ModelArtifacts": {"S3ModelArtifacts": "s3://b/m/j/model.tar.gz"},
    }
}
CALLS = {"Training": ("CreateTrainingJob", "TrainingJobName"), "RegisterModel": ("CreateModelPackage", None)}


def pipeline(variant="plain"):
    graph = lower(on_aws(models__churn__retrain=NIGHTLY, **VARIANTS[variant]), targets.get("aws"))
    assert not graph.failed, graph.diagnostics
    (node,) = (item for item in graph.value.nodes if isinstance(item, Pipeline))
    (schedule,) = (item for item in graph.value.nodes if isinstance(item, Schedule))
    return node, schedule


@pytest.mark.parametrize("variant", VARIANTS)
def test_ours_has_no_mistake_and_every_call_is_one_that_aws_takes(variant):
    node, schedule = pipeline(variant)
    definition = json.loads(json.dumps(assembled(node)))
    assert list(mistakes(definition)) == []
    without_default = {item["Name"] for item in definition["Parameters"] if "DefaultValue" not in item}
    assert without_default == {item.name for item in schedule.parameters}, "the schedule hands over every one"
    for step in definition["Steps"]:
        call, named = CALLS[step["Type"]]
        request = resolved(step["Arguments"], GIVEN, {"PipelineExecutionId": "abcdefghij12"}, STEPS)
        request |= {named: "pipelines-1-train-2"} if named else {}
        shape = MODEL.operation_model(call).input_shape
        assert ParamValidator().validate(request, shape).generate_report() == ""
        assert list(violations(shape, request)) == []


def test_a_batch_is_one_that_aws_takes():
    graph, files = compile_case("aws-batch")
    (node,) = (item for item in graph.nodes if isinstance(item, Pipeline))
    definition = json.loads(files["pipelines/churn-api-batch.json"])
    assert definition == json.loads(json.dumps(assembled(node))) and list(mistakes(definition)) == []
    (step,) = definition["Steps"]
    given = {"Bucket": GIVEN["Bucket"], "Model": "churn-prod-churn-api-1a2b3c4"}
    request = resolved(step["Arguments"], given, {"PipelineExecutionId": "abcdefghij12"}, {})
    shape = MODEL.operation_model("CreateTransformJob").input_shape
    request["TransformJobName"] = "pipelines-1-score-2"
    assert ParamValidator().validate(request, shape).generate_report() == ""
    assert list(violations(shape, request)) == []


def test_the_file_is_what_was_checked():
    graph, files = compile_case("aws-retrain")
    (node,) = (item for item in graph.nodes if isinstance(item, Pipeline))
    assert json.loads(files["pipelines/churn.json"]) == json.loads(json.dumps(assembled(node)))


def test_the_training_is_that_of_up():
    """Whoever changes one of the two without the other is told here."""
    _, files = compile_case("aws-retrain")
    program = files["__main__.py"].decode()
    train = json.loads(files["pipelines/churn.json"])["Steps"][0]["Arguments"]
    assert f'instance_type="{train["ResourceConfig"]["InstanceType"]}"' in program
    for channel in train["InputDataConfig"]:
        folder = channel["DataSource"]["S3DataSource"]["S3Uri"]["Std:Join"]["Values"][-1]
        assert f'"{folder}"' in program, channel["ChannelName"]
    assert train["Environment"].pop("MODELWRIGHT_CANDIDATE") == "true"
    assert set(train["Environment"]) == {"PYTHONPATH", "MODELWRIGHT_CHAMPION"}


def test_what_is_told_of_a_step_is_in_the_service_s_answer():
    calls = {
        "Training": "DescribeTrainingJob",
        "Processing": "DescribeProcessingJob",
        "Transform": "DescribeTransformJob",
        "Model": "DescribeModel",
        "RegisterModel": "DescribeModelPackage",
    }
    assert set(calls) == set(TOLD)
    for kind, call in calls.items():
        assert set(MODEL.operation_model(call).output_shape.members) >= TOLD[kind], kind


def at(definition, *path):
    for part in path:
        definition = definition[part]
    return definition


TRAIN, REGISTER = ("Steps", 0), ("Steps", 1)
ARGUMENTS, REGISTERED = (*TRAIN, "Arguments"), (*REGISTER, "Arguments")
CONTAINER = (*REGISTERED, "InferenceSpecification", "Containers", 0)
PROCESSING = {
    "Name": "measure",
    "Type": "Processing",
    "Arguments": {
        "AppSpecification": {},
        "ProcessingResources": {},
        "RoleArn": "r",
        "ProcessingOutputConfig": {"Outputs": [{"OutputName": "report"}]},
    },
    "PropertyFiles": [{"PropertyFileName": "metrics", "OutputName": "report", "FilePath": "metrics.json"}],
}
SCORE = {"Std:JsonGet": {"PropertyFile": {"Get": "Steps.measure.PropertyFiles.metrics"}, "Path": "auc"}}


def asking(left=SCORE, **more):
    """A condition around the registration, on what a processing step has measured."""
    return {
        "Name": "good",
        "Type": "Condition",
        "Arguments": {
            "Conditions": [{"Type": "GreaterThanOrEqualTo", "LeftValue": left, "RightValue": 0.8}],
            "IfSteps": [],
            "ElseSteps": [{"Name": "bad", "Type": "Fail", "Arguments": {"ErrorMessage": "auc", **more}}],
        },
    }


def put(*path, value):
    def change(definition):
        at(definition, *path[:-1])[path[-1]] = value

    return change


def drop(*path):
    def change(definition):
        del at(definition, *path[:-1])[path[-1]]

    return change


def add(step, **changes):
    def change(definition):
        definition["Steps"] += [{**copy.deepcopy(PROCESSING), **changes}, step] if step else [{**PROCESSING, **changes}]

    return change


def both(*changes):
    def change(definition):
        for item in changes:
            item(definition)

    return change


GET = "Get"
PLANTED = {
    "another version": (put("Version", value="2021-01-01"), "the version is `2020-12-01`"),
    "an unknown member": (put("Step", value=[]), "a definition has no `Step`"),
    "too long": (put("Metadata", value={"x": "y" * 1_048_576}), "1048576 characters at most"),
    "no steps": (both(put("Steps", value=[]), put("Parameters", value=[])), "there is no step"),
    "an undeclared parameter": (put(*ARGUMENTS, "RoleArn", value={GET: "Parameters.Role"}), "no parameter `Role`"),
    "a parameter that nobody uses": (
        put(*ARGUMENTS, "RoleArn", value="arn"),
        "`TrainingRole` is declared, and nothing",
    ),
    "a parameter twice": (put("Parameters", 1, "Name", value="Bucket"), "parameter `Bucket` is declared twice"),
    "a parameter of no type": (put("Parameters", 0, "Type", value="Text"), "there is no type `Text`"),
    "a default of another type": (put("Parameters", 3, "DefaultValue", value=1), "of another type than `String`"),
    "a name with a space": (put("Parameters", 0, "Name", value="my bucket"), "`my bucket` is no name of a parameter"),
    "a step that is not there": (
        put(*CONTAINER, "ModelDataUrl", value={GET: "Steps.fit.ModelArtifacts"}),
        "no step `fit`",
    ),
    "what no job tells": (
        put(*CONTAINER, "ModelDataUrl", value={GET: "Steps.train.Artifacts.S3"}),
        "no `Artifacts` is told",
    ),
    "what no execution has": (put(*ARGUMENTS, "RoleArn", value={GET: "Execution.Id"}), "an execution has no `Id`"),
    "a reference to anything": (put(*ARGUMENTS, "RoleArn", value={GET: "Inputs.Role"}), "begins with none of"),
    "a function that is none": (
        put(*ARGUMENTS, "RoleArn", value={"Std:Concat": {}}),
        "there is no function `Std:Concat`",
    ),
    "a function with company": (
        put(*ARGUMENTS, "RoleArn", value={GET: "Parameters.Bucket", "Else": 1}),
        "stands alone",
    ),
    "a join of nothing": (
        put(*ARGUMENTS, "RoleArn", value={"Std:Join": {"On": "", "Values": []}}),
        "not given what it",
    ),
    "a join by a number": (
        put(*ARGUMENTS, "RoleArn", value={"Std:Join": {"On": 1, "Values": ["a"]}}),
        "not given what",
    ),
    "a step that waits for itself": (put(*TRAIN, "DependsOn", value=["train"]), "step `train` would wait for itself"),
    "a circle": (put(*TRAIN, "DependsOn", value=["register"]), "step `train` would wait for itself"),
    "waiting for nobody": (put(*TRAIN, "DependsOn", value=["data"]), "there is no step `data`"),
    "two steps of one name": (put(*REGISTER, "Name", value="train"), "there are two steps `train`"),
    "a step without a name": (put(*REGISTER, "Name", value=""), "`` is no name of a step"),
    "a step with too long a name": (put(*REGISTER, "Name", value="r" * 65), "is no name of a step"),
    "an unknown member of a step": (put(*TRAIN, "Dependson", value=[]), "a step has no `Dependson`"),
    "a type that is none": (put(*TRAIN, "Type", value="Train"), "there is no step of type `Train`"),
    "a name for the job": (put(*ARGUMENTS, "TrainingJobName", value="j"), "SageMaker chooses `TrainingJobName`"),
    "no role": (drop(*ARGUMENTS, "RoleArn"), "needs `RoleArn`"),
    "no image": (drop(*ARGUMENTS, "AlgorithmSpecification", "TrainingImage"), "one of `TrainingImage` and"),
    "a word too long": (
        put(*ARGUMENTS, "AlgorithmSpecification", "ContainerEntrypoint", value=["x" * 257]),
        "1 to 100 words",
    ),
    "two channels of one name": (
        put(*ARGUMENTS, "InputDataConfig", 0, "ChannelName", value="runtime"),
        "of its own name",
    ),
    "a month of training": (put(*ARGUMENTS, "StoppingCondition", "MaxRuntimeInSeconds", value=2_600_000), "28 days"),
    "waiting without spot": (
        put(*ARGUMENTS, "StoppingCondition", "MaxWaitTimeInSeconds", value=9999),
        "need each other",
    ),
    "spot without waiting": (put(*ARGUMENTS, "EnableManagedSpotTraining", value=True), "need each other"),
    "too many variables": (
        put(*ARGUMENTS, "Environment", value={f"V{n}": "" for n in range(101)}),
        "100 variables at most",
    ),
    "a long variable": (put(*ARGUMENTS, "Environment", "LONG", value="x" * 513), "`LONG` has 513"),
    "a variable by number": (put(*ARGUMENTS, "Environment", "1ST", value="x"), "`1ST` is no name of a variable"),
    "a number for a variable": (put(*ARGUMENTS, "Environment", "DEPTH", value=3), "`DEPTH` is no text"),
    "too many tags": (put(*ARGUMENTS, "Tags", value=[{}] * 51), "50 tags at most"),
    "tags of a version": (put(*REGISTERED, "Tags", value=[]), "a version has no tags"),
    "a status that is none": (put(*REGISTERED, "ModelApprovalStatus", value="Pending"), "one of Approved, Rejected"),
    "no container": (put(*REGISTERED, "InferenceSpecification", "Containers", value=[]), "1 to 15 containers"),
    "a container without image": (drop(*CONTAINER, "Image"), "a container needs an image"),
    "a property with brackets": (
        put(*REGISTERED, "CustomerMetadataProperties", "data", value="a(1)"),
        "`data` of a version",
    ),
    "retried on anything": (
        put(*REGISTER, "RetryPolicies", value=[{"ExceptionType": ["SageMaker.CAPACITY_ERROR"], "MaxAttempts": 2}]),
        "is not retried on `SageMaker.CAPACITY_ERROR`",
    ),
    "retried for ever": (
        put(*TRAIN, "RetryPolicies", value=[{"ExceptionType": ["Step.THROTTLING"]}]),
        "ends the retries",
    ),
    "retried too often": (put(*TRAIN, "RetryPolicies", value=[{"MaxAttempts": 21}]), "after 20 attempts"),
    "kept for a word": (
        put(*TRAIN, "CacheConfig", value={"Enabled": True, "ExpireAfter": "30d"}),
        "no period of ISO 8601",
    ),
    "a property file of a training": (
        put(*TRAIN, "PropertyFiles", value=[{}]),
        "only processing writes property files",
    ),
    "a property file of no output": (
        add(None, PropertyFiles=[{"PropertyFileName": "m", "OutputName": "reports", "FilePath": "m.json"}]),
        "the step has no output `reports`",
    ),
    "a property file nowhere": (
        add(None, PropertyFiles=[{"PropertyFileName": "m", "OutputName": "report"}]),
        "is in its output is not said",
    ),
    "a property file twice": (add(None, PropertyFiles=PROCESSING["PropertyFiles"] * 2), "is missing or there twice"),
    "a property file that is none": (
        add(asking({"Std:JsonGet": {"PropertyFile": {GET: "Steps.measure.PropertyFiles.scores"}, "Path": "a"}})),
        "step `measure` has no property file `scores`",
    ),
    "no property file": (
        add(asking({"Std:JsonGet": {"PropertyFile": {GET: "Steps.measure.ExitMessage"}, "Path": "a"}})),
        "`Steps.measure.ExitMessage` is no property file",
    ),
    "a property file without a path": (
        add(asking({"Std:JsonGet": {"PropertyFile": {GET: "Steps.measure.PropertyFiles.metrics"}, "Path": ""}})),
        "`Std:JsonGet` is not given what it takes",
    ),
    "a comparison that is none": (
        both(add(asking()), put("Steps", 3, "Arguments", "Conditions", 0, "Type", value="AtLeast")),
        "there is no condition `AtLeast`",
    ),
    "a failure with a cause": (add(asking(Cause="x")), "a step that fails takes no `Cause`"),
    "a condition that its own step decides": (
        add(asking({GET: "Steps.inner.ProcessingJobName"}) | {"Name": "good"}),
        "there is no step `inner`",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_what_sagemaker_would_refuse_is_told(name):
    change, told = PLANTED[name]
    definition = json.loads(json.dumps(assembled(pipeline()[0])))
    change(definition)
    found = [item.text for item in mistakes(definition) if told in item.text]
    assert found, [item.text for item in mistakes(definition)]


def test_conditions_and_property_files_that_hold_are_not_told():
    definition = json.loads(json.dumps(assembled(pipeline()[0])))
    add(asking())(definition)
    registering = definition["Steps"].pop(1)
    at(definition, "Steps", 2, "Arguments")["IfSteps"] = [registering]
    assert list(mistakes(definition)) == []
    at(definition, "Steps", 1)["DependsOn"] = ["register"]
    assert {item.text for item in mistakes(definition)} == {
        f"step `{name}` would wait for itself" for name in ("measure", "good", "register")
    }


def test_a_mistake_is_told_at_its_line_of_the_spec():
    checked = lower(
        on_aws(models__churn__retrain=NIGHTLY, data={}, datasets__customers__source="s3://lake/it's/data.csv"),
        targets.get("aws"),
    )
    ((code, path),) = [(item.code, item.path) for item in checked.diagnostics]
    assert (code, path) == ("G022", ("datasets", "customers", "source"))
