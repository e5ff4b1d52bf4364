"""Roles and their policies."""

from __future__ import annotations

import json
from typing import Any

from compiler.provider.protocol import Props
from tests.aws.cloud import Cloud, gone, retagged, tag_list, tag_map
from tests.aws.kind import Kind
from tests.aws.kinds_s3 import same_text


def _create_role(cloud: Cloud, inputs: Props) -> str:
    wanted: dict[str, Any] = {
        "RoleName": inputs["name"],
        "AssumeRolePolicyDocument": inputs["assumeRolePolicy"],
        "Path": inputs.get("path"),
        "Description": inputs.get("description"),
        "MaxSessionDuration": inputs.get("maxSessionDuration"),
        "PermissionsBoundary": inputs.get("permissionsBoundary"),
        "Tags": tag_list(inputs.get("tags")),
    }
    cloud.client("iam").create_role(**{key: value for key, value in wanted.items() if value})
    return str(inputs["name"])


def _read_role(cloud: Cloud, name: str, state: Props) -> Props | None:
    iam = cloud.client("iam")
    found = gone(lambda: iam.get_role(RoleName=name))
    if found is None:
        return None
    role = found["Role"]
    policies = iam.list_role_policies(RoleName=name)["PolicyNames"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {
        "name": name,
        "arn": role["Arn"],
        "uniqueId": role["RoleId"],
        "permissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "path": role["Path"],
        "description": role.get("Description", ""),
        "maxSessionDuration": role["MaxSessionDuration"],
        "assumeRolePolicy": same_text(state.get("assumeRolePolicy"), json.dumps(role["AssumeRolePolicyDocument"])),
        "inlinePolicies": [{"name": policy} for policy in policies],
        "managedPolicyArns": [item["PolicyArn"] for item in attached],
        "tags": tag_map(role.get("Tags")),
    }


def _update_role(cloud: Cloud, name: str, old: Props, new: Props) -> None:
    iam = cloud.client("iam")
    if old.get("assumeRolePolicy") != new["assumeRolePolicy"]:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=new["assumeRolePolicy"])
    if old.get("description") != new.get("description"):
        iam.update_role_description(RoleName=name, Description=new.get("description", ""))
    if old.get("maxSessionDuration") != new.get("maxSessionDuration"):
        iam.update_role(RoleName=name, MaxSessionDuration=new["maxSessionDuration"])
    if old.get("permissionsBoundary") != new.get("permissionsBoundary"):
        if new.get("permissionsBoundary"):
            iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=new["permissionsBoundary"])
        else:
            iam.delete_role_permissions_boundary(RoleName=name)
    put, taken = retagged(old, new)
    if put:
        iam.tag_role(RoleName=name, Tags=tag_list(put))
    if taken:
        iam.untag_role(RoleName=name, TagKeys=taken)


def _delete_role(cloud: Cloud, name: str, _state: Props) -> None:
    gone(lambda: cloud.client("iam").delete_role(RoleName=name))


def _put_policy(cloud: Cloud, inputs: Props) -> str:
    role, name, text = inputs["role"], inputs["name"], inputs["policy"]
    cloud.client("iam").put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=text)
    return f"{role}:{name}"


def _read_policy(cloud: Cloud, id: str, state: Props) -> Props | None:
    role, _, name = id.partition(":")
    found = gone(lambda: cloud.client("iam").get_role_policy(RoleName=role, PolicyName=name))
    if found is None:
        return None
    text = same_text(state.get("policy"), json.dumps(found["PolicyDocument"]))
    return {"role": role, "name": name, "policy": text}


def _delete_policy(cloud: Cloud, id: str, _state: Props) -> None:
    role, _, name = id.partition(":")
    gone(lambda: cloud.client("iam").delete_role_policy(RoleName=role, PolicyName=name))


def _update_policy(cloud: Cloud, _id: str, _old: Props, new: Props) -> None:
    _put_policy(cloud, new)


KINDS = {
    "aws:iam/role:Role": Kind(_create_role, _read_role, _update_role, _delete_role, ("forceDetachPolicies",)),
    "aws:iam/rolePolicy:RolePolicy": Kind(_put_policy, _read_policy, _update_policy, _delete_policy),
}
