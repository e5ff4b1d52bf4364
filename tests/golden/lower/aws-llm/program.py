"""Pulumi program compiled by Modelwright."""

# Project churn, environment prod
# Source: examples/churn/modelwright.yaml

import pulumi
import pulumi_aws as aws

TAGS = {
    "environment": "prod",
    "owner": "growth-ml",
    "project": "churn",
    "stack": "churn-prod",
}

# What a model was made from stays, and a new key never removes what runs.
KEPT = pulumi.ResourceOptions(
    delete_before_replace=False,
    retain_on_delete=True,
)

# SageMaker never takes the name of a training job twice. Where a failed job has it,
# train under the next one: `pulumi config set attempt-<model> 2`.
config = pulumi.Config()

# The account
current_caller_identity = aws.get_caller_identity_output()

# The image that trains and serves
scikit_learn_prebuilt_image = aws.sagemaker.get_prebuilt_ecr_image_output(
    repository_name="sagemaker-scikit-learn",
    image_tag="1.9-0-cpu-py3",
    region="eu-west-1",
)

# The bucket for data, code and models
artifacts_bucket = aws.s3.Bucket(
    "artifacts",
    tags=TAGS,
    opts=pulumi.ResourceOptions(
        protect=True,
    ),
)

aws.s3.BucketVersioning(
    "artifacts",
    bucket=artifacts_bucket.bucket,
    versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(
        status="Enabled",
    ),
)

aws.s3.BucketServerSideEncryptionConfiguration(
    "artifacts",
    bucket=artifacts_bucket.bucket,
    rules=[
        aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
            apply_server_side_encryption_by_default=aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(  # noqa: E501
                sse_algorithm="AES256",
            ),
        ),
    ],
)

artifacts_bucket_public_access_block = aws.s3.BucketPublicAccessBlock(
    "artifacts",
    bucket=artifacts_bucket.bucket,
    block_public_acls=True,
    block_public_policy=True,
    ignore_public_acls=True,
    restrict_public_buckets=True,
)

aws.s3.BucketPolicy(
    "artifacts",
    bucket=artifacts_bucket.bucket,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "TlsOnly",
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": [
                        artifacts_bucket.arn,
                        pulumi.Output.concat(artifacts_bucket.arn, "/*"),
                    ],
                    "Condition": {
                        "Bool": {"aws:SecureTransport": "false"},
                    },
                },
            ],
        },
    ),
    opts=pulumi.ResourceOptions(
        depends_on=[artifacts_bucket_public_access_block],
    ),
)

runtime_bucket_object = aws.s3.BucketObjectv2(
    "runtime",
    bucket=artifacts_bucket.bucket,
    key="runtime/<digest>/runtime.zip",
    source=pulumi.FileAsset("runtime.zip"),
    tags=TAGS,
    opts=KEPT,
)

# Data
customers_data_bucket_object = aws.s3.BucketObjectv2(
    "customers-data",
    bucket=artifacts_bucket.bucket,
    key="data/customers/abababababababab/customers.csv",
    source=pulumi.FileAsset("../../../examples/churn/data/customers.csv"),
    tags=TAGS,
    opts=KEPT,
)

# Training of churn
churn_definition_bucket_object = aws.s3.BucketObjectv2(
    "churn-definition",
    bucket=artifacts_bucket.bucket,
    key="jobs/churn/8b3e4465340533d2/definition/definition.json",
    source=pulumi.FileAsset("jobs/churn.json"),
    tags=TAGS,
    opts=KEPT,
)

churn_training_role = aws.iam.Role(
    "churn-training",
    description="Trains model churn of project churn",
    assume_role_policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "sagemaker.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {
                            "aws:SourceAccount": current_caller_identity.account_id,
                        },
                    },
                },
            ],
        },
    ),
    tags=TAGS,
)

