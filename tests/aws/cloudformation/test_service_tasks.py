"""What a task is and may, and how tasks are replaced."""

import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from dashboard.settings import Settings
from tests.aws.cloudformation.entrances import ENTRANCES, FOUNDATION, IMAGE, service
from tests.ministack import REGION

ROOT = Path(__file__).parents[3]
SETTINGS = (ROOT / "dashboard" / "settings.py").read_text()


@pytest.fixture(scope="module", params=ENTRANCES)
def stack(request):
    return service(request.param)


def container(stack):
    [only] = stack.properties("TaskDefinition")["ContainerDefinitions"]
    return only


def variables(stack):
    return {each["Name"]: str(each["Value"]) for each in container(stack)["Environment"]}


def test_all_tasks_sign_cookies_with_one_secret(stack):
    assert container(stack)["Secrets"] == [
        {"Name": "STREAMLIT_SERVER_COOKIE_SECRET", "ValueFrom": FOUNDATION["CookieSecretArn"]}
    ]


def test_a_task_writes_nowhere_but_in_tmp_and_is_nobody(stack):
    dashboard = container(stack)

    assert dashboard["User"] == "10001:10001"
    assert dashboard["ReadonlyRootFilesystem"] is True
    assert dashboard["MountPoints"] == [{"SourceVolume": "tmp", "ContainerPath": "/tmp"}]
    assert stack.properties("TaskDefinition")["Volumes"] == [{"Name": "tmp"}]
    assert "Privileged" not in dashboard
    assert stack.properties("Service").get("EnableExecuteCommand", False) is False


def test_a_task_hands_signals_on_and_has_file_descriptors_for_many_pages(stack):
    dashboard = container(stack)

    assert dashboard["LinuxParameters"] == {"InitProcessEnabled": True}
    assert dashboard["Ulimits"] == [{"Name": "nofile", "SoftLimit": 65536, "HardLimit": 65536}]


def test_a_task_is_the_image_by_its_digest_on_fargate(stack):
    task = stack.properties("TaskDefinition")

    assert container(stack)["Image"] == IMAGE
    assert task["RequiresCompatibilities"] == ["FARGATE"]
    assert task["NetworkMode"] == "awsvpc"
    assert task["RuntimePlatform"] == {
        "CpuArchitecture": "X86_64",
        "OperatingSystemFamily": "LINUX",
    }
    assert task["ExecutionRoleArn"] == FOUNDATION["ExecutionRoleArn"]
    assert task["TaskRoleArn"] == FOUNDATION["TaskRoleArn"]


@pytest.fixture
def health():
    """A server on a port of its own that answers ``/_stcore/health`` with ``server.status``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(self.server.status if self.path == "/_stcore/health" else 404)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_container_that_does_not_serve_is_found_out(stack, health):
    [cmd, python, *arguments] = container(stack)["HealthCheck"]["Command"]
    arguments = [each.replace("8501", str(health.server_port)) for each in arguments]

    def is_healthy():
        done = subprocess.run([sys.executable, *arguments], stderr=subprocess.DEVNULL, check=False)
        return done.returncode == 0

    assert (cmd, python) == ("CMD", "python")
    health.status = 200
    assert is_healthy()
    health.status = 503
    assert not is_healthy()
    health.shutdown()
    health.server_close()
    assert not is_healthy()


def test_a_container_is_not_judged_while_it_starts(stack):
    check = container(stack)["HealthCheck"]

    assert check["StartPeriod"] == 60
    assert check["Interval"] > check["Timeout"]


def test_the_log_never_holds_up_the_page(stack):
    log = container(stack)["LogConfiguration"]

    assert log["LogDriver"] == "awslogs"
    assert log["Options"]["awslogs-group"] == FOUNDATION["LogGroupName"]
    assert log["Options"]["mode"] == "non-blocking"


def test_each_variable_of_a_task_is_a_setting_of_the_dashboard(stack):
    for name in variables(stack):
        assert re.search(rf'"""{name}: ', SETTINGS), name


def test_the_dashboard_takes_the_variables_of_a_task(stack):
    settings = Settings.from_env(variables(stack))

    assert settings.annotation_store == f"dynamodb://labels?region={REGION}"
    assert settings.model_registry == "s3://data/models"
    assert settings.model_version is None
    assert settings.max_sessions == 60


def test_the_load_balancer_says_who_labels_where_it_signs_people_in():
    signed_in = service("sign-in")

    assert variables(signed_in)["IDENTITY"] == "load-balancer"
    assert variables(signed_in)["LOAD_BALANCER_ARN"] == signed_in.arn("LoadBalancer")
    for entrance in ("certificate", "cloudfront"):
        assert variables(service(entrance))["IDENTITY"] == "name"
        assert "LOAD_BALANCER_ARN" not in variables(service(entrance))


def test_one_model_version_can_be_asked_for():
    assert variables(service("certificate", ModelVersion="2026-11-23.1"))["MODEL_VERSION"] == (
        "2026-11-23.1"
    )


def test_a_deployment_keeps_all_tasks_and_rolls_back_by_itself(stack):
    deployment = stack.properties("Service")["DeploymentConfiguration"]

    assert deployment["MinimumHealthyPercent"] == 100
    assert deployment["MaximumPercent"] == 200
    assert deployment["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}
    assert deployment["Alarms"] == {
        "Enable": True,
        "Rollback": True,
        "AlarmNames": ["PageErrors", "UnhealthyTasks"],
    }


def test_a_task_has_time_to_start(stack):
    assert 60 <= stack.properties("Service")["HealthCheckGracePeriodSeconds"] <= 120


def test_the_service_leads_to_the_port_the_task_listens_on(stack):
    [target] = stack.properties("Service")["LoadBalancers"]

    assert target["ContainerName"] == container(stack)["Name"]
    assert target["TargetGroupArn"] == stack.arn("TargetGroup")
    assert container(stack)["PortMappings"] == [
        {"ContainerPort": target["ContainerPort"], "Protocol": "tcp"}
    ]


def test_the_service_waits_for_what_leads_to_its_target_group(stack):
    [tag] = stack.properties("Service")["Tags"]
    leads = "OriginRule" if "OriginRule" in stack.resources else "HttpsListener"

    assert leads in tag["Value"]
    assert {"SubnetARoutes", "SubnetBRoutes"} <= {*stack.resources["Service"]["DependsOn"]}


def test_a_task_reaches_aws_although_there_is_no_nat(stack):
    network = stack.properties("Service")["NetworkConfiguration"]["AwsvpcConfiguration"]

    assert network["AssignPublicIp"] == "ENABLED"
    assert network["Subnets"] == ["SubnetA", "SubnetB"]
    assert stack.properties("DefaultRoute")["GatewayId"] == "InternetGateway"


def test_tasks_are_billed_under_the_stacks_tags(stack):
    assert stack.properties("Service")["PropagateTags"] == "SERVICE"
    assert stack.properties("Service")["EnableECSManagedTags"] is True
