"""The steps of a deployment, in their order; each can be done again."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aws.deploy.account import Account
from aws.deploy.change_set import Change, change, check
from aws.deploy.docker import check_docker
from aws.deploy.image import NOT_BUILT, build_image, check_findings, find_image
from aws.deploy.package import upload
from aws.deploy.parameters import named, request, values
from aws.deploy.problem import CannotDeploy
from aws.deploy.report import say
from aws.deploy.repository import Repository
from aws.deploy.revision import read_revision
from aws.deploy.running import Running
from aws.deploy.service import check_is_given, values_of_service
from aws.deploy.template import read_template
from aws.lambda_package import key, package

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Options:
    """What is asked for, beside the values of parameters."""

    name: str
    service_only: bool = False
    dry_run: bool = False
    accept_findings: bool = False


class Deployment:
    """One run of all steps."""

    def __init__(self, account: Account, options: Options, environ: Mapping[str, str]) -> None:
        self._account = account
        self._options = options
        self._environ = environ
        self._client = account.client("cloudformation")
        self._foundation, self._service = account.stacks(options.name)
        self._image_before = self._service.parameters().get("Image", "")

    @property
    def image_before(self) -> str:
        """The image that ran before this deployment; blank when it is the same, or the first."""
        same = self._service.parameters().get("Image") == self._image_before
        return "" if same else self._image_before

    def run(self) -> Running | None:
        """The service as it is now; None after a dry run.

        Raises:
            CannotDeploy: a step cannot be done.
        """
        self._look()
        outputs = self._make_foundation()
        if not outputs:
            say("service", "what it changes can be told once the foundation is there")
            return None
        code = self._bring_code(outputs["BucketName"])
        image = self._bring_image(outputs, code)
        self._make_service(self._to(outputs, image, code))
        if self._options.dry_run:
            return None
        return Running(self._account, self._service.outputs(), self._service.parameters())

    def _look(self) -> None:
        """Find out at once what would stop a later step."""
        account = self._account
        print(f"In account {account.number}, {account.region}, as {account.caller}:", flush=True)
        if not self._wanted:
            say("docker", f"runs, version {check_docker()}")
        self._service.check_changeable()
        if not self._service.is_made():
            check_is_given(self._environ)

    @property
    def _wanted(self) -> str:
        return self._environ.get("IMAGE", "").strip()

    def _make_foundation(self) -> dict[str, str]:
        """What the foundation gives to the service; nothing when it is yet to be made."""
        stack, part = self._foundation, "foundation"
        if self._options.service_only:
            if not stack.is_made():
                raise CannotDeploy(
                    f"there is no stack {stack.name}, on which the service stands. Somebody who "
                    "may make it runs: make deploy, without SERVICE_ONLY."
                )
            say(part, "left as it is")
            return stack.outputs()
        template = read_template(self._client, part)
        given = {**named(template.parameters, self._environ), "ServiceName": self._options.name}
        to = Change(
            part,
            template,
            request(template.parameters, given, stack.parameters()),
            capabilities=("CAPABILITY_NAMED_IAM",),
            kept=True,
        )
        change(stack, to, dry_run=self._options.dry_run)
        return stack.outputs()

    def _bring_code(self, bucket: str) -> str:
        """The key of the export's package in the bucket."""
        content = package()
        if self._options.dry_run:
            say("export", f"its code would be {key(content)}")
        elif upload(self._account.client("s3"), bucket, content):
            say("export", f"its code is uploaded as {key(content)}")
        else:
            say("export", f"its code is there already, {key(content)}")
        return key(content)

    def _bring_image(self, outputs: Mapping[str, str], code: str) -> str:
        """The name of the image with its digest."""
        repository = Repository(self._account.client("ecr"), outputs["RepositoryUri"])
        if self._wanted:
            digest = find_image(repository, self._wanted)
            say("image", f"{self._wanted} is there: {digest}")
        else:
            digest = self._built(repository, outputs, code)
        if digest != NOT_BUILT:
            check_findings(repository, digest, accept=self._options.accept_findings)
        return f"{repository.uri}@{digest}"

    def _built(self, repository: Repository, outputs: Mapping[str, str], code: str) -> str:
        revision = read_revision(ROOT)
        if digest := repository.find(revision.tag):
            say("image", f"{revision} is there already: {digest}")
            return digest
        if self._options.dry_run:
            say("image", f"would be built and pushed as {revision}")
            return NOT_BUILT
        # Minutes of building should not end at a value that is refused.
        check(self._service, self._to(outputs, f"{repository.uri}@{NOT_BUILT}", code))
        return build_image(repository, ROOT, revision)

    def _make_service(self, to: Change) -> None:
        chosen = named(to.template.parameters, self._environ)
        taken = [
            f"{name} {chosen[name] or 'blank'}"
            for name, value in values(to.parameters).items()
            if chosen.get(name) == value
        ]
        if taken:
            say(to.part, f"with {', '.join(taken)}")
        change(self._service, to, dry_run=self._options.dry_run)

    def _to(self, outputs: Mapping[str, str], image: str, code: str) -> Change:
        """What the service is to become."""
        template = read_template(self._client, "service")
        parameters = values_of_service(
            template,
            made={**outputs, "Image": image, "ExportCodeKey": code},
            environ=self._environ,
            previous=self._service.parameters(),
            network=self._account.client("ec2"),
        )
        hint = f"What the tasks said: aws logs tail {outputs['LogGroupName']} --since 30m"
        return Change(
            "service", template, parameters, role=outputs["CloudFormationRoleArn"], hint=hint
        )
