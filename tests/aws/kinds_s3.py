"""Buckets, what is set on them, and uploads."""

from __future__ import annotations

from typing import Any

from compiler.provider.protocol import Props
from tests.aws.cloud import Cloud, content, gone, standing, tag_list, tag_map
from tests.aws.difference import canonical
from tests.aws.kind import Kind

_BLOCK = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def _create_bucket(cloud: Cloud, inputs: Props) -> str:
    s3, name = cloud.client("s3"), str(inputs["bucket"])
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": cloud.region})
    with standing(name, f"creating S3 Bucket ({name})"):
        cloud.patiently(lambda: s3.head_bucket(Bucket=name), "NoSuchBucket")
        _tag_bucket(cloud, name, {}, inputs)
    return name


def _tag_bucket(cloud: Cloud, name: str, old: Props, new: Props) -> None:
    s3 = cloud.client("s3")
    if new.get("tags"):
        tagging = {"TagSet": tag_list(new["tags"])}
        cloud.patiently(lambda: s3.put_bucket_tagging(Bucket=name, Tagging=tagging), "NoSuchBucket")
    elif old.get("tags"):
        s3.delete_bucket_tagging(Bucket=name)


def _read_bucket(cloud: Cloud, name: str, _state: Props) -> Props | None:
    s3 = cloud.client("s3")
    if gone(lambda: s3.head_bucket(Bucket=name)) is None:
        return None
    tags = tag_map((gone(lambda: s3.get_bucket_tagging(Bucket=name)) or {}).get("TagSet"))
    return {
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{cloud.region}.amazonaws.com",
        "bucketRegion": cloud.region,
        "hostedZoneId": "Z1BKCTXD74EZPE",
        "tags": tags,
    }


def _delete_bucket(cloud: Cloud, name: str, state: Props) -> None:
    s3 = cloud.client("s3")
    if state.get("forceDestroy"):
        listed = gone(lambda: s3.list_object_versions(Bucket=name)) or {}
        for item in (*listed.get("Versions", ()), *listed.get("DeleteMarkers", ())):
            s3.delete_object(Bucket=name, Key=item["Key"], VersionId=item["VersionId"])
    gone(lambda: s3.delete_bucket(Bucket=name))


def _set(call: str, parameters: Any) -> Any:
    """Create and update are one call; a bucket that was just made may not be there yet."""

    def create(cloud: Cloud, inputs: Props) -> str:
        act = getattr(cloud.client("s3"), call)
        name = str(inputs["bucket"])
        cloud.patiently(lambda: act(Bucket=name, **parameters(inputs)), "NoSuchBucket")
        return name

    return create


def _again(create: Any) -> Any:
    return lambda cloud, _id, _old, new: create(cloud, new)


_version = _set(
    "put_bucket_versioning",
    lambda inputs: {"VersioningConfiguration": {"Status": inputs["versioningConfiguration"]["status"]}},
)


def _read_versioning(cloud: Cloud, name: str, _state: Props) -> Props | None:
    found = gone(lambda: cloud.client("s3").get_bucket_versioning(Bucket=name))
    if found is None:
        return None
    return {"bucket": name, "versioningConfiguration": {"status": found.get("Status", "Disabled"), "mfaDelete": ""}}


def _suspend(cloud: Cloud, name: str, _state: Props) -> None:
    configuration = {"Status": "Suspended"}
    gone(lambda: cloud.client("s3").put_bucket_versioning(Bucket=name, VersioningConfiguration=configuration))


def _rules(inputs: Props) -> Props:
    rules = []
    for rule in inputs["rules"]:
        by = rule["applyServerSideEncryptionByDefault"]
        wanted = {"SSEAlgorithm": by["sseAlgorithm"], "KMSMasterKeyID": by.get("kmsMasterKeyId")}
        made: Props = {"ApplyServerSideEncryptionByDefault": {k: v for k, v in wanted.items() if v}}
        if rule.get("bucketKeyEnabled") is not None:
            made["BucketKeyEnabled"] = rule["bucketKeyEnabled"]
        rules.append(made)
    return {"ServerSideEncryptionConfiguration": {"Rules": rules}}


_encrypt = _set("put_bucket_encryption", _rules)


def _read_encryption(cloud: Cloud, name: str, _state: Props) -> Props | None:
    found = gone(lambda: cloud.client("s3").get_bucket_encryption(Bucket=name))
    if found is None:
        return None
    rules = []
    for rule in found["ServerSideEncryptionConfiguration"]["Rules"]:
        by = rule["ApplyServerSideEncryptionByDefault"]
        inner = {"sseAlgorithm": by["SSEAlgorithm"], "kmsMasterKeyId": by.get("KMSMasterKeyID", "")}
        rules.append({"applyServerSideEncryptionByDefault": inner, "bucketKeyEnabled": rule.get("BucketKeyEnabled")})
    return {"bucket": name, "rules": rules}


