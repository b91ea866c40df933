"""The package of the export's Lambda function, in the bucket of the foundation."""

from typing import Any

from aws.client import code_of
from aws.lambda_package import key


def upload(client: Any, bucket: str, package: bytes) -> bool:
    """Put a package where its hash says; False when it is there already."""
    try:
        client.put_object(Bucket=bucket, Key=key(package), Body=package, IfNoneMatch="*")
    except client.exceptions.ClientError as error:
        if code_of(error) == "PreconditionFailed":
            return False
        raise
    return True
