"""The bucket of models and exports: private, versioned, encrypted, and what it lets go of."""

from collections.abc import Mapping
from typing import Any

from aws.client import code_of
from aws.dynamodb_table import TAGS

EXPORTS = "exports"
"""The folder of the bucket whose files are for a few days: CSV files that people ask for."""
EXPORT_DAYS = 7

TAGGING = {"TagSet": TAGS}
SETTINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "public_access_block": (
        "PublicAccessBlockConfiguration",
        {
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    ),
    "bucket_ownership_controls": (
        "OwnershipControls",
        {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    ),
    "bucket_versioning": ("VersioningConfiguration", {"Status": "Enabled"}),
    "bucket_encryption": (
        "ServerSideEncryptionConfiguration",
        {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
    ),
    "bucket_lifecycle_configuration": (
        "LifecycleConfiguration",
        {
            "Rules": [
                {
                    "ID": "abort-incomplete-uploads",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
                },
                {
                    "ID": "expire-exports",
                    "Status": "Enabled",
                    "Filter": {"Prefix": f"{EXPORTS}/"},
                    "Expiration": {"Days": EXPORT_DAYS},
                    # In a versioned bucket the expired file would stay as an older version.
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 1},
                },
            ]
        },
    ),
}
"""By the name of S3's ``put_`` and ``get_`` calls: the argument, and what it is to be."""

_NOT_SET = {
    *("NoSuchPublicAccessBlockConfiguration", "OwnershipControlsNotFoundError"),
    *("ServerSideEncryptionConfigurationNotFoundError", "NoSuchLifecycleConfiguration"),
}


def read_setting(client: Any, bucket: str, name: str) -> dict[str, Any] | None:
    """What one of the `SETTINGS` of a bucket is; None when it was never set."""
    argument, _ = SETTINGS[name]
    try:
        answer = getattr(client, f"get_{name}")(Bucket=bucket)
    except client.exceptions.ClientError as error:
        if code_of(error) in _NOT_SET:
            return None
        raise
    del answer["ResponseMetadata"]
    return answer.get(argument, answer) or None


def holds(kept: Any, wanted: Any) -> bool:
    """Whether a setting has all that is wanted, whatever else it has; blank is as not there."""
    if isinstance(wanted, Mapping):
        return all(holds((kept or {}).get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return all(any(holds(each, value) for each in kept or ()) for value in wanted)
    return bool((kept or "") == wanted)
