"""Mistakes in what a program hands to AWS, one a line: where it is planted, what is planted, and what is said of it.

VALUES: a node of the graph, the field, its value. TEMPLATES: a template, its text, the text in place of it.
"""

from __future__ import annotations

from compiler.model.graph import Join

TRAINING, MODEL = "sagemaker.TrainingJob.churn", "sagemaker.Model.churn-api"
CONFIGURATION, ENDPOINT = "sagemaker.EndpointConfiguration.churn-api", "sagemaker.Endpoint.churn-api"
CHAT, ASSISTANT = "sagemaker.EndpointConfiguration.chat", "sagemaker.Model.chat"
QUICK, QUEUE = "sagemaker.EndpointConfiguration.quick", "sagemaker.EndpointConfiguration.nightly"
ALARM, LOGS = "cloudwatch.MetricAlarm.churn-api-errors", "cloudwatch.LogGroup.churn-api"
SCALING, POLICY = "appautoscaling.Target.churn-api", "appautoscaling.Policy.churn-api"
SCHEDULE, PIPELINE = "scheduler.Schedule.churn", "sagemaker.Pipeline.churn"
GROUP, ROLE, RULE = (
    "sagemaker.ModelPackageGroup.churn",
    "iam.Role.churn-training",
    "cloudwatch.EventRule.churn-registered",
)

