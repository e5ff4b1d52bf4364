"""Codes of the phase: lower (G…)."""

from __future__ import annotations

from compiler.source.codes import Code
from compiler.source.diagnostic import Severity

CODES: tuple[Code, ...] = (
    Code(
        "G001",
        "two parts of the spec make the same resource",
        "An address names one resource. Two entries of the spec lead to the same one, such as two rollback conditions "
        "on the same metric: drop one of them or rename it.",
        wrong="rollback_on: [errors > 1%, errors > 2%]",
        right="rollback_on: [errors > 1%]",
    ),
    Code(
        "G002",
        "two resources would share a variable of the program",
        "Variables of the compiled program are made from names and kinds, so `churn` and `churn-endpoint` can meet in "
        "one: rename one of the two.",
        wrong="serving: {churn: {…}, churn-endpoint: {…}}",
        right="serving: {churn: {…}, churn-api: {…}}",
    ),
    Code(
        "G003",
        "the data cannot be reached from this environment",
        "The local environment reads files of the workspace only; a cloud reads those and its own object store. Give "
        "each environment a source that it can reach.",
        wrong="source: s3://lake/customers.csv",
        right="environments: {local: {datasets: {customers: {source: data/sample.csv}}}}",
    ),
    Code(
        "G004",
        "a resource refers to one that does not exist",
        "A target made a reference to a resource that is not in the graph. The fault lies in the target, not in "
        "the spec.",
        wrong="a target whose endpoint refers to a model that it never makes",
        right="a target that makes each resource that it refers to",
        exit=4,
    ),
    Code(
        "G005",
        "resources need each other in a circle",
        "None of the resources of a circle can be made first. The fault lies in the target, not in the spec.",
        wrong="a target whose role refers to a bucket that refers to the role",
        right="a policy of its own that refers to both",
        exit=4,
    ),
    Code(
        "G006",
        "a name is too long for the cloud",
        "Names in the cloud are made of project, environment and name, and a random end where they must be new each "
        "time; SageMaker takes 63 characters. Shorten one of the three.",
        wrong="serving: {customer-retention-propensity-endpoint: {model: churn}}",
        right="serving: {retention: {model: churn}}",
    ),
    Code(
        "G007",
        "logs cannot be kept for that many days",
        "CloudWatch keeps logs for certain numbers of days only.",
        wrong="platform: {log_retention_days: 45}",
        right="platform: {log_retention_days: 60}",
    ),
    Code(
        "G008",
        "nothing says when to scale",
        "An endpoint that may grow needs the load that one instance is meant to carry; it is scaled to keep near it.",
        wrong="scale: {min: 1, max: 4}",
        right="scale: {min: 1, max: 4, target_rps: 50}",
    ),
    Code(
        "G009",
        "a real-time endpoint cannot scale to zero",
        "SageMaker keeps at least one instance of a real-time endpoint running.",
        wrong="scale: {min: 0, max: 4}",
        right="scale: {min: 1, max: 4}",
    ),
    Code(
        "G010",
        "the region is missing or unknown",
        "A cloud environment needs a region, and the scikit-learn image must be published there.",
        wrong="platform: {region: eu-west-9}",
        right="platform: {region: eu-west-1}",
    ),
    Code(
        "G011",
        "the image is not in Amazon ECR",
        "SageMaker pulls images from Amazon ECR.",
        wrong="platform: {image: docker.io/team/sklearn:1}",
        right="platform: {image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/sklearn:1}",
    ),
    Code(
        "G012",
        "the rollout is outside what AWS allows",
        "A staged rollout moves part of the instances at a time, so it needs two of them; steps and waits have bounds: "
        "an alarm needs two minutes to act, and an update must end within the hour.",
        wrong="scale: {min: 1, max: 1}\n"
        "rollout: {strategy: canary, percent: 10, bake: 10m, rollback_on: [errors > 1%]}",
        right="scale: {min: 2, max: 2}\n"
        "rollout: {strategy: canary, percent: 10, bake: 10m, rollback_on: [errors > 1%]}",
    ),
    Code(
        "G013",
        "the image does not run on this instance type",
        "AWS's scikit-learn image is built for x86-64 processors, without GPU.",
        wrong="platform: {compute: {small: {instance: ml.m6g.large}}}",
        right="platform: {compute: {small: {instance: ml.m6i.large}}}",
    ),
    Code(
        "G014",
        "AWS does not take this tag",
        "Tags hold letters, digits, spaces and `_ . : / = + - @`: 128 characters in the name, 256 in the value.",
        wrong="owner: growth & ml",
        right="owner: growth-ml",
    ),
    Code(
        "G015",
        "no key of AWS KMS in this region",
        "A key encrypts only what is in its own region, and SageMaker takes its ARN, not its alias.",
        wrong="platform: {region: eu-west-1, kms_key: alias/ml}",
        right="platform: {region: eu-west-1, kms_key: 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-…'}",
    ),
    Code(
        "G016",
        "a private network that SageMaker does not take",
        "Jobs and endpoints join a VPC by 1 to 16 subnets and 1 to 5 security groups; serverless endpoints join none.",
        wrong="platform: {network: {subnets: [subnet-0a1b2c3d]}}",
        right="platform: {network: {subnets: [subnet-0a1b2c3d], security_groups: [sg-0a1b2c3d]}}",
    ),
    Code(
        "G017",
        "an isolated job would need a network",
        "A container without a network cannot install packages, fetch the champion, or read secrets.",
        wrong="platform: {network: {isolation: true}}   # and gates: [roc_auc >= champion]",
        right="platform: {network: {isolation: true}, image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml:1}",
    ),
    Code(
        "G018",
        "SageMaker has no such instance type",
        "Training and hosting take instance types of their own, by family and size. A size that a family does not have "
        "is an error; a family that is not known may be newer than the list, which is a warning.",
        wrong="platform: {compute: {small: {instance: ml.m5.huge}}}",
        right="platform: {compute: {small: {instance: ml.m5.2xlarge}}}",
    ),
    Code(
        "G020",
        "one name for two resources",
        "Names in the cloud are made of project, environment and name, joined by hyphens. Two resources come to the "
        "same name, in one environment or in two whose names begin alike: whichever is deployed second fails, or takes "
        "the place of the first.",
        wrong="serving: {api: {…}, eu-api: {…}}\nenvironments: {dev: {}, dev-eu: {}}",
        right="serving: {api: {…}, europe: {…}}\nenvironments: {dev: {}, dev-eu: {}}",
    ),
    Code(
        "G021",
        "a schedule that EventBridge cannot keep",
        "Cron takes a day when the day of the month fits or the day of the week; an expression of EventBridge has only "
        "one of the two.",
        wrong='retrain: {schedule: "0 3 1 * mon"}',
        right='retrain: {schedule: "0 3 * * mon"}',
    ),
    Code(
        "G022",
        "a pipeline that SageMaker does not take",
        "The definition of a pipeline is checked before anything is made: its references, the order of its steps, and "
        "the limits of the calls that they make, such as the characters that the registry takes to say where the "
        "data of a version is.",
        wrong='source: s3://acme-lake/customers(1)/latest.csv\nretrain: {schedule: "0 3 * * *"}',
        right='source: s3://acme-lake/customers-1/latest.csv\nretrain: {schedule: "0 3 * * *"}',
    ),
    Code(
        "G023",
        "batch without data",
        "`mode: batch` scores the files of a folder on a schedule; both are in `batch`.",
        wrong="mode: batch",
        right='mode: batch\nbatch: {input: "s3://acme-lake/to-score/", schedule: "0 5 * * *"}',
    ),
    Code(
        "G024",
        "language model that does not fit on its instance",
        "Weights and the cache of keys and values must leave room in the memory of each GPU, see [llm.md](llm.md). The "
        "GPUs must divide the attention heads and run the type of the weights, and AWS's images must run on them. A "
        "model that hardly fits is a warning.",
        wrong="platform: {compute: {small: {serving_instance: ml.g5.xlarge}}}\n"
        "models: {churn: {source: {huggingface: Qwen/Qwen3-8B, revision: v1}, runtime: {context: 32768}}}",
        right="platform: {compute: {small: {serving_instance: ml.g5.12xlarge}}}\n"
        "models: {churn: {source: {huggingface: Qwen/Qwen3-8B, revision: v1}, runtime: {context: 8192}}}",
    ),
    Code(
        "G025",
        "language model of unknown size",
        "Whether a model fits is computed from its `config.json`. Of well-known models the numbers are shipped; those "
        "of others have to be written, or the first start tells.",
        wrong="platform: {compute: {small: {serving_instance: ml.g5.12xlarge}}}\n"
        "models: {churn: {source: {s3: s3://acme-models/churn/}, runtime: {context: 8192}}}",
        right="platform: {compute: {small: {serving_instance: ml.g5.12xlarge}}}\n"
        "models: {churn: {source: {s3: s3://acme-models/churn/}, runtime: {context: 8192}, "
        "architecture: {parameters: 7.62, layers: 28, kv_heads: 4, head_dim: 128, heads: 28}}}",
        severity=Severity.WARNING,
    ),
    Code(
        "G026",
        "engine told what it does not take",
        "SageMaker waits one minute to one hour for a container to answer. Variables that fields of the model come to "
        "are not set a second time.",
        wrong="platform: {compute: {small: {serving_instance: ml.g5.12xlarge}}}\n"
        "models: {churn: {source: {huggingface: Qwen/Qwen3-8B, revision: v1}, "
        "runtime: {context: 8192, env: {SM_VLLM_MAX_MODEL_LEN: 4096}}}}",
        right="platform: {compute: {small: {serving_instance: ml.g5.12xlarge}}}\n"
        "models: {churn: {source: {huggingface: Qwen/Qwen3-8B, revision: v1}, runtime: {context: 4096}}}",
    ),
    Code(
        "G027",
        "variants that do not stand behind one endpoint",
        "An endpoint has ten variants at most, or one model that answers with one shadow, which has a fixed number of "
        "instances. Ten alarms at most watch an update, one for each condition and variant; with a key of one's "
        "own all instances have disks that take it; and a language model has an endpoint of its own.",
        wrong="variants:\n  next: {model: churn, percent: 10}\n  mirror: {model: churn, percent: 50, shadow: true}",
        right="variants:\n  mirror: {model: churn, percent: 50, shadow: true}",
    ),
    Code(
        "G028",
        "no policy that could be a boundary",
        "A permissions boundary is a managed policy, and IAM takes its ARN.",
        wrong="platform: {permissions_boundary: ml-workloads}",
        right="platform: {permissions_boundary: 'arn:aws:iam::123456789012:policy/ml-workloads'}",
    ),
    Code(
        "G030",
        "a policy is wider than it may be",
        "Policies of a compiled program name actions and resources, are for one service on behalf of one account, and "
        "hand on roles by name. The few exceptions are listed with their reasons in "
        "`compiler/targets/aws/access/exceptions.py`. The fault lies in the target, not in the spec.",
        wrong="Action: s3:*, Resource: '*'",
        right="Action: s3:GetObject, Resource: <bucket>/models/churn/*",
        exit=4,
    ),
    Code(
        "G031",
        "data would be less protected than it must be",
        "Every bucket blocks public access in all four ways, is encrypted, and refuses requests without TLS; with "
        "`platform.kms_key` whatever can have a key has this one. The fault lies in the target, not in the spec.",
        wrong="a bucket without a block of public access",
        right="a bucket with all of its settings",
        exit=4,
    ),
)