churn_training_role_policy = aws.iam.RolePolicy(
    "churn-training",
    role=churn_training_role.name,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "ListInputs",
                    "Effect": "Allow",
                    "Action": "s3:ListBucket",
                    "Resource": artifacts_bucket.arn,
                    "Condition": {
                        "StringLike": {
                            "s3:prefix": [
                                "data/customers/*",
                                "jobs/churn/*",
                                "runtime/*",
                                "models/churn/*",
                            ],
                        },
                    },
                },
                {
                    "Sid": "ReadInputs",
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": [
                        pulumi.Output.concat(artifacts_bucket.arn, "/data/customers/*"),
                        pulumi.Output.concat(artifacts_bucket.arn, "/jobs/churn/*"),
                        pulumi.Output.concat(artifacts_bucket.arn, "/runtime/*"),
                        pulumi.Output.concat(artifacts_bucket.arn, "/models/churn/*"),
                    ],
                },
                {
                    "Sid": "WriteModel",
                    "Effect": "Allow",
                    "Action": "s3:PutObject",
                    "Resource": pulumi.Output.concat(
                        artifacts_bucket.arn,
                        "/models/churn/*",
                    ),
                },
                {
                    "Sid": "WriteLogs",
                    "Effect": "Allow",
                    "Action": [
                        "logs:CreateLogGroup",
                        "logs:CreateLogStream",
                        "logs:DescribeLogStreams",
                        "logs:PutLogEvents",
                    ],
                    "Resource": pulumi.Output.concat(
                        "arn:aws:logs:eu-west-1:",
                        current_caller_identity.account_id,
                        ":log-group:/aws/sagemaker/TrainingJobs*",
                    ),
                },
                {
                    "Sid": "WriteMetrics",
                    "Effect": "Allow",
                    "Action": "cloudwatch:PutMetricData",
                    "Resource": "*",
                    "Condition": {
                        "StringEquals": {
                            "cloudwatch:namespace": "/aws/sagemaker/TrainingJobs",
                        },
                    },
                },
                {
                    "Sid": "LogInToRegistry",
                    "Effect": "Allow",
                    "Action": "ecr:GetAuthorizationToken",
                    "Resource": "*",
                },
                {
                    "Sid": "PullImage",
                    "Effect": "Allow",
                    "Action": [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:BatchGetImage",
                        "ecr:GetDownloadUrlForLayer",
                    ],
                    "Resource": pulumi.Output.concat(
                        "arn:aws:ecr:eu-west-1:",
                        scikit_learn_prebuilt_image.registry_id,
                        ":repository/sagemaker-scikit-learn",
                    ),
                },
            ],
        },
    ),
)

churn_training_job = aws.sagemaker.TrainingJob(
    "churn",
    training_job_name=pulumi.Output.concat(
        "churn-prod-churn-<fingerprint>-",
        config.get("attempt-churn", "1"),
    ),
    role_arn=churn_training_role.arn,
    algorithm_specification=aws.sagemaker.TrainingJobAlgorithmSpecificationArgs(
        training_image=scikit_learn_prebuilt_image.registry_path,
        training_input_mode="File",
        container_entrypoints=["python3", "-m", "modelwright_sagemaker.train"],
    ),
    environment={
        "PYTHONPATH": "/opt/ml/input/data/runtime/runtime.zip",
        "MODELWRIGHT_CHAMPION": pulumi.Output.concat(
            "s3://",
            artifacts_bucket.bucket,
            "/models/churn/champion.json",
        ),
    },
    input_data_configs=[
        aws.sagemaker.TrainingJobInputDataConfigArgs(
            channel_name="data",
            data_source=aws.sagemaker.TrainingJobInputDataConfigDataSourceArgs(
                s3_data_source=aws.sagemaker.TrainingJobInputDataConfigDataSourceS3DataSourceArgs(  # noqa: E501
                    s3_data_type="S3Prefix",
                    s3_uri=pulumi.Output.concat(
                        "s3://",
                        customers_data_bucket_object.bucket,
                        "/data/customers/abababababababab/",
                    ),
                    s3_data_distribution_type="FullyReplicated",
                ),
            ),
        ),
        aws.sagemaker.TrainingJobInputDataConfigArgs(
            channel_name="definition",
            data_source=aws.sagemaker.TrainingJobInputDataConfigDataSourceArgs(
                s3_data_source=aws.sagemaker.TrainingJobInputDataConfigDataSourceS3DataSourceArgs(  # noqa: E501
                    s3_data_type="S3Prefix",
                    s3_uri=pulumi.Output.concat(
                        "s3://",
                        churn_definition_bucket_object.bucket,
                        "/jobs/churn/8b3e4465340533d2/definition/",
                    ),
                    s3_data_distribution_type="FullyReplicated",
                ),
            ),
        ),
        aws.sagemaker.TrainingJobInputDataConfigArgs(
            channel_name="runtime",
            data_source=aws.sagemaker.TrainingJobInputDataConfigDataSourceArgs(
                s3_data_source=aws.sagemaker.TrainingJobInputDataConfigDataSourceS3DataSourceArgs(  # noqa: E501
                    s3_data_type="S3Prefix",
                    s3_uri=pulumi.Output.concat(
                        "s3://",
                        runtime_bucket_object.bucket,
                        "/runtime/<digest>/",
                    ),
                    s3_data_distribution_type="FullyReplicated",
                ),
            ),
        ),
    ],
    output_data_config=aws.sagemaker.TrainingJobOutputDataConfigArgs(
        s3_output_path=pulumi.Output.concat(
            "s3://",
            artifacts_bucket.bucket,
            "/models/churn",
        ),
    ),
    resource_config=aws.sagemaker.TrainingJobResourceConfigArgs(
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=10,
    ),
    stopping_condition=aws.sagemaker.TrainingJobStoppingConditionArgs(
        max_runtime_in_seconds=2100,
    ),
    timeouts=aws.sagemaker.TrainingJobTimeoutsArgs(
        create="60m",
    ),
    tags=TAGS,
    opts=pulumi.ResourceOptions(
        depends_on=[churn_training_role_policy],
        # SageMaker keeps every job; the artifact of an old one may still be served.
        retain_on_delete=True,
    ),
)

