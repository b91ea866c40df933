"""Between one and three tasks, as application-autoscaling takes it; moto stands for it."""

import boto3
import pytest
from moto import mock_aws

from tests.aws.cloudformation.entrances import service
from tests.ministack import REGION

POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
SERVICE = "service/Cluster/Service.Name"


@pytest.fixture(scope="module")
def stack():
    return service("certificate")


@pytest.fixture
def scaling(monkeypatch, stack):
    """The API with the service's target and policies put into it, and the cluster and service."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        ecs = boto3.client("ecs", region_name=REGION)
        ecs.create_cluster(clusterName="Cluster")
        ecs.create_service(cluster="Cluster", serviceName="Service.Name", desiredCount=1)
        client = boto3.client("application-autoscaling", region_name=REGION)
        target = stack.properties("ScalingTarget")
        client.register_scalable_target(**target)
        for policy in stack.of_type(POLICY).values():
            asked = {key: value for key, value in policy.items() if key != "ScalingTargetId"}
            shared = ("ServiceNamespace", "ScalableDimension", "ResourceId")
            client.put_scaling_policy(**{key: target[key] for key in shared}, **asked)
        yield client


def test_scaling_chooses_between_one_and_three_tasks(scaling):
    [target] = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]

    assert target["ResourceId"] == SERVICE
    assert target["ScalableDimension"] == "ecs:service:DesiredCount"
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 3)


def test_tasks_are_added_for_the_processor_and_for_open_pages_and_never_for_requests(scaling):
    policies = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    kept = {
        policy["PolicyName"]: policy["TargetTrackingScalingPolicyConfiguration"]
        for policy in policies
    }

    assert {each["PolicyType"] for each in policies} == {"TargetTrackingScaling"}
    assert kept.keys() == {"stack-cpu", "stack-sessions"}
    assert kept["stack-cpu"]["TargetValue"] == 50
    assert kept["stack-cpu"]["PredefinedMetricSpecification"] == {
        "PredefinedMetricType": "ECSServiceAverageCPUUtilization"
    }
    assert kept["stack-sessions"]["TargetValue"] == 30
    assert kept["stack-sessions"]["CustomizedMetricSpecification"] == {
        "Namespace": "EmotionLabels/stack",
        "MetricName": "SessionsPerTask",
        "Statistic": "Average",
    }
    assert "RequestCount" not in str(policies)


def test_a_task_is_added_soon_and_taken_away_late(scaling):
    for policy in scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]:
        kept = policy["TargetTrackingScalingPolicyConfiguration"]
        assert kept["ScaleOutCooldown"] <= 60
        assert kept["ScaleInCooldown"] >= 600


def test_a_deployment_does_not_reset_how_many_tasks_run(stack):
    assert "DesiredCount" not in stack.properties("Service")


def test_a_task_lets_more_people_in_than_scaling_aims_at(stack):
    aimed = stack.properties("SessionsScaling")["TargetTrackingScalingPolicyConfiguration"]
    [container] = stack.properties("TaskDefinition")["ContainerDefinitions"]
    limits = {each["Name"]: each["Value"] for each in container["Environment"]}

    assert limits["MAX_SESSIONS"] >= 1.5 * aimed["TargetValue"]
