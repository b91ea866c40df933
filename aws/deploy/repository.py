"""The repository of images: which are there, how one gets in, and what scanning them found."""

import base64
from dataclasses import dataclass
from typing import Any

from aws.deploy.problem import CannotDeploy
from aws.deploy.report import wait_for

SCAN_WITHIN = {"seconds": 300.0, "begin": 30.0}
"""How long a scan may take, and how long it may take to be known at all."""
_SCANNED = {"COMPLETE", "ACTIVE"}
_UNDER_WAY = {"IN_PROGRESS", "PENDING"}


@dataclass(frozen=True)
class Scan:
    """What became of scanning an image.

    Args:
        missing: why there is no result; blank when there is one.
        critical: the critical findings, by name and package.
    """

    missing: str = ""
    critical: tuple[str, ...] = ()


@dataclass(frozen=True)
class Repository:
    """The repository of the foundation, in Amazon ECR."""

    client: Any
    uri: str

    @property
    def _name(self) -> str:
        return self.uri.partition("/")[2]

    def find(self, image: str) -> str:
        """The digest of an image by its tag, its digest, or its whole name; blank if not there.

        Raises:
            CannotDeploy: the image is of another repository.
        """
        within = image.removeprefix(f"{self.uri}@").removeprefix(f"{self.uri}:")
        if "/" in within:
            raise CannotDeploy(f"the image {image} is not of the repository {self.uri}.")
        kind = "imageDigest" if within.startswith("sha256:") else "imageTag"
        try:
            found = self.client.describe_images(
                repositoryName=self._name, imageIds=[{kind: within}]
            )["imageDetails"]
        except self.client.exceptions.ImageNotFoundException:
            return ""
        return str(found[0]["imageDigest"]) if found else ""

    def tags(self) -> list[str]:
        """The tags of all images, the last pushed first."""
        pages = self.client.get_paginator("describe_images").paginate(repositoryName=self._name)
        images = [image for page in pages for image in page["imageDetails"]]
        images.sort(key=lambda image: image["imagePushedAt"], reverse=True)
        return [tag for image in images for tag in image.get("imageTags", ())]

    def sign_in(self) -> tuple[str, str]:
        """The user and the password with which docker may push, for some hours."""
        (data,) = self.client.get_authorization_token()["authorizationData"]
        user, _, password = base64.b64decode(data["authorizationToken"]).decode().partition(":")
        return user, password

    def scan(self, digest: str) -> Scan:
        """What scanning an image found, once that is known."""
        begun = wait_for(lambda: self._findings(digest), "image", lambda: "", SCAN_WITHIN["begin"])
        if begun is None:
            return Scan("the repository has no scan of it")
        result = wait_for(
            lambda: self._result(digest), "image", lambda: "being scanned", SCAN_WITHIN["seconds"]
        )
        return result or Scan("the scan has not come to an end")

    def _result(self, digest: str) -> Scan | None:
        found = self._findings(digest) or {}
        status = found.get("imageScanStatus", {})
        if status.get("status") in _UNDER_WAY:
            return None
        if status.get("status") not in _SCANNED:
            return Scan(f"{status.get('status')}: {status.get('description')}")
        return Scan(critical=_critical(found.get("imageScanFindings", {})))

    def _findings(self, digest: str) -> dict[str, Any] | None:
        pages = self.client.get_paginator("describe_image_scan_findings").paginate(
            repositoryName=self._name, imageId={"imageDigest": digest}
        )
        try:
            return dict(pages.build_full_result())
        except self.client.exceptions.ScanNotFoundException:
            return None


def _critical(found: dict[str, Any]) -> tuple[str, ...]:
    """The names of critical findings, of the registry's own scanner or of Inspector's."""
    basic = [
        f"{each['name']} in {_attribute(each, 'package_name')}"
        for each in found.get("findings", ())
        if each["severity"] == "CRITICAL"
    ]
    enhanced = [
        each["title"]
        for each in found.get("enhancedFindings", ())
        if each["severity"] == "CRITICAL"
    ]
    return tuple(dict.fromkeys(basic + enhanced))


def _attribute(finding: dict[str, Any], key: str) -> str:
    values = {each["key"]: each["value"] for each in finding.get("attributes", ())}
    return str(values.get(key, "a package"))
