"""Codes of the phase: plan-and-apply (P…)."""

from __future__ import annotations

from compiler.source.codes import Code
from compiler.source.diagnostic import Severity

CODES: tuple[Code, ...] = (
    Code(
        "P001",
        "state file damaged",
        "The file that records what a stack consists of cannot be understood, so nothing may be changed on its word. "
        "Beside it stands a backup (`.bak`) of the state before the last operation; compare the two and copy it over.",
        wrong="a .modelwright/state/churn/local.json that was cut off",
        right="cp .modelwright/state/churn/local.json.bak .modelwright/state/churn/local.json",
        exit=4,
    ),
    Code(
        "P002",
        "state file of somebody else",
        "The state file belongs to another project, environment or format version. Move it away, or run the command "
        "where it belongs.",
        wrong="cp .modelwright/state/churn/local.json .modelwright/state/fraud/local.json",
        right="modelwright up fraud",
        exit=4,
    ),
    Code(
        "P003",
        "stack in use",
        "Only one process at a time may change a stack. The message names it. A process that died holds nothing: its "
        "work is taken up again by the next `up`.",
        wrong="modelwright up churn & modelwright up churn",
        right="modelwright up churn && modelwright up churn",
        exit=4,
    ),
    Code(
        "P004",
        "program failed",
        "The compiled program ended with an error of its own, before or between its resources. Compiled programs do "
        "not do that; one that was changed by hand can.",
        wrong='modelwright.Dataset("customers", sorce="customers.csv")',
        right='modelwright.Dataset("customers", source="customers.csv")',
        exit=4,
    ),
    Code(
        "P005",
        "no compiled program",
        "There is nothing to run yet. Compile the project first.",
        wrong="rm -r stacks/churn/local",
        right="modelwright compile churn --env local",
        exit=4,
    ),
    Code(
        "P006",
        "unknown type of resource",
        "The program asks for a resource or function that no provider of this engine has.",
        wrong='pulumi_random.RandomId("suffix", byte_length=4)   # in an environment with `engine: embedded`',
        right="platform: {engine: pulumi}",
        exit=4,
    ),
    Code(
        "P007",
        "input refused",
        "The provider of a resource refuses one of its inputs. The message names the input and why; the place is the "
        "line of the spec that it comes from.",
        wrong='modelwright.Endpoint("churn-api", port="8080")',
        right='modelwright.Endpoint("churn-api", port=8080)',
        exit=4,
    ),
    Code(
        "P008",
        "no place for secrets",
        "The embedded engine keeps its state in a plain file and therefore refuses to record anything secret. The "
        "secrets of training jobs, whose values it never keeps, may pass. Use `engine: pulumi` for others; it encrypts "
        "them.",
        "engine: embedded",
        "engine: pulumi",
        exit=4,
    ),
    Code(
        "P009",
        "protected resource",
        "A protected resource would be deleted or replaced, with all that it holds. Data and endpoints in a cloud are "
        "protected unless `platform.protect` is false. Consent is given for resources by name, in the one run that "
        "takes them away, on the command line or when asked; everything else stays protected.",
        wrong="modelwright destroy churn --env prod --yes",
        right="modelwright destroy churn --env prod --yes --allow-destroy s3.Bucket.artifacts",
        exit=5,
    ),
    Code(
        "P010",
        "only planned",
        "The embedded engine plans cloud resources without credentials but never makes them: the Pulumi CLI does. "
        "`up` of a cloud environment on the embedded engine is refused before anything starts.",
        "engine: embedded",
        "engine: pulumi",
        exit=4,
    ),
    Code(
        "P011",
        "option of the other engine",
        "The program uses a resource option that only the Pulumi engine honours. Silently leaving it out would do "
        "something else than what is written.",
        wrong='opts=pulumi.ResourceOptions(import_="churn-bucket")   # in an environment with `engine: embedded`',
        right="opts=pulumi.ResourceOptions(protect=True)",
        exit=4,
    ),
    Code(
        "P012",
        "state cannot be written",
        "The disk does not take the state: it is full, read-only, or the permissions forbid it. What stood before "
        "still stands. Repair it and run the command again; it goes on where it stopped.",
        wrong="a .modelwright/ that belongs to another user",
        right='chown -R "$USER" .modelwright',
        exit=4,
    ),
    Code(
        "P013",
        "resource registered twice",
        "Two resources of a program have the same type and name.",
        wrong='modelwright.Dataset("customers", …)\nmodelwright.Dataset("customers", …)',
        right='modelwright.Dataset("customers", …)\nmodelwright.Dataset("customers-2024", …)',
        exit=4,
    ),
    Code(
        "P014",
        "nothing under this id",
        "The program reads, or `modelwright import` names, a resource that is not there.",
        wrong='modelwright.Dataset.get("customers", "no-such-id")',
        right='modelwright.Dataset("customers", …)',
        exit=4,
    ),
    Code(
        "P015",
        "function needs the cloud",
        "A function of a cloud provider has no answer without asking the cloud, which a plan without credentials "
        "cannot do.",
        wrong="aws.ec2.get_vpc(default=True)   # in a plan without credentials",
        right="platform: {engine: pulumi}",
        exit=4,
    ),
    Code(
        "P016",
        "name that is no file name",
        "Names of projects, environments and resources become names of files in the private folder. They have letters, "
        "digits, `_`, `.` and `-` only, and do not begin with a `.` or `-`. A state file that was changed by hand can "
        "hold others; put its backup (`.bak`) back.",
        wrong="project: ../churn",
        right="project: churn",
        exit=4,
    ),
    Code(
        "P020",
        "no Pulumi CLI",
        "The Pulumi engine drives the Pulumi CLI, which is not a Python package: it is installed by itself. Without it "
        "`plan` still tells what would be made, and `local` needs no Pulumi at all.",
        "modelwright up churn --env prod",
        "curl -fsSL https://get.pulumi.com | sh",
        exit=4,
    ),
    Code(
        "P021",
        "Pulumi CLI does not fit",
        "The Pulumi engine needs a CLI that sends its events over gRPC (3.206 or newer), of the same major version as "
        "the Python SDK. `modelwright doctor` tells what is there.",
        wrong="PATH=/opt/pulumi-3.100/bin:$PATH modelwright up churn --env prod",
        right="modelwright doctor",
        exit=4,
    ),
    Code(
        "P022",
        "Pulumi failed",
        "A provider could not do what was asked of it, or the Pulumi CLI stopped for a reason of its own, which the "
        "message repeats. What was done before is recorded; the next `up` goes on from there.",
        wrong="modelwright up churn --env prod   # without credentials for the cloud",
        right="AWS_PROFILE=churn modelwright up churn --env prod",
        exit=4,
    ),
    Code(
        "P023",
        "provider plugin missing",
        "A provider is a program of its own, `pulumi-resource-<name>`, which Pulumi looks for in its plugin folder and "
        "on PATH, and otherwise downloads. The one of `modelwright` comes with this package.",
        wrong="a PATH without the folder of pulumi-resource-modelwright",
        right=". .venv/bin/activate",
        exit=4,
    ),
    Code(
        "P024",
        "secrets locked",
        "Pulumi encrypts the secrets of a stack with a passphrase or a key of a cloud. Whoever works on the stack has "
        "to give the same passphrase, or may use the key. In the default folder below `.modelwright` a passphrase is "
        "made up and kept.",
        "modelwright up churn --env prod",
        "PULUMI_CONFIG_PASSPHRASE_FILE=~/.churn modelwright up churn --env prod",
        exit=4,
    ),
    Code(
        "P025",
        "backend out of reach",
        "Pulumi keeps the state of a stack in a backend: a folder, a bucket or Pulumi Cloud. `platform.backend` names "
        "it for an environment, else it is the one of `pulumi login`.",
        "backend: null",
        "backend: s3://acme-pulumi",
        exit=4,
    ),
    Code(
        "P026",
        "kept by the other engine",
        "A stack is recorded by one engine: two states of the same things would end in removing what the other one "
        "runs. `modelwright handover` hands it over without touching what runs.",
        "modelwright up churn --engine pulumi",
        "modelwright handover churn --to pulumi",
        exit=4,
    ),
    Code(
        "P027",
        "nothing to hand over",
        "No engine has recorded anything for this environment yet.",
        wrong="modelwright destroy churn   # before the first `up`",
        right="modelwright up churn",
        exit=4,
    ),
    Code(
        "P030",
        "consent for nobody",
        "`--allow-destroy` takes the address of a resource of the stack, as plans print it, or its name alone. A name "
        "that is misspelt would be consent for nothing, so nothing was begun.",
        wrong="modelwright up churn --env prod --allow-destroy s3.Bucket.artefacts",
        right="modelwright up churn --env prod --allow-destroy s3.Bucket.artifacts",
    ),
    Code(
        "P031",
        "no saved plan",
        "`up --plan` takes a file that `plan --out` of this release has written and nobody has changed since.",
        wrong="modelwright up --plan modelwright.yaml",
        right="modelwright plan churn --out churn.plan && modelwright up --plan churn.plan",
    ),
    Code(
        "P032",
        "plan of another stack",
        "A saved plan is for one project in one environment and is carried out there only. `up --plan FILE` alone "
        "finds both by itself, in the workspace of the current folder.",
        wrong="modelwright plan churn --out churn.plan && modelwright up fraud --plan churn.plan",
        right="modelwright plan churn --out churn.plan && modelwright up --plan churn.plan",
    ),
    Code(
        "P033",
        "tools moved",
        "A saved plan is carried out by the release, the engine and the libraries that made it: others might plan, or "
        "train, something else. Install what the plan was made with, or plan again.",
        wrong="pip install scikit-learn==1.7.2   # between `plan --out` and `up --plan`",
        right="modelwright plan churn --out churn.plan",
        exit=7,
    ),
    Code(
        "P034",
        "data or code moved",
        "A file that the plan follows from, such as a table or an entry point, is not what it was when the plan was "
        "made.",
        wrong="cp july.csv data/customers.csv   # between `plan --out` and `up --plan`",
        right="modelwright plan churn --out churn.plan",
        exit=7,
    ),
    Code(
        "P035",
        "spec moved",
        "The project compiles to something else than when the plan was made: its spec, `conf/`, a template or a "
        "declared environment variable has changed. Comments, order and formatting do not count.",
        wrong="git pull   # between `plan --out` and `up --plan`",
        right="modelwright plan churn --out churn.plan",
        exit=7,
    ),
    Code(
        "P036",
        "state moved",
        "What is recorded of the stack has changed since the plan was made: an `up`, a `destroy`, a `refresh` or "
        "somebody else came first.",
        wrong="modelwright up churn --yes   # between `plan --out` and `up --plan`",
        right="modelwright plan churn --out churn.plan && modelwright up --plan churn.plan",
        exit=7,
    ),
    Code(
        "P037",
        "something else to do",
        "Spec, state and tools are what they were, and yet something else is to be done: what runs has changed by "
        "itself, such as a server that has ended, or a file that an entry point imports.",
        wrong="kill 4711   # a server, between `plan --out` and `up --plan`",
        right="modelwright plan churn --out churn.plan",
        exit=7,
    ),
    Code(
        "P038",
        "probably renamed",
        "Something goes and the same comes under another name. With an entry below `moved:` what was made for the old "
        "name belongs to the new one and is not made anew. The entry can go once every environment was brought up to "
        "date.",
        wrong="serving: {churn: …}     # was `churn-api`",
        right="moved: [{from: serving.churn-api, to: serving.churn}]",
        severity=Severity.NOTE,
    ),
    Code(
        "P040",
        "managed already",
        "`modelwright import` takes over what no stack manages yet. The stack has a resource of this address, or of"
        " this id under another address.",
        wrong="modelwright import churn Endpoint.churn-api churn-api   # twice",
        right="modelwright plan churn",
        exit=4,
    ),
    Code(
        "P041",
        "no place in a spec",
        "An address is a type and a name, as plans show them. `modelwright import` takes over what the compiled program"
        " has, and what it can write an entry for: datasets, models and endpoints here, endpoints on AWS. Write the"
        " spec first for anything else.",
        wrong="modelwright import churn Endpont.churn-api churn-api",
        right="modelwright import churn Endpoint.churn-api churn-api",
    ),
    Code(
        "P042",
        "another stack has it",
        "Two stacks that manage one thing would change it, and remove it, against each other.",
        wrong="modelwright import churn --env dev sagemaker.Endpoint.churn-api churn-prod-churn-api",
        right="modelwright import churn --env dev sagemaker.Endpoint.churn-api churn-dev-churn-api",
        exit=4,
    ),
)
