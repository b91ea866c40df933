"""What is measured, when somebody is told, and what they are told."""

import json
import re

import boto3
import pytest
from moto import mock_aws

from aws.client import aws_client
from dashboard.routes.sessions import Sessions
from tests.aws.cloudformation.entrances import ENTRANCES, FOUNDATION, service
from tests.ministack import REGION

FILTER, ALARM, RULE = "AWS::Logs::MetricFilter", "AWS::CloudWatch::Alarm", "AWS::Events::Rule"
OURS = "EmotionLabels/stack"
WATCHED = {
    "PageErrors": {"HTTPCode_Target_5XX_Count", "TurnedAway"},
    "BalancerErrors": {"HTTPCode_ELB_5XX_Count"},
    "UnhealthyTasks": {"UnHealthyHostCount"},
    "CpuHigh": {"CPUUtilization"},
    "MemoryHigh": {"MemoryUtilization"},
    "TurnedAway": {"TurnedAway"},
    "AllTasksBusy": {"HealthyHostCount", "CPUUtilization", "SessionsPerTask"},
    "TableThrottled": {"ThrottledRequests"},
    "TableFailing": {"SystemErrors"},
    "ExportFails": {"Errors"},
}


@pytest.fixture(scope="module")
def stack():
    return service("sign-in")


def metrics(alarm):
    """The metrics an alarm looks at, each with its namespace and its dimensions' names."""
    asked = [
        each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each
    ]
    return asked or [alarm]


def names(alarm):
    selected = re.findall(r"SELECT SUM\((\w+)\)", json.dumps(alarm))
    return {*selected} or {each["MetricName"] for each in metrics(alarm)}


def worked_out(alarm, **values):
    """An alarm's expression for values of its metrics, with metric math read as Python."""
    [expression] = [each["Expression"] for each in alarm["Metrics"] if each.get("ReturnData", True)]
    python = expression.replace(" AND ", " and ").replace(" OR ", " or ")
    known = {
        "IF": lambda condition, yes, no: yes if condition else no,
        "FILL": lambda value, other: other if value is None else value,
    }
    return eval(python, {"__builtins__": {}}, known | values)


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_every_alarm_is_told_and_none_by_silence(entrance):
    alarms = service(entrance).of_type(ALARM)

    assert alarms.keys() == WATCHED.keys()
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == [FOUNDATION["TopicArn"]], name
        assert alarm["TreatMissingData"] == "notBreaching", name
        assert alarm["ComparisonOperator"] == "GreaterThanThreshold", name


@pytest.mark.parametrize("name", WATCHED)
def test_each_alarm_watches_what_it_says(name, stack):
    alarm = stack.properties(name)

    assert names(alarm) == WATCHED[name]
    for metric in metrics(alarm):
        if metric.get("Namespace") == "AWS/ECS":
            assert {each["Name"] for each in metric["Dimensions"]} == {"ClusterName", "ServiceName"}
        if metric.get("Namespace") == OURS:
            assert "Dimensions" not in metric


def test_the_table_is_watched_in_every_operation(stack):
    for name in ("TableThrottled", "TableFailing"):
        [query] = stack.properties(name)["Metrics"]
        assert f"WHERE TableName = '{FOUNDATION['TableName']}'" in query["Expression"]
        assert query["Period"] == 60


def test_a_busy_task_is_seen_although_others_are_idle(stack):
    assert stack.properties("CpuHigh")["Statistic"] == "Maximum"
    assert stack.properties("MemoryHigh")["Statistic"] == "Maximum"


def test_people_turned_away_are_no_errors(stack):
    alarm = stack.properties("PageErrors")

    assert worked_out(alarm, answered=None, away=None) == 0
    assert worked_out(alarm, answered=40, away=40) <= alarm["Threshold"]
    assert worked_out(alarm, answered=46, away=40) > alarm["Threshold"]
    assert worked_out(alarm, answered=6, away=None) > alarm["Threshold"]


def test_all_tasks_are_busy_when_none_can_be_added_and_a_target_is_passed():
    alarm = service("certificate", MaxTasks=2, CpuTarget=40, SessionsTarget=20)
    alarm = alarm.properties("AllTasksBusy")

    def breaches(**values):
        return worked_out(alarm, **values) > alarm["Threshold"]

    assert breaches(tasks=2, processor=41, sessions=None)
    assert breaches(tasks=2, processor=10, sessions=21)
    assert not breaches(tasks=1, processor=90, sessions=90)
    assert not breaches(tasks=2, processor=40, sessions=20)
    assert not breaches(tasks=None, processor=None, sessions=None)
    assert "All 2 tasks" in alarm["AlarmDescription"]


