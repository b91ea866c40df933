"""What Lambda's Python brings, of the packages of this environment: boto3, and what that needs."""

import importlib.util
from pathlib import Path

_BROUGHT = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")


def lay_out(folder: Path) -> Path:
    """A folder with these packages and no other, to be the one that Python looks into."""
    folder.mkdir()
    for name in _BROUGHT:
        found = importlib.util.find_spec(name)
        assert found
        assert found.origin
        origin = Path(found.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)
    return folder
