"""What Streamlit needs of a load balancer, and most examples miss."""

import tomllib
from pathlib import Path

import pytest
from streamlit.web.server.starlette import starlette_server as streamlit_server

from tests.aws.cloudformation.entrances import ENTRANCES, FOUNDATION, service

ROOT = Path(__file__).parents[3]
SERVER = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]


@pytest.fixture(scope="module", params=ENTRANCES)
def stack(request):
    return service(request.param)


def attributes(stack, name):
    """The attributes of a load balancer or a target group."""
    properties = stack.properties(name)
    [key] = {"LoadBalancerAttributes", "TargetGroupAttributes"} & properties.keys()
    return {each["Key"]: each["Value"] for each in properties[key]}


def test_a_browser_stays_with_its_task_only_as_long_as_the_task_remembers_it(stack):
    group = attributes(stack, "TargetGroup")

    assert group["stickiness.enabled"] == "true"
    assert group["stickiness.type"] == "lb_cookie"
    seconds = int(group["stickiness.lb_cookie.duration_seconds"])
    assert seconds == SERVER["disconnectedSessionTTL"]


def test_new_people_go_to_the_task_with_the_fewest_open_pages(stack):
    group = attributes(stack, "TargetGroup")

    assert group["load_balancing.algorithm.type"] == "least_outstanding_requests"
    assert "slow_start.duration_seconds" not in group


def test_an_idle_page_is_not_cut_off_between_two_pings(stack):
    default = streamlit_server.DEFAULT_WEBSOCKET_PING_INTERVAL
    ping = SERVER.get("websocketPingInterval", default)
    idle = int(attributes(stack, "LoadBalancer")["idle_timeout.timeout_seconds"])

    assert idle >= 5 * ping


def test_draining_does_not_hold_a_deployment_and_ends_before_a_task_is_killed(stack):
    draining = int(attributes(stack, "TargetGroup")["deregistration_delay.timeout_seconds"])
    [container] = stack.properties("TaskDefinition")["ContainerDefinitions"]

    assert draining <= 30
    assert draining < container["StopTimeout"] <= 120


def test_the_load_balancer_asks_the_process_and_not_the_store(stack):
    group = stack.properties("TargetGroup")

    assert group["HealthCheckPath"] == "/_stcore/health"
    assert (group["TargetType"], group["Protocol"], group["Port"]) == ("ip", "HTTP", 8501)
    assert group["HealthyThresholdCount"] >= 2
    assert group["HealthCheckTimeoutSeconds"] < group["HealthCheckIntervalSeconds"]
    assert group["UnhealthyThresholdCount"] * group["HealthCheckIntervalSeconds"] <= 10


def test_the_load_balancer_drops_what_is_no_header_and_logs_each_request(stack):
    kept = attributes(stack, "LoadBalancer")

    assert kept["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert kept["access_logs.s3.enabled"] == "true"
    assert kept["access_logs.s3.bucket"] == FOUNDATION["LogBucketName"]
    assert stack.properties("LoadBalancer")["Scheme"] == "internet-facing"