# Endpoint churn-api
churn_api_endpoint_role = aws.iam.Role(
    "churn-api-endpoint",
    description="Serves model churn of project churn",
    assume_role_policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "sagemaker.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {
                            "aws:SourceAccount": current_caller_identity.account_id,
                        },
                    },
                },
            ],
        },
    ),
    tags=TAGS,
)

churn_api_endpoint_role_policy = aws.iam.RolePolicy(
    "churn-api-endpoint",
    role=churn_api_endpoint_role.name,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "ReadModel",
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": pulumi.Output.concat(
                        artifacts_bucket.arn,
                        "/models/churn/*",
                    ),
                },
                {
                    "Sid": "WriteLogs",
                    "Effect": "Allow",
                    "Action": [
                        "logs:CreateLogGroup",
                        "logs:CreateLogStream",
                        "logs:DescribeLogStreams",
                        "logs:PutLogEvents",
                    ],
                    "Resource": pulumi.Output.concat(
                        "arn:aws:logs:eu-west-1:",
                        current_caller_identity.account_id,
                        ":log-group:/aws/sagemaker/Endpoints/churn-prod-churn-api*",
                    ),
                },
                {
                    "Sid": "WriteMetrics",
                    "Effect": "Allow",
                    "Action": "cloudwatch:PutMetricData",
                    "Resource": "*",
                    "Condition": {
                        "StringEquals": {
                            "cloudwatch:namespace": "/aws/sagemaker/Endpoints",
                        },
                    },
                },
                {
                    "Sid": "WatchAlarms",
                    "Effect": "Allow",
                    "Action": "cloudwatch:DescribeAlarms",
                    "Resource": pulumi.Output.concat(
                        "arn:aws:cloudwatch:eu-west-1:",
                        current_caller_identity.account_id,
                        ":alarm:churn-prod-churn-api-*",
                    ),
                },
                {
                    "Sid": "LogInToRegistry",
                    "Effect": "Allow",
                    "Action": "ecr:GetAuthorizationToken",
                    "Resource": "*",
                },
                {
                    "Sid": "PullImage",
                    "Effect": "Allow",
                    "Action": [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:BatchGetImage",
                        "ecr:GetDownloadUrlForLayer",
                    ],
                    "Resource": pulumi.Output.concat(
                        "arn:aws:ecr:eu-west-1:",
                        scikit_learn_prebuilt_image.registry_id,
                        ":repository/sagemaker-scikit-learn",
                    ),
                },
            ],
        },
    ),
)

churn_api_log_group = aws.cloudwatch.LogGroup(
    "churn-api",
    name="/aws/sagemaker/Endpoints/churn-prod-churn-api",
    retention_in_days=30,
    tags=TAGS,
)

churn_api_model = aws.sagemaker.Model(
    "churn-api",
    execution_role_arn=churn_api_endpoint_role.arn,
    primary_container=aws.sagemaker.ModelPrimaryContainerArgs(
        image=scikit_learn_prebuilt_image.registry_path,
        model_data_url=pulumi.Output.concat(
            "s3://",
            artifacts_bucket.bucket,
            "/models/churn/",
            churn_training_job.training_job_name,
            "/output/model.tar.gz",
        ),
        environment={
            "PYTHONPATH": "/opt/ml/model/code",
            "SAGEMAKER_SERVING_MODULE": "modelwright_sagemaker.serve:app",
        },
    ),
    tags=TAGS,
    opts=pulumi.ResourceOptions(
        depends_on=[churn_api_endpoint_role_policy],
        # A rollback leaves the endpoint on the old one without a word.
        retain_on_delete=True,
    ),
)