_block = _set(
    "put_public_access_block",
    lambda inputs: {
        "PublicAccessBlockConfiguration": {key[0].upper() + key[1:]: inputs.get(key, False) for key in _BLOCK}
    },
)


def _read_block(cloud: Cloud, name: str, _state: Props) -> Props | None:
    found = gone(lambda: cloud.client("s3").get_public_access_block(Bucket=name))
    if found is None:
        return None
    flags = found["PublicAccessBlockConfiguration"]
    return {"bucket": name, **{key: flags[key[0].upper() + key[1:]] for key in _BLOCK}}


_policy = _set("put_bucket_policy", lambda inputs: {"Policy": inputs["policy"]})


def _read_policy(cloud: Cloud, name: str, state: Props) -> Props | None:
    found = gone(lambda: cloud.client("s3").get_bucket_policy(Bucket=name))
    return None if found is None else {"bucket": name, "policy": same_text(state.get("policy"), found["Policy"])}


def same_text(recorded: object, found: str) -> str:
    """The recorded text of a policy as long as the found one means the same."""
    if isinstance(recorded, str) and canonical(recorded) == canonical(found):
        return recorded
    return found


def _without(call: str) -> Any:
    return lambda cloud, name, _state: gone(lambda: getattr(cloud.client("s3"), call)(Bucket=name))


def _put_object(cloud: Cloud, inputs: Props) -> str:
    body = content(inputs, cloud.folder)
    optional = {"ContentType": inputs.get("contentType"), "StorageClass": inputs.get("storageClass")}
    tags = "&".join(f"{key}={value}" for key, value in sorted((inputs.get("tags") or {}).items()))
    wanted = {key: value for key, value in {**optional, "Tagging": tags}.items() if value}
    bucket, key = inputs["bucket"], str(inputs["key"])
    cloud.patiently(lambda: cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=body, **wanted), "NoSuchBucket")
    return key


def _read_object(cloud: Cloud, id: str, state: Props) -> Props | None:
    s3 = cloud.client("s3")
    bucket, _, key = id.removeprefix("s3://").partition("/") if id.startswith("s3://") else (state["bucket"], "", id)
    found = gone(lambda: s3.head_object(Bucket=bucket, Key=key))
    if found is None:
        return None
    tags = tag_map(s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"])
    version = found.get("VersionId", "")
    return {
        "bucket": bucket,
        "key": key,
        "arn": f"arn:aws:s3:::{bucket}/{key}",
        "etag": found["ETag"].strip('"'),
        "versionId": "" if version == "null" else version,
        "contentType": found["ContentType"],
        "storageClass": found.get("StorageClass", "STANDARD"),
        "tags": tags,
    }


def _update_object(cloud: Cloud, key: str, old: Props, new: Props) -> None:
    """A tag is no reason for a new version of the content."""
    rest = [{k: v for k, v in props.items() if k not in ("tags", "tagsAll")} for props in (old, new)]
    if any(rest[0].get(name) != rest[1].get(name) for name in ("source", "content", "contentBase64", "contentType")):
        _put_object(cloud, new)
    else:
        tagging = {"TagSet": tag_list(new.get("tags"))}
        cloud.client("s3").put_object_tagging(Bucket=new["bucket"], Key=key, Tagging=tagging)


def _delete_object(cloud: Cloud, key: str, state: Props) -> None:
    s3, bucket = cloud.client("s3"), state["bucket"]
    if not state.get("versionId"):
        gone(lambda: s3.delete_object(Bucket=bucket, Key=key))
        return
    listed = gone(lambda: s3.list_object_versions(Bucket=bucket, Prefix=key)) or {}
    for item in (*listed.get("Versions", ()), *listed.get("DeleteMarkers", ())):
        if item["Key"] == key:
            s3.delete_object(Bucket=bucket, Key=key, VersionId=item["VersionId"])


KINDS = {
    "aws:s3/bucket:Bucket": Kind(_create_bucket, _read_bucket, _tag_bucket, _delete_bucket, ("forceDestroy",)),
    "aws:s3/bucketVersioning:BucketVersioning": Kind(_version, _read_versioning, _again(_version), _suspend),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Kind(
        _encrypt, _read_encryption, _again(_encrypt), _without("delete_bucket_encryption")
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Kind(
        _block, _read_block, _again(_block), _without("delete_public_access_block")
    ),
    "aws:s3/bucketPolicy:BucketPolicy": Kind(_policy, _read_policy, _again(_policy), _without("delete_bucket_policy")),
    "aws:s3/bucketObjectv2:BucketObjectv2": Kind(
        _put_object,
        _read_object,
        _update_object,
        _delete_object,
        ("source", "content", "contentBase64", "forceDestroy"),
    ),
}
