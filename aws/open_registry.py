"""Which registry a URL names."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_cache_path

from aws.registry import ModelRegistry, UnusableRegistry
from aws.registry_folder import FolderRegistry
from aws.url import BUCKET_FORM, BucketUrl
from model.version import VERSIONS

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_FORMS = f"{BUCKET_FORM}, or the path of a folder"


def open_registry(url: str) -> ModelRegistry:
    """The registry at a URL; nothing is asked of it yet.

    Args:
        url: ``s3://BUCKET/PREFIX``, or the path of a folder; ``~`` is the home folder.

    Raises:
        UnusableRegistry: the URL names no registry.
    """
    if url.startswith("s3://"):
        return _s3(url)
    if not url or _SCHEME.match(url):
        raise UnusableRegistry(f"{url!r} names no registry. Write {_FORMS}.")
    try:
        return FolderRegistry(Path(url).expanduser())
    except RuntimeError as error:
        raise UnusableRegistry(
            f"{url!r} names no folder: {error} Write the folder in full."
        ) from error


def registry_url(environment: Mapping[str, str]) -> str:
    """The registry that MODEL_REGISTRY names; by default the shipped ``model/versions``."""
    return environment.get("MODEL_REGISTRY", "").strip() or str(VERSIONS)


def _s3(url: str) -> ModelRegistry:
    # A dashboard that uses no cloud starts without boto3.
    from aws.registry_s3 import S3Registry
    from aws.s3_folder import S3Folder
    from aws.version_cache import VersionCache

    try:
        place = BucketUrl.parse(url)
    except ValueError as error:
        raise UnusableRegistry(str(error)) from error
    # The URL as a name of a folder: of any length, and of any characters.
    name = hashlib.sha256(str(place).encode()).hexdigest()[:16]
    cache = user_cache_path("emotion-dashboard") / "models" / name
    return S3Registry(S3Folder(place), VersionCache(cache))
