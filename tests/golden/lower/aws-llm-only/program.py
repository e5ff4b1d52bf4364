"""Pulumi program compiled by Modelwright."""

# Project churn, environment dev
# Source: examples/churn/modelwright.yaml

import pulumi
import pulumi_aws as aws

TAGS = {
    "environment": "dev",
    "owner": "growth-ml",
    "project": "churn",
    "stack": "churn-dev",
}

# What engines ask for is set by `pulumi config set --secret <name>`.
config = pulumi.Config()

# The account
current_caller_identity = aws.get_caller_identity_output()

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
                        ":log-group:/aws/sagemaker/Endpoints/churn-dev-chat*",
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
                        ":alarm:churn-dev-chat-*",
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
                    "Resource": [
                        "arn:aws:ecr:eu-west-1:763104351884:repository/huggingface-pytorch-tgi-inference",
                    ],
                },
            ],
        },
    ),
)

chat_log_group = aws.cloudwatch.LogGroup(
    "chat",
    name="/aws/sagemaker/Endpoints/churn-dev-chat",
    retention_in_days=30,
    tags=TAGS,
)

chat_model = aws.sagemaker.Model(
    "chat",
    execution_role_arn=chat_endpoint_role.arn,
    primary_container=aws.sagemaker.ModelPrimaryContainerArgs(
        image="763104351884.dkr.ecr.eu-west-1.amazonaws.com/huggingface-pytorch-tgi-inference:2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04",
        environment={
            "HF_MODEL_ID": "meta-llama/Llama-3.2-3B-Instruct",
            "HF_MODEL_REVISION": "0cb88a4f764b7a12671c53f0838cd831a0843b95",
            "DTYPE": "bfloat16",
            "MAX_TOTAL_TOKENS": "8192",
            "MAX_BATCH_TOTAL_TOKENS": "32768",
            "SM_NUM_GPUS": "1",
            "CUDA_MEMORY_FRACTION": "0.92",
            "HF_TOKEN": config.require_secret("HF_TOKEN"),
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
            instance_type="ml.g5.xlarge",
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
    alarm_description="Rolls back an update when errors > 5%",
    namespace="AWS/SageMaker",
    metric_name="Invocation5XXErrors",
    statistic="Average",
    dimensions={
        "EndpointName": "churn-dev-chat",
        "VariantName": "AllTraffic",
        "EndpointConfigName": chat_endpoint_configuration.name,
    },
    comparison_operator="GreaterThanThreshold",
    threshold=0.05,
    period=60,
    evaluation_periods=2,
    treat_missing_data="notBreaching",
    tags=TAGS,
)

chat_endpoint = aws.sagemaker.Endpoint(
    "chat",
    name="churn-dev-chat",
    endpoint_config_name=chat_endpoint_configuration.name,
    deployment_config=aws.sagemaker.EndpointDeploymentConfigArgs(
        blue_green_update_policy=aws.sagemaker.EndpointDeploymentConfigBlueGreenUpdatePolicyArgs(
            traffic_routing_configuration=aws.sagemaker.EndpointDeploymentConfigBlueGreenUpdatePolicyTrafficRoutingConfigurationArgs(  # noqa: E501
                type="ALL_AT_ONCE",
                wait_interval_in_seconds=300,
            ),
            maximum_execution_timeout_in_seconds=3900,
        ),
        auto_rollback_configuration=aws.sagemaker.EndpointDeploymentConfigAutoRollbackConfigurationArgs(  # noqa: E501
            alarms=[
                aws.sagemaker.EndpointDeploymentConfigAutoRollbackConfigurationAlarmArgs(
                    alarm_name=chat_errors_metric_alarm.name,
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

pulumi.export(
    "endpoints",
    {
        "chat": {"name": chat_endpoint.name, "arn": chat_endpoint.arn},
    },
)
pulumi.export(
    "models",
    {},
)
