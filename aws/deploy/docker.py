"""Building and pushing by the program docker."""

import os
import subprocess
from pathlib import Path

from aws.deploy.problem import CannotDeploy

_PLAIN = {"BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}
"""With attestations, what is pushed is an index of manifests, which the registry does not scan."""


def check_docker() -> str:
    """The version of the engine that builds.

    Raises:
        CannotDeploy: docker is not installed, is not running, or may not be used.
    """
    asked = _quietly("version", "--format", "{{.Server.Version}}")
    if asked.returncode == 0:
        return asked.stdout.strip()
    said = _last_line(asked.stderr)
    if "permission denied" in said.lower():
        raise CannotDeploy(
            f"docker may not be used by you ({said}). Join its group with sudo usermod -aG docker "
            "$USER, and sign in to this computer again."
        )
    raise CannotDeploy(
        f"docker is installed and does not run ({said}). Start Docker Desktop, or sudo systemctl "
        "start docker."
    )


def build(folder: Path, reference: str, revision: str) -> None:
    """Build the stage that serves, for the processors it runs on, under a name with a tag.

    Raises:
        CannotDeploy: a step of the Dockerfile failed; docker has said which.
    """
    options = ["--target", "serve", "--platform", "linux/amd64", "--tag", reference]
    if _aloud("build", *options, "--build-arg", f"REVISION={revision}", str(folder)):
        raise CannotDeploy(
            "docker could not build the image, for the reason it gives above. Mend that, then run "
            "this again: what is built already is not built again."
        )


def push(reference: str, user: str, password: str) -> None:
    """Push an image, and forget the password afterwards.

    Raises:
        CannotDeploy: the registry does not let docker in, or the push broke off.
    """
    registry = reference.partition("/")[0]
    login = _quietly("login", "--username", user, "--password-stdin", registry, given=password)
    if login.returncode:
        raise CannotDeploy(
            f"docker could not sign in to {registry} ({_last_line(login.stderr)}). Check that this "
            "computer may reach it, then run this again."
        )
    try:
        if _aloud("push", reference):
            raise CannotDeploy(
                "docker could not push the image, for the reason it gives above. Run this again: "
                "what is pushed already is not pushed again."
            )
    finally:
        _quietly("logout", registry)


def _quietly(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return _run(arguments, input=given, capture_output=True, text=True)


def _aloud(*arguments: str) -> int:
    """The exit status; what docker says is seen, beside our own lines rather than among them."""
    return int(_run(arguments, stdout=2, stdin=subprocess.DEVNULL).returncode)


def _run(arguments: tuple[str, ...], **options: object) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            ["docker", *arguments], env=os.environ | _PLAIN, check=False, **options
        )
    except FileNotFoundError as error:
        raise CannotDeploy(
            "docker is not installed on this computer, and builds the image. Install it (Docker "
            "Desktop, or the package docker.io), or say which pushed image to use: make deploy "
            "IMAGE=TAG"
        ) from error


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it does not say why"])[-1]
