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

# Encrypts data, models and disks
KMS_KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"

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
                sse_algorithm="aws:kms",
                kms_master_key_id=KMS_KEY,
            ),
            bucket_key_enabled=True,
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
    key="jobs/churn/5fb586a349f0a3bd/definition/definition.json",
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
    permissions_boundary="arn:aws:iam::123456789012:policy/ml-workloads",
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
                    "Resource": "arn:aws:ecr:eu-west-1:123456789012:repository/ml",
                },
                {
                    "Sid": "UseKey",
                    "Effect": "Allow",
                    "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
                    "Resource": KMS_KEY,
                },
                {
                    "Sid": "LendKey",
                    "Effect": "Allow",
                    "Action": "kms:CreateGrant",
                    "Resource": KMS_KEY,
                    "Condition": {
                        "Bool": {"kms:GrantIsForAWSResource": "true"},
                    },
                },
                {
                    "Sid": "JoinNetwork",
                    "Effect": "Allow",
                    "Action": [
                        "ec2:CreateNetworkInterface",
                        "ec2:CreateNetworkInterfacePermission",
                        "ec2:DeleteNetworkInterface",
                        "ec2:DeleteNetworkInterfacePermission",
                        "ec2:DescribeDhcpOptions",
                        "ec2:DescribeNetworkInterfaces",
                        "ec2:DescribeSecurityGroups",
                        "ec2:DescribeSubnets",
                        "ec2:DescribeVpcs",
                    ],
                    "Resource": "*",
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
        training_image="123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml:1",
        training_input_mode="File",
        container_entrypoints=["python3", "-m", "modelwright_sagemaker.train"],
    ),
    environment={"PYTHONPATH": "/opt/ml/input/data/runtime/runtime.zip"},
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
                        "/jobs/churn/5fb586a349f0a3bd/definition/",
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
        kms_key_id=KMS_KEY,
    ),
    resource_config=aws.sagemaker.TrainingJobResourceConfigArgs(
        instance_type="ml.m5.large",
        instance_count=1,
        volume_size_in_gb=10,
        volume_kms_key_id=KMS_KEY,
    ),
    vpc_config=aws.sagemaker.TrainingJobVpcConfigArgs(
        subnets=["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
        security_group_ids=["sg-0a1b2c3d"],
    ),
    enable_network_isolation=True,
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
    permissions_boundary="arn:aws:iam::123456789012:policy/ml-workloads",
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
                    "Resource": "arn:aws:ecr:eu-west-1:123456789012:repository/ml",
                },
                {
                    "Sid": "UseKey",
                    "Effect": "Allow",
                    "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
                    "Resource": KMS_KEY,
                },
                {
                    "Sid": "LendKey",
                    "Effect": "Allow",
                    "Action": "kms:CreateGrant",
                    "Resource": KMS_KEY,
                    "Condition": {
                        "Bool": {"kms:GrantIsForAWSResource": "true"},
                    },
                },
                {
                    "Sid": "JoinNetwork",
                    "Effect": "Allow",
                    "Action": [
                        "ec2:CreateNetworkInterface",
                        "ec2:CreateNetworkInterfacePermission",
                        "ec2:DeleteNetworkInterface",
                        "ec2:DeleteNetworkInterfacePermission",
                        "ec2:DescribeDhcpOptions",
                        "ec2:DescribeNetworkInterfaces",
                        "ec2:DescribeSecurityGroups",
                        "ec2:DescribeSubnets",
                        "ec2:DescribeVpcs",
                    ],
                    "Resource": "*",
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
        image="123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml:1",
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
    vpc_config=aws.sagemaker.ModelVpcConfigArgs(
        subnets=["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
        security_group_ids=["sg-0a1b2c3d"],
    ),
    enable_network_isolation=True,
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
    kms_key_arn=KMS_KEY,
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

pulumi.export(
    "endpoints",
    {
        "churn-api": {
            "name": churn_api_endpoint.name,
            "arn": churn_api_endpoint.arn,
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