VALUES = {
    # Training
    "name of a job too long": (TRAINING, "name", "j" * 64, "63 characters at most, not 64"),
    "a job of no time": (TRAINING, "max_runtime", 0, "1 at least, not 0"),
    "a job of a month": (TRAINING, "max_runtime", 2_600_000, "at most, not 2.6e+06"),
    "time as text": (TRAINING, "max_runtime", "1800", "takes integer, not `1800`"),
    "waiting for spot as text": (TRAINING, "spot.longest", "2h", "takes integer, not `2h`"),
    "a disk of a part of a GB": (TRAINING, "volume", 10.5, "takes integer, not `10.5`"),
    "a disk of less than nothing": (TRAINING, "volume", -1, "at least, not -1"),
    "a value of a variable too long": (TRAINING, "environment", {"A": "x" * 513}, "512 characters at most, not 513"),
    "a variable by number": (TRAINING, "environment", {"ROUNDS": 3}, "takes text, not `3`"),
    "too many variables": (TRAINING, "environment", {f"V{n}": "" for n in range(101)}, "100 entries at most, not 101"),
    "no entry point": (TRAINING, "entrypoint", (), "1 items at least, not 0"),
    "a word of the entry point too long": (TRAINING, "entrypoint", ("x" * 257,), "256 characters at most"),
    "an entry point in one text": (TRAINING, "entrypoint", "python3 train.py", "takes list, not"),
    "a channel with a blank": (TRAINING, "channels.0.name", "my data", "[A-Za-z0-9"),
    "an image that is a sentence": (TRAINING, "image", "x" * 256, "255 characters at most"),
    "an artifact that is nowhere": (TRAINING, "output", Join(("https://", "x" * 1020)), "1024 characters at most"),
    "a deployment that waits in words": (TRAINING, "timeout", "45 minutes", "not `45 minutes`"),
    "no subnet": (TRAINING, "network.subnets", (), "1 items at least, not 0"),
    "too many subnets": (TRAINING, "network.subnets", ("subnet-1",) * 17, "16 items at most, not 17"),
    "too many security groups": (TRAINING, "network.security_groups", ("sg-1",) * 6, "5 items at most, not 6"),
    "a security group with a star": (TRAINING, "network.security_groups", ("sg-*",), "not `sg-*`"),
    # Language models
    "a driver that is none": (CHAT, "engine.ami", "al2-gpu", "not `al2-gpu`"),
    "a start of two hours": (CHAT, "engine.startup", 7200, "at most, not 7200"),
    "a download in a second": (CHAT, "engine.download", 1, "60 at least, not 1"),
    "a folder without its scheme": (ASSISTANT, "folder", "lake/models/", "not `lake/models/`"),
    "an image with a blank": (ASSISTANT, "image", "vllm: 1", "not `vllm: 1`"),
    "tokens as a number": (ASSISTANT, "environment", {"SM_VLLM_MAX_MODEL_LEN": 4096}, "takes text, not `4096`"),
    # Serving
    "a variable of a model too long": (MODEL, "environment", {"A": "x" * 1025}, "1024 characters at most"),
    "a switch as a boolean": (MODEL, "environment", {"OFFLINE": True}, "takes text, not `True`"),
    "an artifact too far away": (MODEL, "artifact", Join(("s3://", "x" * 1020)), "1024 characters at most"),
    "a variant with a blank": (CONFIGURATION, "variants.0.name", "All Traffic", "not `All Traffic`"),
    "a variant without a name": (CONFIGURATION, "variants.0.name", "", "1 characters at least"),
    "a variant with too long a name": (CONFIGURATION, "variants.0.name", "v" * 64, "63 characters at most"),
    "no instance": (CONFIGURATION, "variants.0.count", 0, "1 at least, not 0"),
    "a part of an instance": (CONFIGURATION, "variants.0.count", 1.5, "takes integer, not `1.5`"),
    "a part that is less than nothing": (CONFIGURATION, "variants.0.weight", -0.5, "0 at least, not -0.5"),
    "a part of the traffic in words": (CONFIGURATION, "variants.0.weight", "half", "takes number, not `half`"),
    "more captured than there is": (CONFIGURATION, "capture.percent", 101, "100 at most, not 101"),
    "too little memory": (QUICK, "variants.0.serverless.memory", 512, "1024 at least, not 512"),
    "too much memory": (QUICK, "variants.0.serverless.memory", 8192, "6144 at most, not 8192"),
    "too many workers": (QUICK, "variants.0.serverless.concurrency", 201, "200 at most, not 201"),
    "too many workers that wait": (QUICK, "variants.0.serverless.provisioned", 500, "200 at most, not 500"),
    "nothing at a time": (QUEUE, "queue.concurrency", 0, "1 at least, not 0"),
    "too much at a time": (QUEUE, "queue.concurrency", 1001, "1000 at most, not 1001"),
    "an endpoint with an underscore": (ENDPOINT, "name", "churn_api", "not `churn_api`"),
    "an endpoint that begins with a dash": (ENDPOINT, "name", "-churn", "not `-churn`"),
    "name of an endpoint too long": (ENDPOINT, "name", "e" * 64, "63 characters at most, not 64"),
    "a rollout that is none": (ENDPOINT, "rollout.strategy", "BLUE_GREEN", "takes one of ALL_AT_ONCE, CANARY, LINEAR"),
    "a canary of most of the fleet": (ENDPOINT, "rollout.percent", 60, "50 at most, not 60"),
    "a canary that bakes too long": (ENDPOINT, "rollout.wait", 3601, "3600 at most, not 3601"),
    "an update that may take a minute": (ENDPOINT, "rollout.limit", 60, "600 at least, not 60"),
    "an alarm that watches nothing": (ALARM, "metric", "", "1 characters at least"),
    "a statistic that is none": (ALARM, "statistic", "Mean", "takes one of Average, Maximum"),
    "a bound in words": (ALARM, "threshold", "high", "takes number, not `high`"),
    "no period": (ALARM, "periods", 0, "1 at least, not 0"),
    "a dimension by number": (ALARM, "dimensions", {"EndpointName": 3}, "takes text, not `3`"),
    "an alarm with a tale": (ALARM, "description", "x" * 1025, "1024 characters at most"),
    "fewer than no instances": (SCALING, "minimum", -1, "0 at least, not -1"),
    "instances as text": (SCALING, "maximum", "4", "takes integer, not `4`"),
    "a target in words": (POLICY, "requests", "600 a minute", "takes number, not"),
    # Operations and identity
    "logs with a blank": (LOGS, "name", "/aws/sagemaker/Endpoints/churn api", "not `/aws/sagemaker"),
    "logs for six weeks": (LOGS, "retention_days", 45, "not `45`"),
    "logs for ever, in words": (LOGS, "retention_days", "forever", "takes integer, not `forever`"),
    "a role described in pictures": (ROLE, "description", "☃", "not `☃`"),
    "a role with a tale": (ROLE, "description", "x" * 1001, "1000 characters at most"),
    "a group with an underscore": (GROUP, "name", "churn_models", "not `churn_models`"),
    "a budget in words": ("budgets.Budget.monthly", "amount", "about 400", "not `about 400`"),
    "a key of an object that is empty": ("s3.BucketObjectv2.runtime", "key", "", "1 characters at least"),
    # Retraining
    "a pipeline that begins with a dash": (PIPELINE, "name", "-churn", "not `-churn`"),
    "a pipeline with a tale": (PIPELINE, "description", "x" * 3073, "3072 characters at most"),
    "the cron of Unix": (SCHEDULE, "expression", "0 3 * * *", "not `0 3 * * *`"),
    "a cron of five fields": (SCHEDULE, "expression", "cron(0 3 * * ?)", "not `cron(0 3 * * ?)`"),
    "a rate of nothing": (SCHEDULE, "expression", "rate(0 days)", "not `rate(0 days)`"),
    "a schedule with a tale": (SCHEDULE, "description", "x" * 513, "512 characters at most"),
    "a parameter with a blank": (SCHEDULE, "parameters.0.name", "a bucket", "not `a bucket`"),
    "a rule with a tale": (RULE, "description", "x" * 513, "512 characters at most"),
}

