"""The service made by ministack beside a foundation, read back, updated and deleted.

What ministack drops (grace period, container health check, secrets, volumes, reserved exports) is
asserted on the template in the other files. Alarms on several metrics, which it refuses, are put
through moto in test_service_alarms.py.
"""

import io
import json
import zipfile
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError, WaiterError

from aws.client import aws_client
from tests.aws.cloudformation.entrances import (
    CERTIFICATE_ARN,
    CODE,
    ENTRANCES,
    EVERYBODY,
    FOUNDATION,
    IMAGE,
    PROVIDER_SECRET,
    RUNS,
    TEAM,
    service,
)
from tests.aws.cloudformation.service_made import (
    attributes,
    change,
    ingress,
    listeners,
    running,
    simplified,
)
from tests.aws.cloudformation.stack import Stack

OTHER_IMAGE = IMAGE.replace("sha256:0", "sha256:9")


@pytest.fixture(scope="module")
def foundation(deploy):
    """A foundation with the package of an export in its bucket."""
    stack = deploy("foundation")
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as file:
        file.writestr("aws/lambda_export.py", "def handler(event, context):\n    return {}\n")
    bucket = stack.outputs["BucketName"]
    aws_client("s3").put_object(Bucket=bucket, Key=CODE, Body=package.getvalue())
    return stack


@pytest.fixture(scope="module")
def provider_secret(cloud):
    """The ARN of a secret that holds the client secret of a sign-in provider."""
    content = json.dumps({"client_secret": "of the provider"})
    made = aws_client("secretsmanager").create_secret(Name="provider", SecretString=content)
    return made["ARN"]


@pytest.fixture(scope="module")
def make(foundation, provider_secret):
    """``make("cloudfront")``: the service for one way in, on the foundation."""
    given = {name: foundation.outputs[name] for name in FOUNDATION}

    def made(entrance, **changed):
        own = RUNS | ENTRANCES[entrance] | changed
        if own.get("OidcSecretArn") == PROVIDER_SECRET:
            own["OidcSecretArn"] = provider_secret
        return Stack.make(f"service-{uuid4().hex[:8]}", simplified(), **given, **own)

    return made


@pytest.fixture(scope="module")
def signed_in(make):
    return make("sign-in", AllowedCidr=EVERYBODY)


@pytest.fixture(scope="module")
def behind_cloudfront(make):
    return make("cloudfront")


def test_the_outputs_say_where_everything_is(signed_in, foundation):
    outputs = signed_in.outputs

    assert outputs["Url"] == "https://labels.example.org"
    assert outputs["ExportUrl"].endswith("/labels.csv")
    assert outputs["LoadBalancerArn"] == signed_in.resources["LoadBalancer"]
    assert outputs["LogGroupName"] == foundation.outputs["LogGroupName"]


def test_the_service_keeps_its_tasks_and_rolls_back(signed_in):
    found = running(signed_in)
    deployment = found["deploymentConfiguration"]

    assert (deployment["minimumHealthyPercent"], deployment["maximumPercent"]) == (100, 200)
    assert deployment["deploymentCircuitBreaker"]["rollback"] is True
    ending = {signed_in.resources[name] for name in ("PageErrors", "UnhealthyTasks")}
    assert {*deployment["alarms"]["alarmNames"]} == ending
    assert found["launchType"] == "FARGATE"
    assert found["desiredCount"] == 1
    network = found["networkConfiguration"]["awsvpcConfiguration"]
    assert network["securityGroups"] == [signed_in.resources["TaskGroup"]]
    assert found["loadBalancers"] == [
        {
            "containerName": "dashboard",
            "containerPort": 8501,
            "targetGroupArn": signed_in.resources["TargetGroup"],
        }
    ]


