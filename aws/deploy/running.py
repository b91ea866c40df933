"""What is known of a service that was deployed, for looking whether it answers as it should."""

import ipaddress
from dataclasses import dataclass

from aws.deploy.account import Account
from aws.deploy.request import NoAnswer, ask

OWN_ADDRESS = "https://checkip.amazonaws.com"
"""Says from which address it is asked."""


@dataclass(frozen=True)
class Running:
    """The stack of a service: what it gives, and the values it was made with."""

    account: Account
    outputs: dict[str, str]
    parameters: dict[str, str]

    @property
    def url(self) -> str:
        """Where people open it, without a slash at the end."""
        return self.outputs["Url"].rstrip("/")

    @property
    def host(self) -> str:
        """The name in the address."""
        return self.url.removeprefix("https://")

    @property
    def through_cloudfront(self) -> bool:
        """Whether CloudFront stands before the load balancer, as there is no certificate."""
        return not self.parameters.get("CertificateArn")

    @property
    def sign_in(self) -> str:
        """Where people are led to sign in; blank when they are not."""
        return self.parameters.get("OidcAuthorizationEndpoint", "")

    @property
    def logs(self) -> str:
        """The command that shows why a task does not run."""
        return f"aws logs tail {self.outputs['LogGroupName']} --since 30m"

    def shut_out(self) -> str:
        """Why this computer may not open the page, when it is not within the allowed addresses."""
        allowed = self.parameters.get("AllowedCidr", "0.0.0.0/0")
        try:
            address = ipaddress.ip_address(ask(OWN_ADDRESS).body.decode().strip())
        except (NoAnswer, ValueError):
            return ""
        if address in ipaddress.ip_network(allowed, strict=False):
            return ""
        return f"this computer, {address}, is outside {allowed} and may not open it"