churn_api_endpoint_configuration = aws.sagemaker.EndpointConfiguration(
    "churn-api",
    production_variants=[
        aws.sagemaker.EndpointConfigurationProductionVariantArgs(
            variant_name="AllTraffic",
            model_name=churn_api_model.name,
            instance_type="ml.m5.large",
            initial_instance_count=1,
        ),
    ],
    tags=TAGS,
    opts=pulumi.ResourceOptions(
        # A rollback leaves the endpoint on the old one without a word.
        retain_on_delete=True,
    ),
)

churn_api_errors_metric_alarm = aws.cloudwatch.MetricAlarm(
    "churn-api-errors",
    alarm_description="Rolls back an update when errors > 5%",
    namespace="AWS/SageMaker",
    metric_name="Invocation5XXErrors",
    statistic="Average",
    dimensions={
        "EndpointName": "churn-prod-churn-api",
        "VariantName": "AllTraffic",
        "EndpointConfigName": churn_api_endpoint_configuration.name,
    },
    comparison_operator="GreaterThanThreshold",
    threshold=0.05,
    period=60,
    evaluation_periods=2,
    treat_missing_data="notBreaching",
    tags=TAGS,
)

churn_api_endpoint = aws.sagemaker.Endpoint(
    "churn-api",
    name="churn-prod-churn-api",
    endpoint_config_name=churn_api_endpoint_configuration.name,
    deployment_config=aws.sagemaker.EndpointDeploymentConfigArgs(
        blue_green_update_policy=aws.sagemaker.EndpointDeploymentConfigBlueGreenUpdatePolicyArgs(
            traffic_routing_configuration=aws.sagemaker.EndpointDeploymentConfigBlueGreenUpdatePolicyTrafficRoutingConfigurationArgs(  # noqa: E501
                type="ALL_AT_ONCE",
                wait_interval_in_seconds=300,
            ),
            maximum_execution_timeout_in_seconds=2100,
        ),
        auto_rollback_configuration=aws.sagemaker.EndpointDeploymentConfigAutoRollbackConfigurationArgs(  # noqa: E501
            alarms=[
                aws.sagemaker.EndpointDeploymentConfigAutoRollbackConfigurationAlarmArgs(
                    alarm_name=churn_api_errors_metric_alarm.name,
                ),
            ],
        ),
    ),
    tags=TAGS,
    opts=pulumi.ResourceOptions(
        depends_on=[churn_api_log_group],
        protect=True,
    ),
)

# Endpoint chat
chat_endpoint_role = aws.iam.Role(
    "chat-endpoint",
    description="Serves model assistant of project churn",
    assume_role_policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "sagemaker.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {
                            "aws:SourceAccount": current_caller_identity.account_id,
                        },
                    },
                },
            ],
        },
    ),
    tags=TAGS,
)

chat_endpoint_role_policy = aws.iam.RolePolicy(
    "chat-endpoint",
    role=chat_endpoint_role.name,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "WriteLogs",
                    "Effect": "Allow",
                    "Action": [
                        "logs:CreateLogGroup",
                        "logs:CreateLogStream",
                        "logs:DescribeLogStreams",
                        "logs:PutLogEvents",
                    ],
                    "Resource": pulumi.Output.concat(
                        "arn:aws:logs:eu-west-1:",
                        current_caller_identity.account_id,
                        ":log-group:/aws/sagemaker/Endpoints/churn-prod-chat*",
                    ),
                },
                {
                    "Sid": "WriteMetrics",
                    "Effect": "Allow",
                    "Action": "cloudwatch:PutMetricData",
                    "Resource": "*",
                    "Condition": {
                        "StringEquals": {
                            "cloudwatch:namespace": "/aws/sagemaker/Endpoints",
                        },
                    },
                },
                {
                    "Sid": "WatchAlarms",
                    "Effect": "Allow",
                    "Action": "cloudwatch:DescribeAlarms",
                    "Resource": pulumi.Output.concat(
                        "arn:aws:cloudwatch:eu-west-1:",
                        current_caller_identity.account_id,
                        ":alarm:churn-prod-chat-*",
                    ),
                },
                {
                    "Sid": "LogInToRegistry",
                    "Effect": "Allow",
                    "Action": "ecr:GetAuthorizationToken",
                    "Resource": "*",
                },
                {
                    "Sid": "PullImage",
                    "Effect": "Allow",
                    "Action": [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:BatchGetImage",
                        "ecr:GetDownloadUrlForLayer",
                    ],
                    "Resource": "arn:aws:ecr:eu-west-1:763104351884:repository/vllm",
                },
            ],
        },
    ),
)

