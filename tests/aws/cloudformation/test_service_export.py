"""The CSV endpoint and the nightly export, as the template asks for them."""

import json

import pytest

from tests.aws.cloudformation.entrances import CODE, ENTRANCES, FOUNDATION, service
from tests.aws.cloudformation.placeholders import ACCOUNT
from tests.ministack import REGION


@pytest.fixture(scope="module")
def stack():
    return service("certificate")


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_nobody_asks_for_a_file_unsigned(entrance):
    routes = service(entrance).of_type("AWS::ApiGatewayV2::Route")

    assert [route["RouteKey"] for route in routes.values()] == ["GET /labels.csv"]
    assert routes["ExportRoute"]["AuthorizationType"] == "AWS_IAM"
    assert "AuthorizerId" not in routes["ExportRoute"]


def test_with_an_audience_the_providers_tokens_are_taken():
    stack = service("sign-in", ApiAudience="labels-csv")
    route, authorizer = stack.properties("ExportRoute"), stack.properties("ExportAuthorizer")

    assert (route["AuthorizationType"], route["AuthorizerId"]) == ("JWT", "ExportAuthorizer")
    assert authorizer["AuthorizerType"] == "JWT"
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    assert authorizer["JwtConfiguration"] == {
        "Issuer": "https://id.example.org",
        "Audience": ["labels-csv"],
    }


def test_the_endpoint_is_throttled_and_says_who_asked(stack):
    stage = stack.properties("ExportStage")

    assert (stage["StageName"], stage["AutoDeploy"]) == ("$default", True)
    assert 0 < stage["DefaultRouteSettings"]["ThrottlingRateLimit"] <= 5
    assert 0 < stage["DefaultRouteSettings"]["ThrottlingBurstLimit"] <= 10
    log = stage["AccessLogSettings"]
    group = FOUNDATION["LogGroupName"]
    assert log["DestinationArn"] == f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}"
    assert {"caller", "subject", "status", "address"} <= json.loads(log["Format"]).keys()


def test_the_function_is_the_package_of_the_foundations_bucket(stack):
    function = stack.properties("ExportFunction")

    assert function["Code"] == {"S3Bucket": FOUNDATION["BucketName"], "S3Key": CODE}
    assert function["Handler"] == "aws.lambda_export.handler"
    assert (function["Runtime"], function["Architectures"]) == ("python3.12", ["arm64"])
    assert function["Role"] == FOUNDATION["ExportRoleArn"]
    assert function["Environment"]["Variables"] == {
        "ANNOTATION_STORE": f"dynamodb://labels?region={REGION}",
        "EXPORTS": "s3://data/exports",
    }
    assert function["LoggingConfig"] == {"LogGroup": FOUNDATION["LogGroupName"]}


def test_an_export_has_time_and_is_tried_again(stack):
    retries = stack.properties("ExportRetries")

    assert stack.properties("ExportFunction")["Timeout"] == 900
    assert stack.properties("ExportIntegration")["TimeoutInMillis"] == 30000
    assert retries["FunctionName"] == "ExportFunction"
    assert (retries["Qualifier"], retries["MaximumRetryAttempts"]) == ("$LATEST", 2)


def test_nothing_is_reserved_of_an_account_unless_asked(stack):
    reserved = "ReservedConcurrentExecutions"

    assert reserved not in stack.properties("ExportFunction")
    asked = service("certificate", ExportConcurrency=5).properties("ExportFunction")
    assert asked[reserved] == 5


def test_only_this_endpoint_and_this_schedule_may_call_the_function(stack):
    permissions = stack.of_type("AWS::Lambda::Permission").values()

    assert {(each["Principal"], each["SourceArn"]) for each in permissions} == {
        (
            "apigateway.amazonaws.com",
            f"arn:aws:execute-api:{REGION}:{ACCOUNT}:ExportApi/*/GET/labels.csv",
        ),
        ("events.amazonaws.com", stack.arn("NightlyExport")),
    }
    assert {each["Action"] for each in permissions} == {"lambda:InvokeFunction"}


def test_everything_is_exported_every_night(stack):
    rule = stack.properties("NightlyExport")
    minute, hour, *days, _year = rule["ScheduleExpression"][5:-1].split()

    assert 0 <= int(minute) < 60
    assert 0 <= int(hour) < 6
    assert days == ["*", "*", "?"]
    [target] = rule["Targets"]
    assert target["Arn"] == stack.arn("ExportFunction")
    assert json.loads(target["Input"]) == {"nightly": True}


def test_the_outputs_say_where_to_ask(stack):
    assert stack.outputs["ExportUrl"] == (
        f"https://ExportApi.execute-api.{REGION}.amazonaws.com/labels.csv"
    )
