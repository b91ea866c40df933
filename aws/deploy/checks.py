"""Whether a deployed service runs and answers as it should, and nobody else gets in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from aws.deploy.request import Answer, NoAnswer, ask
from aws.deploy.running import Running

_NO_DAY = "?from=2000-01-01&to=2000-01-01"
"""A question about a day without decisions, whose file is small."""
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Finding:
    """What a check found; ``ok`` is None when it cannot be told from here."""

    ok: bool | None
    words: str


def tasks(running: Running) -> Finding:
    """The service runs the image it was given, steadily."""
    service = _service(running)
    (newest,) = [each for each in service["deployments"] if each["status"] == "PRIMARY"]
    definition = running.account.client("ecs").describe_task_definition(
        taskDefinition=newest["taskDefinition"]
    )
    image = definition["taskDefinition"]["containerDefinitions"][0]["image"]
    if image != running.parameters["Image"]:
        return Finding(False, f"{image} runs, so ECS went back. See why: {running.logs}")
    state, count = newest.get("rolloutState"), service["runningCount"]
    if state != "COMPLETED" or count < service["desiredCount"]:
        return Finding(
            False,
            f"{count} of {service['desiredCount']} tasks run, and the deployment is {state}. "
            f"See why: {running.logs}",
        )
    return Finding(True, f"{count} with the image that was deployed")


def targets(running: Running) -> Finding:
    """The load balancer finds every task healthy."""
    client = running.account.client("elbv2")
    (group,) = _service(running)["loadBalancers"]
    health = client.describe_target_health(TargetGroupArn=group["targetGroupArn"])
    states = [each["TargetHealth"]["State"] for each in health["TargetHealthDescriptions"]]
    healthy, count = states.count("healthy"), len(states) - states.count("draining")
    words = f"it finds {healthy} of {count} tasks healthy"
    if healthy and healthy == count:
        return Finding(True, words)
    return Finding(False, f"{words}. See why: {running.logs}")


def _service(running: Running) -> dict[str, Any]:
    cluster, name = running.outputs["ClusterName"], running.outputs["ServiceName"]
    asked = running.account.client("ecs").describe_services(cluster=cluster, services=[name])
    (service,) = asked["services"]
    return dict(service)


def page(running: Running) -> Finding:
    """People get the page over HTTPS, or are led to sign in."""
    return _opens(running, "/", "the page answers over HTTPS")


def health(running: Running) -> Finding:
    """The dashboard says of itself that it is well."""
    return _opens(running, "/_stcore/health", "the dashboard says that it is well")


def _opens(running: Running, path: str, words: str) -> Finding:
    try:
        answer = ask(f"{running.url}{path}")
    except NoAnswer as error:
        return _closed(running, f"{running.url} does not answer ({error}). {_way(running)}")
    if running.sign_in:
        if answer.status in _REDIRECTS and answer.location.startswith(running.sign_in):
            return Finding(True, "leads to sign-in")
        return Finding(False, f"answers {answer.status} and does not lead to {running.sign_in}")
    if answer.status == 200:
        return Finding(True, words)
    return _closed(running, f"answers {answer.status}. See why: {running.logs}")


def _closed(running: Running, words: str) -> Finding:
    outside = running.shut_out()
    return Finding(None, outside) if outside else Finding(False, words)


def _way(running: Running) -> str:
    if running.through_cloudfront:
        return "A new address takes some minutes to be known everywhere: make smoke looks again."
    balancer = running.outputs.get("LoadBalancerName", "the load balancer")
    return (
        f"The name must lead to {balancer} by a CNAME record, and the certificate must be for it."
    )


def clear_text(running: Running) -> Finding:
    """Nobody gets the page without encryption."""
    return _shut(f"http://{running.host}/", "nobody gets the page without HTTPS")


def past_cloudfront(running: Running) -> Finding:
    """Nobody gets the page from the load balancer itself, past CloudFront."""
    if not running.through_cloudfront:
        return Finding(True, "there is no CloudFront to get past")
    name = running.outputs["LoadBalancerName"]
    return _shut(f"http://{name}/", "nobody gets past CloudFront")


def _shut(url: str, words: str) -> Finding:
    try:
        answer = ask(url)
    except NoAnswer:
        return Finding(True, f"{words}: no answer")
    led = answer.status in _REDIRECTS and answer.location.startswith("https://")
    if led or answer.status == 403:
        return Finding(True, f"{words}: {answer.status}")
    return Finding(False, f"{url} answers {answer.status}. Take it out of use: make destroy")


def csv_unsigned(running: Running) -> Finding:
    """The CSV file is not for everybody."""
    answer = _csv(running)
    if isinstance(answer, Finding):
        return answer
    if answer.status in (401, 403):
        return Finding(True, f"nobody gets the CSV file unasked: {answer.status}")
    words = f"answers {answer.status} to everybody. Take it out of use: make destroy"
    return Finding(False, words)


def csv_signed(running: Running) -> Finding:
    """The CSV file is for who may have it."""
    if running.parameters.get("ApiAudience"):
        return Finding(None, "it takes tokens of the sign-in, and there is none here")
    answer = _csv(running, signed=True)
    if isinstance(answer, Finding):
        return answer
    if answer.status in (202, 302):
        return Finding(True, f"who may have the CSV file gets it: {answer.status}")
    if answer.status == 403:
        words = "answers 403 to these credentials. Let them do execute-api:Invoke on it"
        return Finding(False, words)
    return Finding(False, f"answers {answer.status}. See why: {running.logs}")


def _csv(running: Running, *, signed: bool = False) -> Answer | Finding:
    url = f"{running.outputs['ExportUrl']}{_NO_DAY}"
    try:
        return ask(url, _signature(url, running.account.region) if signed else None)
    except NoAnswer as error:
        return Finding(False, f"{url} does not answer ({error})")


def _signature(url: str, region: str) -> dict[str, str]:
    """The headers by which API Gateway knows who asks."""
    request = AWSRequest("GET", url)
    credentials = boto3.session.Session().get_credentials()
    SigV4Auth(credentials, "execute-api", region).add_auth(request)
    return dict(request.headers.items())


Check = Callable[[Running], Finding]
CHECKS: dict[str, Check] = {
    "tasks": tasks,
    "load balancer": targets,
    "page": page,
    "health": health,
    "clear text": clear_text,
    "past CloudFront": past_cloudfront,
    "CSV, unsigned": csv_unsigned,
    "CSV, signed": csv_signed,
}
