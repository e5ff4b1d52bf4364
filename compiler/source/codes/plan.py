"""Codes of the phase: plan-and-apply (P…)."""

from __future__ import annotations

from compiler.source.codes import Code

CODES: tuple[Code, ...] = (
    Code(
        "P001",
        "state file damaged",
        "The file that records what a stack consists of cannot be understood, so nothing may be changed on its word. "
        "Beside it stands a backup (`.bak`) of the state before the last operation; compare the two and copy it over.",
        exit=4,
    ),
    Code(
        "P002",
        "state file of somebody else",
        "The state file belongs to another project, environment or format version. Move it away, or run the command "
        "where it belongs.",
        exit=4,
    ),
    Code(
        "P003",
        "stack in use",
        "Only one process at a time may change a stack. The message names it. A process that died holds nothing: its "
        "work is taken up again by the next `up`.",
        exit=4,
    ),
    Code(
        "P004",
        "program failed",
        "The compiled program ended with an error of its own, before or between its resources. Compiled programs do "
        "not do that; one that was changed by hand can.",
        exit=4,
    ),
    Code("P005", "no compiled program", "There is nothing to run yet. Compile the project first.", exit=4),
    Code(
        "P006",
        "unknown type of resource",
        "The program asks for a resource or function that no provider of this engine has.",
        exit=4,
    ),
    Code(
        "P007",
        "input refused",
        "The provider of a resource refuses one of its inputs. The message names the input and why; the place is the "
        "line of the spec that it comes from.",
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
        "A protected resource would be deleted or replaced. Protection is taken away in one change, and the resource "
        "goes in the next.",
        exit=5,
    ),
    Code(
        "P010",
        "only planned",
        "The embedded engine plans cloud resources without credentials but never makes them.",
        "engine: embedded",
        "engine: pulumi",
        exit=4,
    ),
    Code(
        "P011",
        "option of the other engine",
        "The program uses a resource option that only the Pulumi engine honours. Silently leaving it out would do "
        "something else than what is written.",
        exit=4,
    ),
    Code(
        "P012",
        "state cannot be written",
        "The disk does not take the state: it is full, read-only, or the permissions forbid it. What stood before "
        "still stands. Repair it and run the command again; it goes on where it stopped.",
        exit=4,
    ),
    Code("P013", "resource registered twice", "Two resources of a program have the same type and name.", exit=4),
    Code("P014", "nothing under this id", "The program reads a resource that is not there.", exit=4),
    Code(
        "P015",
        "function needs the cloud",
        "A function of a cloud provider has no answer without asking the cloud, which a plan without credentials "
        "cannot do.",
        exit=4,
    ),
    Code(
        "P016",
        "name that is no file name",
        "Names of projects, environments and resources become names of files in the private folder. They have letters, "
        "digits, `_`, `.` and `-` only, and do not begin with a `.` or `-`. A state file that was changed by hand can "
        "hold others; put its backup (`.bak`) back.",
        exit=4,
    ),
    Code(
        "P020",
        "no Pulumi CLI",
        "The Pulumi engine drives the Pulumi CLI, which is not a Python package: it is installed by itself. Without it "
        "`plan --engine embedded` still tells what would be made, and `local` needs no Pulumi at all.",
        "modelwright up churn --env prod",
        "curl -fsSL https://get.pulumi.com | sh",
        exit=4,
    ),
    Code(
        "P021",
        "Pulumi CLI does not fit",
        "The Pulumi engine needs a CLI that sends its events over gRPC (3.206 or newer), of the same major version as "
        "the Python SDK. `modelwright doctor` tells what is there.",
        exit=4,
    ),
    Code(
        "P022",
        "Pulumi failed",
        "A provider could not do what was asked of it, or the Pulumi CLI stopped for a reason of its own, which the "
        "message repeats. What was done before is recorded; the next `up` goes on from there.",
        exit=4,
    ),
    Code(
        "P023",
        "provider plugin missing",
        "A provider is a program of its own, `pulumi-resource-<name>`, which Pulumi looks for in its plugin folder and "
        "on PATH, and otherwise downloads. The one of `modelwright` comes with this package.",
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
    Code("P027", "nothing to hand over", "No engine has recorded anything for this environment yet.", exit=4),
)