chat_log_group = aws.cloudwatch.LogGroup(
    "chat",
    name="/aws/sagemaker/Endpoints/churn-prod-chat",
    retention_in_days=30,
    tags=TAGS,
)

chat_model = aws.sagemaker.Model(
    "chat",
    execution_role_arn=chat_endpoint_role.arn,
    primary_container=aws.sagemaker.ModelPrimaryContainerArgs(
        image="763104351884.dkr.ecr.eu-west-1.amazonaws.com/vllm:0.28.0-gpu-py312-cu130-ubuntu24.04-sagemaker",
        environment={
            "SM_VLLM_MODEL": "Qwen/Qwen2.5-7B-Instruct",
            "SM_VLLM_REVISION": "a09a35458c702b33eeacc393d103063234e8bc28",
            "SM_VLLM_SERVED_MODEL_NAME": "assistant",
            "SM_VLLM_DTYPE": "bfloat16",
            "SM_VLLM_MAX_MODEL_LEN": "16384",
            "SM_VLLM_MAX_NUM_SEQS": "8",
            "SM_VLLM_TENSOR_PARALLEL_SIZE": "1",
            "SM_VLLM_GPU_MEMORY_UTILIZATION": "0.92",
            "HF_TOKEN": config.require_secret("HF_TOKEN"),
            "SM_VLLM_ENABLE_PREFIX_CACHING": "true",
        },
    ),
    tags=TAGS,
    opts=pulumi.ResourceOptions(
        depends_on=[chat_endpoint_role_policy],
        # A rollback leaves the endpoint on the old one without a word.
        retain_on_delete=True,
    ),
)

chat_endpoint_configuration = aws.sagemaker.EndpointConfiguration(
    "chat",
    production_variants=[
        aws.sagemaker.EndpointConfigurationProductionVariantArgs(
            variant_name="AllTraffic",
            model_name=chat_model.name,
            instance_type="ml.g6e.xlarge",
            initial_instance_count=1,
            inference_ami_version="al2023-ami-sagemaker-inference-gpu-4-1",
            container_startup_health_check_timeout_in_seconds=1800,
        ),
    ],
    tags=TAGS,
    opts=pulumi.ResourceOptions(
        # A rollback leaves the endpoint on the old one without a word.
        retain_on_delete=True,
    ),
)

chat_errors_metric_alarm = aws.cloudwatch.MetricAlarm(
    "chat-errors",
    alarm_description="Rolls back an update when errors > 2%",
    namespace="AWS/SageMaker",
    metric_name="Invocation5XXErrors",
    statistic="Average",
    dimensions={
        "EndpointName": "churn-prod-chat",
        "VariantName": "AllTraffic",
        "EndpointConfigName": chat_endpoint_configuration.name,
    },
    comparison_operator="GreaterThanThreshold",
    threshold=0.02,
    period=60,
    evaluation_periods=2,
    treat_missing_data="notBreaching",
    tags=TAGS,
)

chat_p99_metric_alarm = aws.cloudwatch.MetricAlarm(
    "chat-p99",
    alarm_description="Rolls back an update when p99 > 30s",
    namespace="AWS/SageMaker",
    metric_name="ModelLatency",
    extended_statistic="p99",
    dimensions={
        "EndpointName": "churn-prod-chat",
        "VariantName": "AllTraffic",
        "EndpointConfigName": chat_endpoint_configuration.name,
    },
    comparison_operator="GreaterThanThreshold",
    threshold=30000000.0,
    period=60,
    evaluation_periods=2,
    treat_missing_data="notBreaching",
    tags=TAGS,
)

chat_endpoint = aws.sagemaker.Endpoint(
    "chat",
    name="churn-prod-chat",
    endpoint_config_name=chat_endpoint_configuration.name,
    deployment_config=aws.sagemaker.EndpointDeploymentConfigArgs(
        blue_green_update_policy=aws.sagemaker.EndpointDeploymentConfigBlueGreenUpdatePolicyArgs(
            traffic_routing_configuration=aws.sagemaker.EndpointDeploymentConfigBlueGreenUpdatePolicyTrafficRoutingConfigurationArgs(  # noqa: E501
                type="ALL_AT_ONCE",
                wait_interval_in_seconds=600,
            ),
            maximum_execution_timeout_in_seconds=4200,
        ),
        auto_rollback_configuration=aws.sagemaker.EndpointDeploymentConfigAutoRollbackConfigurationArgs(  # noqa: E501
            alarms=[
                aws.sagemaker.EndpointDeploymentConfigAutoRollbackConfigurationAlarmArgs(
                    alarm_name=chat_errors_metric_alarm.name,
                ),
                aws.sagemaker.EndpointDeploymentConfigAutoRollbackConfigurationAlarmArgs(
                    alarm_name=chat_p99_metric_alarm.name,
                ),
            ],
        ),
    ),
    tags=TAGS,
    opts=pulumi.ResourceOptions(
        depends_on=[chat_log_group],
        protect=True,
    ),
)

