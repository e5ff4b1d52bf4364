"""Graph -> what its deployer or planner may do: rights for each type of resource, on the stack's own names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compiler.model.access import PREVIEWING, Grant, Role
from compiler.model.graph import Graph
from compiler.model.preview import preview_name
from compiler.source.location import Location
from compiler.targets.aws.access.permissions import ENDING, FREE, NEEDS, SCALED, SCALING_ALARMS, Need
from compiler.targets.aws.names import physical
from compiler.targets.aws.nodes.access import Role as RoleNode
from compiler.targets.aws.registries import partition

_LINKED = "sagemaker.application-autoscaling.amazonaws.com"
_LINKED_ROLE = (
    f"iam::{{account}}:role/aws-service-role/{_LINKED}/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
)

_TAKES_AWAY = ("Delete", "Deregister", "Remove", "Stop", "Unsubscribe")
_TAKING_AWAY = (
    "budgets:ModifyBudget",
    "s3:ListBucketVersions",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
)
"""Actions that take something away under another name, or have to be allowed for it."""
_BOUNDED = frozenset({"iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"})
"""What lets a role do something: where the environment has a boundary, for roles with it only."""
_PASSED = {
    "iam.Role": ("PassRoles", "sagemaker.amazonaws.com"),
    "scheduler.Schedule": ("PassRolesToScheduler", "scheduler.amazonaws.com"),
}


def aws_grants(graph: Graph, account: str, role: Role) -> tuple[Grant, ...]:
    """In the order in which the types stand in the graph. A planner gets no right to change or to hand on roles, and
    a reaper only such as take something away.
    """
    lines: dict[str, dict[Location, None]] = {}
    for node in graph.nodes:
        if node.address.type not in FREE:
            lines.setdefault(node.address.type, {})[node.origin.location] = None
    region = graph.config["aws:region"]
    # Whoever has to do with previews has with all of them, whatever their numbers.
    environment = preview_name("*") if role in PREVIEWING else graph.environment
    names = {
        "region": region,
        "account": account,
        "prefix": physical(graph.project, environment, "").rstrip("-"),
        "partition": partition(region),
    }
    found = [grant for type, where in lines.items() for grant in _grants(type, tuple(where), names, role)]
    boundary = next((node.boundary for node in graph.nodes if isinstance(node, RoleNode)), None)
    found = [part for grant in found for part in (_bounded(grant, boundary) if boundary else (grant,))]
    anywhere = sorted({action for type in lines for action in NEEDS[type].anywhere})
    if anywhere:
        # These know no resources: only `*` works.
        found.append(Grant("LookAround", tuple(anywhere), ("*",)))
    unnamed = [type for type in lines if NEEDS[type].anywhere_changes]
    if unnamed and role != "planner":
        changes = sorted({action for type in unnamed for action in NEEDS[type].anywhere_changes if _may(action, role)})
        where = dict.fromkeys(location for type in unnamed for location in lines[type])
        found.append(Grant("ChangeUnnamed", tuple(changes), ("*",), {}, tuple(where)))
    if role in PREVIEWING:
        found += _ending(names)
    return tuple(found)


def _bounded(grant: Grant, boundary: str) -> Iterator[Grant]:
    """The same rights, those that make a role able only within the boundary."""
    able = tuple(action for action in grant.actions if action in _BOUNDED)
    rest = tuple(action for action in grant.actions if action not in _BOUNDED)
    if rest:
        yield replace(grant, actions=rest)
    if able:
        within = {"StringEquals": {"iam:PermissionsBoundary": boundary}}
        yield replace(grant, sid=f"{grant.sid}Bounded", actions=able, condition=within)


def _ending(names: dict[str, str]) -> Iterator[Grant]:
    """Finding previews by their tags, and ending what still runs for them."""
    for sid, need in ENDING.items():
        yield Grant(sid, tuple(sorted(need.changes)), _arns(need.resources, names) or ("*",))


def _may(action: str, role: Role) -> bool:
    """Whether a change is one that the role makes."""
    return role != "reaper" or action.partition(":")[2].startswith(_TAKES_AWAY) or action in _TAKING_AWAY


def _grants(type: str, where: tuple[Location, ...], names: dict[str, str], role: Role) -> Iterator[Grant]:
    sid = "".join(part[:1].upper() + part[1:] for part in type.split("."))
    yield from _grant(sid, NEEDS[type], names, where, role)
    if type == "appautoscaling.Target":
        yield from _grant("ScaledEndpoints", SCALED, names, where, role)
    if role == "planner":
        return
    if type == "appautoscaling.Target":
        yield from _grant("ScalingAlarms", SCALING_ALARMS, names, where, role)
        if role == "reaper":
            return
        linked = {"StringEquals": {"iam:AWSServiceName": _LINKED}}
        arns = _arns((_LINKED_ROLE,), names)
        yield Grant("ScalingRole", ("iam:CreateServiceLinkedRole",), arns, linked, where)
    if type in _PASSED and role != "reaper":
        sid, service = _PASSED[type]
        to = {"StringEquals": {"iam:PassedToService": service}}
        yield Grant(sid, ("iam:PassRole",), _arns(NEEDS["iam.Role"].resources, names), to, where)


def _grant(sid: str, need: Need, names: dict[str, str], where: tuple[Location, ...], role: Role) -> Iterator[Grant]:
    changes = () if role == "planner" else tuple(action for action in need.changes if _may(action, role))
    actions = (*need.looks, *changes)
    if actions:
        yield Grant(sid, tuple(sorted(actions)), _arns(need.resources, names), {}, where)


def _arns(resources: tuple[str, ...], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"arn:{names['partition']}:{resource.format(**names)}" for resource in resources)