def test_the_load_balancer_has_what_streamlit_needs(signed_in, foundation):
    balancer = attributes("load_balancer", signed_in, "LoadBalancer")
    group = attributes("target_group", signed_in, "TargetGroup")

    assert balancer["idle_timeout.timeout_seconds"] == "300"
    assert balancer["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert balancer["access_logs.s3.bucket"] == foundation.outputs["LogBucketName"]
    assert group["stickiness.enabled"] == "true"
    assert group["stickiness.lb_cookie.duration_seconds"] == "300"
    assert group["load_balancing.algorithm.type"] == "least_outstanding_requests"
    assert group["deregistration_delay.timeout_seconds"] == "30"
    answer = aws_client("elbv2").describe_target_groups(
        TargetGroupArns=[signed_in.resources["TargetGroup"]]
    )
    [found] = answer["TargetGroups"]
    assert (found["HealthCheckPath"], found["TargetType"]) == ("/_stcore/health", "ip")


def test_with_a_certificate_there_is_https_and_a_redirect(signed_in):
    found = listeners(signed_in)

    assert found.keys() == {80, 443}
    assert found[443]["Certificates"][0]["CertificateArn"] == CERTIFICATE_ARN
    assert found[443]["SslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2-")
    assert [each["Type"] for each in found[443]["DefaultActions"]] == [
        "authenticate-oidc",
        "forward",
    ]
    [redirect] = found[80]["DefaultActions"]
    assert redirect["RedirectConfig"]["StatusCode"] == "HTTP_301"
    assert redirect["RedirectConfig"]["Protocol"] == "HTTPS"


def test_only_the_load_balancer_reaches_a_task(signed_in, behind_cloudfront):
    for stack in (signed_in, behind_cloudfront):
        assert ingress(stack, "TaskGroup") == {(8501, stack.resources["BalancerGroup"])}
    assert ingress(signed_in, "BalancerGroup") == {(443, EVERYBODY), (80, EVERYBODY)}
    assert ingress(behind_cloudfront, "BalancerGroup") == {(80, "pl-3b927c52")}


def test_behind_cloudfront_a_request_needs_the_secret_header(behind_cloudfront, foundation):
    secret = aws_client("secretsmanager").get_secret_value(
        SecretId=foundation.outputs["OriginSecretArn"]
    )["SecretString"]
    found = listeners(behind_cloudfront)
    rules = aws_client("elbv2").describe_rules(ListenerArn=found[80]["ListenerArn"])["Rules"]
    [rule] = [each for each in rules if not each["IsDefault"]]

    assert found.keys() == {80}
    assert found[80]["DefaultActions"][0]["FixedResponseConfig"]["StatusCode"] == "403"
    [condition] = rule["Conditions"]
    assert condition["HttpHeaderConfig"]["HttpHeaderName"] == "X-Origin-Secret"
    assert condition["HttpHeaderConfig"]["Values"] == [secret]
    assert rule["Actions"][0]["TargetGroupArn"] == behind_cloudfront.resources["TargetGroup"]

    distribution = aws_client("cloudfront").get_distribution(
        Id=behind_cloudfront.resources["Distribution"]
    )["Distribution"]
    [origin] = distribution["DistributionConfig"]["Origins"]["Items"]
    [header] = origin["CustomHeaders"]["Items"]
    assert (header["HeaderName"], header["HeaderValue"]) == ("X-Origin-Secret", secret)
    assert behind_cloudfront.outputs["Url"] == f"https://{distribution['DomainName']}"


def test_cloudfront_runs_the_function_that_knows_the_team(behind_cloudfront):
    function = aws_client("cloudfront").get_function(
        Name=f"{behind_cloudfront.name}-allowed-addresses", Stage="LIVE"
    )

    assert f"ALLOWED = '{TEAM}'" in function["FunctionCode"].read().decode()


def test_the_metrics_the_alarms_and_the_rules_are_there(signed_in, foundation):
    filters = aws_client("logs").describe_metric_filters(
        logGroupName=foundation.outputs["LogGroupName"]
    )["metricFilters"]
    ours = {
        each["metricTransformations"][0]["metricName"]
        for each in filters
        if each["metricTransformations"][0]["metricNamespace"].endswith(signed_in.name)
    }
    assert ours == {"SessionsPerTask", "TurnedAway"}
    names = [signed_in.resources[name] for name in ("PageErrors", "CpuHigh", "AllTasksBusy")]
    alarms = aws_client("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
    assert len(alarms) == len(names)
    assert all(each["AlarmActions"] == [foundation.outputs["TopicArn"]] for each in alarms)


def test_ministack_does_not_know_the_alarms_that_are_simplified_for_it(cloud):
    alarm = service("certificate").resources["TableFailing"]
    client = aws_client("cloudformation")
    body = json.dumps({"Resources": {"TableFailing": alarm}})

    client.create_stack(StackName="alarm", TemplateBody=body)
    with pytest.raises(WaiterError, match="ROLLBACK"):
        client.get_waiter("stack_create_complete").wait(
            StackName="alarm", WaiterConfig={"Delay": 1, "MaxAttempts": 120}
        )

    events = client.describe_stack_events(StackName="alarm")["StackEvents"]
    assert "metric math) is not supported" in json.dumps(events, default=str)


def test_the_rules_of_the_template_are_asked_before_anything_is_made(make):
    with pytest.raises(ClientError, match="open to everybody"):
        make("certificate", AllowedCidr=EVERYBODY)
    with pytest.raises(ClientError, match="AllowedCidr"):
        make("certificate", AllowedCidr="0.0.0.0/1")


def test_a_new_image_is_a_new_task_definition_and_a_deletion_leaves_the_foundation(
    make, foundation
):
    stack = make("certificate")
    before = running(stack)

    changed = change(stack, Image=OTHER_IMAGE)

    assert {"TaskDefinition", "Service"} <= changed
    assert not {"LoadBalancer", "TargetGroup", "Cluster", "ExportApi"} & changed
    after = running(stack)
    assert after["serviceArn"] == before["serviceArn"]
    assert after["taskDefinition"] != before["taskDefinition"]
    task = aws_client("ecs").describe_task_definition(taskDefinition=after["taskDefinition"])
    [dashboard] = task["taskDefinition"]["containerDefinitions"]
    assert dashboard["image"] == OTHER_IMAGE

    balancer = stack.resources["LoadBalancer"]
    stack.delete()

    with pytest.raises(ClientError, match="LoadBalancerNotFound"):
        aws_client("elbv2").describe_load_balancers(LoadBalancerArns=[balancer])
    table = aws_client("dynamodb").describe_table(TableName=foundation.outputs["TableName"])
    assert table["Table"]["TableStatus"] == "ACTIVE"