chat_target = aws.appautoscaling.Target(
    "chat",
    min_capacity=1,
    max_capacity=3,
    resource_id=pulumi.Output.concat(
        "endpoint/",
        chat_endpoint.name,
        "/variant/AllTraffic",
    ),
    scalable_dimension="sagemaker:variant:DesiredInstanceCount",
    service_namespace="sagemaker",
    tags=TAGS,
)

aws.appautoscaling.Policy(
    "chat",
    policy_type="TargetTrackingScaling",
    resource_id=chat_target.resource_id,
    scalable_dimension=chat_target.scalable_dimension,
    service_namespace=chat_target.service_namespace,
    target_tracking_scaling_policy_configuration=aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(  # noqa: E501
        target_value=120.0,
        predefined_metric_specification=aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(  # noqa: E501
            predefined_metric_type="SageMakerVariantInvocationsPerInstance",
        ),
    ),
)

# Endpoint summarize
summarize_answered_topic = aws.sns.Topic(
    "summarize-answered",
    tags=TAGS,
)

summarize_failed_topic = aws.sns.Topic(
    "summarize-failed",
    tags=TAGS,
)

summarize_endpoint_role = aws.iam.Role(
    "summarize-endpoint",
    description="Serves model summaries of project churn",
    assume_role_policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "sagemaker.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {
                            "aws:SourceAccount": current_caller_identity.account_id,
                        },
                    },
                },
            ],
        },
    ),
    tags=TAGS,
)

