"""The image that the service is to run: found, or built and pushed, and scanned."""

from pathlib import Path

from aws.deploy import docker
from aws.deploy.problem import CannotDeploy
from aws.deploy.report import say
from aws.deploy.repository import Repository
from aws.deploy.revision import Revision

NOT_BUILT = f"sha256:{'0' * 64}"
"""The digest that stands for that of an image not built yet."""


def find_image(repository: Repository, image: str) -> str:
    """The digest of an image that was pushed before.

    Raises:
        CannotDeploy: it is not there; which are.
    """
    digest = repository.find(image)
    if not digest:
        tags = ", ".join(repository.tags()[:5]) or "none"
        raise CannotDeploy(
            f"there is no image {image} in {repository.uri}. The last ones that are there: {tags}."
        )
    return digest


def build_image(repository: Repository, folder: Path, revision: Revision) -> str:
    """The digest of an image of the files in a folder, built and pushed.

    Raises:
        CannotDeploy: docker could not, or the registry does not have it afterwards.
    """
    reference = f"{repository.uri}:{revision.tag}"
    say("image", f"building {revision}, some minutes the first time")
    docker.build(folder, reference, revision.tag)
    docker.push(reference, *repository.sign_in())
    digest = find_image(repository, revision.tag)
    say("image", f"pushed as {digest}")
    return digest


def check_findings(repository: Repository, digest: str, *, accept: bool) -> None:
    """Say what scanning the image found.

    Raises:
        CannotDeploy: there are critical findings, and they are not accepted.
    """
    scan = repository.scan(digest)
    if scan.missing:
        say("image", f"not known to be free of critical findings: {scan.missing}")
    elif not scan.critical:
        say("image", "scanned, no critical findings")
    elif accept:
        say("image", f"{len(scan.critical)} critical findings, accepted: {_list(scan.critical)}")
    else:
        raise CannotDeploy(
            f"scanning the image found what is critical: {_list(scan.critical)}. Renew the base "
            "image and the requirements (make lock), or go on knowingly: make deploy "
            "ACCEPT_FINDINGS=1"
        )


def _list(findings: tuple[str, ...]) -> str:
    return ", ".join(findings)