def test_cloudwatch_takes_every_alarm(stack, monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        client = boto3.client("cloudwatch", region_name=REGION)
        for name, alarm in stack.of_type(ALARM).items():
            client.put_metric_alarm(AlarmName=name, **alarm)
        kept = {each["AlarmName"]: each for each in client.describe_alarms()["MetricAlarms"]}

    assert kept.keys() == WATCHED.keys()
    for name, alarm in kept.items():
        expressions = [each for each in alarm.get("Metrics", []) if each.get("ReturnData")]
        assert len(expressions) == (0 if alarm.get("MetricName") else 1), name


def test_a_deployment_is_ended_by_alarms_that_there_are(stack):
    ending = stack.properties("Service")["DeploymentConfiguration"]["Alarms"]["AlarmNames"]

    assert {*ending} <= stack.of_type(ALARM).keys()
    for name in ending:
        alarm = stack.properties(name)
        assert alarm["EvaluationPeriods"] <= 5


def test_the_sessions_are_read_from_the_line_the_dashboard_logs(stack):
    line = json.loads(Sessions(open=12, turned_away=3).line())
    read = {}
    for each in stack.of_type(FILTER).values():
        [transformation] = each["MetricTransformations"]
        field, value = re.fullmatch(r'\{ \$\.(\w+) = "(\w+)" \}', each["FilterPattern"]).groups()
        assert line[field] == value
        assert each["LogGroupName"] == FOUNDATION["LogGroupName"]
        assert transformation["MetricNamespace"] == OURS
        assert "DefaultValue" not in transformation, "a silent task must not count as an empty one"
        read[transformation["MetricName"]] = line[transformation["MetricValue"].removeprefix("$.")]

    assert read == {"SessionsPerTask": 12, "TurnedAway": 3}


def test_only_the_metrics_that_are_read_from_the_log_are_asked_for(stack):
    made = {
        each["MetricTransformations"][0]["MetricName"] for each in stack.of_type(FILTER).values()
    }
    asked = {
        metric["MetricName"]
        for alarm in stack.of_type(ALARM).values()
        for metric in metrics(alarm)
        if metric.get("Namespace") == OURS
    }
    policy = stack.properties("SessionsScaling")["TargetTrackingScalingPolicyConfiguration"]

    assert asked == made
    assert policy["CustomizedMetricSpecification"] == {
        "Namespace": OURS,
        "MetricName": "SessionsPerTask",
        "Statistic": "Average",
    }


def event(kind, detail, resource="other"):
    return json.dumps(
        {
            "id": "1",
            "source": "aws.ecs",
            "detail-type": f"ECS {kind} State Change",
            "account": "000000000000",
            "time": "2026-11-23T00:00:00Z",
            "region": "eu-west-1",
            "resources": [resource],
            "detail": detail,
        }
    )


def stopped(stack, **detail):
    ours = {"clusterArn": stack.arn("Cluster"), "lastStatus": "STOPPED"}
    return event("Task", ours | detail)


def test_somebody_is_told_of_a_deployment_that_failed_and_of_no_other(stack, cloud):
    pattern = json.dumps(stack.properties("DeploymentFailed")["EventPattern"])
    ask = aws_client("events").test_event_pattern
    failed, done = ({"eventName": f"SERVICE_DEPLOYMENT_{end}"} for end in ("FAILED", "COMPLETED"))
    ours = stack.arn("Service")

    assert ask(EventPattern=pattern, Event=event("Deployment", failed, ours))["Result"]
    assert not ask(EventPattern=pattern, Event=event("Deployment", done, ours))["Result"]
    assert not ask(EventPattern=pattern, Event=event("Deployment", failed))["Result"]


@pytest.mark.parametrize(
    ("told", "detail"),
    [
        (True, {"stopCode": "EssentialContainerExited", "stoppedReason": "Essential container"}),
        (True, {"stopCode": "TaskFailedToStart", "stoppedReason": "CannotPullContainerError"}),
        (
            True,
            {"stopCode": "ServiceSchedulerInitiated", "stoppedReason": "Task failed ELB health"},
        ),
        (False, {"stopCode": "ServiceSchedulerInitiated", "stoppedReason": "Scaling activity"}),
        (False, {"stopCode": "EssentialContainerExited", "lastStatus": "RUNNING"}),
        (False, {"stopCode": "EssentialContainerExited", "clusterArn": "other"}),
    ],
)
def test_somebody_is_told_of_a_task_that_stopped_unasked(told, detail, stack, cloud):
    pattern = json.dumps(stack.properties("TaskStopped")["EventPattern"])
    ask = aws_client("events").test_event_pattern

    assert ask(EventPattern=pattern, Event=stopped(stack, **detail))["Result"] is told


@pytest.mark.parametrize("name", ["DeploymentFailed", "TaskStopped"])
def test_an_event_is_told_in_sentences_that_say_what_to_do(name, stack):
    [target] = stack.properties(name)["Targets"]
    transformer = target["InputTransformer"]
    template = transformer["InputTemplate"]

    assert target["Arn"] == FOUNDATION["TopicArn"]
    assert json.loads(template).startswith("A ")
    assert "What to do: " in template
    assert {*re.findall(r"<(\w+)>", template)} == transformer["InputPathsMap"].keys()