summarize_endpoint_role_policy = aws.iam.RolePolicy(
    "summarize-endpoint",
    role=summarize_endpoint_role.name,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "ListModel",
                    "Effect": "Allow",
                    "Action": "s3:ListBucket",
                    "Resource": "arn:aws:s3:::acme-models",
                    "Condition": {
                        "StringLike": {"s3:prefix": ["summaries/2026-10/*"]},
                    },
                },
                {
                    "Sid": "ReadModel",
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": "arn:aws:s3:::acme-models/summaries/2026-10/*",
                },
                {
                    "Sid": "ReadRequests",
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": pulumi.Output.concat(
                        artifacts_bucket.arn,
                        "/async/summarize/requests/*",
                    ),
                },
                {
                    "Sid": "WriteAnswers",
                    "Effect": "Allow",
                    "Action": "s3:PutObject",
                    "Resource": pulumi.Output.concat(
                        artifacts_bucket.arn,
                        "/async/summarize/answers/*",
                    ),
                },
                {
                    "Sid": "TellOfAnswers",
                    "Effect": "Allow",
                    "Action": "sns:Publish",
                    "Resource": [
                        summarize_answered_topic.arn,
                        summarize_failed_topic.arn,
                    ],
                },
                {
                    "Sid": "WriteLogs",
                    "Effect": "Allow",
                    "Action": [
                        "logs:CreateLogGroup",
                        "logs:CreateLogStream",
                        "logs:DescribeLogStreams",
                        "logs:PutLogEvents",
                    ],
                    "Resource": pulumi.Output.concat(
                        "arn:aws:logs:eu-west-1:",
                        current_caller_identity.account_id,
                        ":log-group:/aws/sagemaker/Endpoints/churn-prod-summarize*",
                    ),
                },
                {
                    "Sid": "WriteMetrics",
                    "Effect": "Allow",
                    "Action": "cloudwatch:PutMetricData",
                    "Resource": "*",
                    "Condition": {
                        "StringEquals": {
                            "cloudwatch:namespace": "/aws/sagemaker/Endpoints",
                        },
                    },
                },
                {
                    "Sid": "WatchAlarms",
                    "Effect": "Allow",
                    "Action": "cloudwatch:DescribeAlarms",
                    "Resource": pulumi.Output.concat(
                        "arn:aws:cloudwatch:eu-west-1:",
                        current_caller_identity.account_id,
                        ":alarm:churn-prod-summarize-*",
                    ),
                },
                {
                    "Sid": "LogInToRegistry",
                    "Effect": "Allow",
                    "Action": "ecr:GetAuthorizationToken",
                    "Resource": "*",
                },
                {
                    "Sid": "PullImage",
                    "Effect": "Allow",
                    "Action": [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:BatchGetImage",
                        "ecr:GetDownloadUrlForLayer",
                    ],
                    "Resource": "arn:aws:ecr:eu-west-1:763104351884:repository/vllm",
                },
            ],
        },
    ),
)

summarize_log_group = aws.cloudwatch.LogGroup(
    "summarize",
    name="/aws/sagemaker/Endpoints/churn-prod-summarize",
    retention_in_days=30,
    tags=TAGS,
)

summarize_model = aws.sagemaker.Model(
    "summarize",
    execution_role_arn=summarize_endpoint_role.arn,
    primary_container=aws.sagemaker.ModelPrimaryContainerArgs(
        image="763104351884.dkr.ecr.eu-west-1.amazonaws.com/vllm:0.28.0-gpu-py312-cu130-ubuntu24.04-sagemaker",
        model_data_source=aws.sagemaker.ModelPrimaryContainerModelDataSourceArgs(
            s3_data_sources=[
                aws.sagemaker.ModelPrimaryContainerModelDataSourceS3DataSourceArgs(
                    s3_uri="s3://acme-models/summaries/2026-10/",
                    s3_data_type="S3Prefix",
                    compression_type="None",
                ),
            ],
        ),
        environment={
            "SM_VLLM_MODEL": "/opt/ml/model",
            "SM_VLLM_SERVED_MODEL_NAME": "summaries",
            "SM_VLLM_DTYPE": "bfloat16",
            "SM_VLLM_MAX_MODEL_LEN": "8192",
            "SM_VLLM_MAX_NUM_SEQS": "4",
            "SM_VLLM_TENSOR_PARALLEL_SIZE": "4",
            "SM_VLLM_GPU_MEMORY_UTILIZATION": "0.92",
        },
    ),
    tags=TAGS,
    opts=pulumi.ResourceOptions(
        depends_on=[summarize_endpoint_role_policy],
        # A rollback leaves the endpoint on the old one without a word.
        retain_on_delete=True,
    ),
)

summarize_endpoint_configuration = aws.sagemaker.EndpointConfiguration(
    "summarize",
    production_variants=[
        aws.sagemaker.EndpointConfigurationProductionVariantArgs(
            variant_name="AllTraffic",
            model_name=summarize_model.name,
            instance_type="ml.g5.12xlarge",
            initial_instance_count=1,
            inference_ami_version="al2023-ami-sagemaker-inference-gpu-4-1",
            model_data_download_timeout_in_seconds=1200,
            container_startup_health_check_timeout_in_seconds=1200,
        ),
    ],
    async_inference_config=aws.sagemaker.EndpointConfigurationAsyncInferenceConfigArgs(
        client_config=aws.sagemaker.EndpointConfigurationAsyncInferenceConfigClientConfigArgs(
            max_concurrent_invocations_per_instance=4,
        ),
        output_config=aws.sagemaker.EndpointConfigurationAsyncInferenceConfigOutputConfigArgs(
            s3_output_path=pulumi.Output.concat(
                "s3://",
                artifacts_bucket.bucket,
                "/async/summarize/answers/succeeded/",
            ),
            s3_failure_path=pulumi.Output.concat(
                "s3://",
                artifacts_bucket.bucket,
                "/async/summarize/answers/failed/",
            ),
            notification_config=aws.sagemaker.EndpointConfigurationAsyncInferenceConfigOutputConfigNotificationConfigArgs(
                success_topic=summarize_answered_topic.arn,
                error_topic=summarize_failed_topic.arn,
            ),
        ),
    ),
    tags=TAGS,
    opts=pulumi.ResourceOptions(
        # A rollback leaves the endpoint on the old one without a word.
        retain_on_delete=True,
    ),
)

summarize_errors_metric_alarm = aws.cloudwatch.MetricAlarm(
    "summarize-errors",
    alarm_description="Rolls back an update when errors > 5%",
    namespace="AWS/SageMaker",
    metric_name="Invocation5XXErrors",
    statistic="Average",
    dimensions={
        "EndpointName": "churn-prod-summarize",
        "VariantName": "AllTraffic",
        "EndpointConfigName": summarize_endpoint_configuration.name,
    },
    comparison_operator="GreaterThanThreshold",
    threshold=0.05,
    period=60,
    evaluation_periods=2,
    treat_missing_data="notBreaching",
    tags=TAGS,
)

summarize_endpoint = aws.sagemaker.Endpoint(
    "summarize",
    name="churn-prod-summarize",
    endpoint_config_name=summarize_endpoint_configuration.name,
    deployment_config=aws.sagemaker.EndpointDeploymentConfigArgs(
        blue_green_update_policy=aws.sagemaker.EndpointDeploymentConfigBlueGreenUpdatePolicyArgs(
            traffic_routing_configuration=aws.sagemaker.EndpointDeploymentConfigBlueGreenUpdatePolicyTrafficRoutingConfigurationArgs(  # noqa: E501
                type="ALL_AT_ONCE",
                wait_interval_in_seconds=300,
            ),
            maximum_execution_timeout_in_seconds=3300,
        ),
        auto_rollback_configuration=aws.sagemaker.EndpointDeploymentConfigAutoRollbackConfigurationArgs(  # noqa: E501
            alarms=[
                aws.sagemaker.EndpointDeploymentConfigAutoRollbackConfigurationAlarmArgs(
                    alarm_name=summarize_errors_metric_alarm.name,
                ),
            ],
        ),
    ),
    tags=TAGS,
    opts=pulumi.ResourceOptions(
        depends_on=[summarize_log_group],
        protect=True,
    ),
)

summarize_target = aws.appautoscaling.Target(
    "summarize",
    min_capacity=0,
    max_capacity=2,
    resource_id=pulumi.Output.concat(
        "endpoint/",
        summarize_endpoint.name,
        "/variant/AllTraffic",
    ),
    scalable_dimension="sagemaker:variant:DesiredInstanceCount",
    service_namespace="sagemaker",
    tags=TAGS,
)

aws.appautoscaling.Policy(
    "summarize",
    policy_type="TargetTrackingScaling",
    resource_id=summarize_target.resource_id,
    scalable_dimension=summarize_target.scalable_dimension,
    service_namespace=summarize_target.service_namespace,
    target_tracking_scaling_policy_configuration=aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(  # noqa: E501
        target_value=5.0,
        customized_metric_specification=aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationArgs(  # noqa: E501
            namespace="AWS/SageMaker",
            metric_name="ApproximateBacklogSizePerInstance",
            statistic="Average",
            dimensions=[
                aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationDimensionArgs(  # noqa: E501
                    name="EndpointName",
                    value=summarize_endpoint.name,
                ),
            ],
        ),
    ),
)

summarize_wake_policy = aws.appautoscaling.Policy(
    "summarize-wake",
    policy_type="StepScaling",
    resource_id=summarize_target.resource_id,
    scalable_dimension=summarize_target.scalable_dimension,
    service_namespace=summarize_target.service_namespace,
    step_scaling_policy_configuration=aws.appautoscaling.PolicyStepScalingPolicyConfigurationArgs(
        adjustment_type="ChangeInCapacity",
        metric_aggregation_type="Average",
        cooldown=300,
        step_adjustments=[
            aws.appautoscaling.PolicyStepScalingPolicyConfigurationStepAdjustmentArgs(
                metric_interval_lower_bound="0",
                scaling_adjustment=1,
            ),
        ],
    ),
)

summarize_wake_metric_alarm = aws.cloudwatch.MetricAlarm(
    "summarize-wake",
    alarm_description="Starts an instance when requests wait and there is none",
    namespace="AWS/SageMaker",
    metric_name="HasBacklogWithoutCapacity",
    statistic="Average",
    dimensions={"EndpointName": summarize_endpoint.name},
    comparison_operator="GreaterThanThreshold",
    threshold=0.0,
    period=60,
    evaluation_periods=2,
    treat_missing_data="notBreaching",
    alarm_actions=[summarize_wake_policy.arn],
    tags=TAGS,
)

pulumi.export(
    "endpoints",
    {
        "churn-api": {
            "name": churn_api_endpoint.name,
            "arn": churn_api_endpoint.arn,
        },
        "chat": {"name": chat_endpoint.name, "arn": chat_endpoint.arn},
        "summarize": {
            "name": summarize_endpoint.name,
            "arn": summarize_endpoint.arn,
            "requests": pulumi.Output.concat(
                "s3://",
                artifacts_bucket.bucket,
                "/async/summarize/requests/",
            ),
            "answers": pulumi.Output.concat(
                "s3://",
                artifacts_bucket.bucket,
                "/async/summarize/answers/succeeded/",
            ),
        },
    },
)
pulumi.export(
    "models",
    {
        "churn": {
            "training_job": churn_training_job.training_job_name,
            "artifact": pulumi.Output.concat(
                "s3://",
                artifacts_bucket.bucket,
                "/models/churn/",
                churn_training_job.training_job_name,
                "/output/model.tar.gz",
            ),
        },
    },
)