TEMPLATES = {
    "a kind of folder": ("model", '"S3Prefix"', '"Folder"', "not `Folder`"),
    "a folder by itself": ("model", "s3_data_sources=", "s3_data_source=", "no argument `s3_data_source`"),
    "a driver by another name": ("endpoint_parts", "inference_ami_version=", "ami=", "no argument `ami`"),
    "a misspelt class": (
        "endpoint",
        "aws.sagemaker.Endpoint(",
        "aws.sagemaker.EndPoint(",
        "has no `aws.sagemaker.EndP",
    ),
    "an unknown argument": ("endpoint", "endpoint_config_name=", "endpoint_config=", "no argument `endpoint_config`"),
    "a missing argument": (
        "endpoint",
        "    endpoint_config_name={{ node.configuration }},\n",
        "",
        "needs `endpoint_conf",
    ),
    "an unknown inner argument": ("training_job", "volume_size_in_gb=", "volume_size=", "no argument `volume_size`"),
    "a missing inner argument": (
        "training_job",
        '                    s3_data_type="S3Prefix",\n',
        "",
        "needs `s3_data_ty",
    ),
    "a word that is none": ("training_job", '"FullyReplicated"', '"Replicated"', "takes one of FullyReplicated"),
    "a mode that is none": ("endpoint_parts", 'capture_mode="Input"', 'capture_mode="In"', "takes one of Input"),
    "a class in place of another": (
        "training_job",
        "timeouts=aws.sagemaker.TrainingJobTimeoutsArgs(",
        "timeouts=aws.sagemaker.TrainingJobStoppingConditionArgs(",
        "takes no `aws.sagemaker.TrainingJobStoppingConditionArgs`",
    ),
    "a mapping in place of a class": (
        "schedule",
        'aws.scheduler.ScheduleFlexibleTimeWindowArgs(\n        mode="OFF",\n    )',
        '{"mode": "OFF"}',
        "takes no mapping",
    ),
    "a class in place of a list": (
        "bucket_encryption",
        "rules=[\n        aws.s3",
        "rules=aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(), tags=[\n        aws.s3",
        "has no argument `tags`",
    ),
    "a number as text": ("training_job", "instance_count=1", 'instance_count="1"', "takes integer, not `1`"),
    "a switch as text": ("bucket_public_access_block", "={{ node.block_public_acls }}", '="yes"', "takes boolean, not"),
    "two statistics": (
        "metric_alarm",
        "    dimensions=",
        '    extended_statistic="p99",\n    dimensions=',
        "takes one of",
    ),
    "instances for a worker": (
        "variants",
        "serverless_config=",
        'instance_type="ml.m5.large",\nserverless_config=',
        "takes one of `serverless_config` and `instance_type`",
    ),
    "two rollouts": (
        "endpoint",
        "        auto_rollback_configuration=",
        "        rolling_update_policy=None,\n        auto_rollback_configuration=",
        "takes one of `blue_green_update_policy` and `rolling_update_policy`",
    ),
    "a post by pigeon": ("topic_subscription", '"email"', '"pigeon"', "takes one of application, email"),
    "a budget by the week": ("budget", '"MONTHLY"', '"WEEKLY"', "takes one of ANNUALLY"),
    "an encryption that is none": ("bucket_encryption", '"aws:kms"', '"aws:km"', "takes one of"),
    "scaling in another service": ("scaling_target", '"sagemaker",', '"sage",', "takes one of"),
    "a lookup with an unknown argument": ("prebuilt_image", "image_tag=", "tag=", "no argument `tag`"),
}
