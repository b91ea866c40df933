"""compose.yaml: what it says is understood, and its parts work together."""

import re
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from tests.browser.label_page import LabelPage
from tests.image.build import unpacked
from tests.image.container import container, run
from tests.image.decided import decided
from tests.image.workshop import HOW, ROOT, usable

SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
GLAD = "I passed the last exam and my friends threw a party for me."
PACKAGES = "opt/venv/lib/python3.11/site-packages"


@pytest.fixture(scope="module")
def emulator(need):
    """The image of the stand-in for AWS."""
    need(usable(), HOW)
    with unpacked("ministack") as image:
        yield image


@pytest.fixture
def team(serve, emulator, volume, tmp_path):
    """``team()``: all services at work, started in the order of compose.yaml, here."""

    @contextmanager
    def start():
        here = {"BIND_HOST": "127.0.0.1"}
        mounts = {volume: SERVICES["ministack"]["volumes"][0].partition(":")[2]}
        with ExitStack() as running:
            ministack = container(
                emulator,
                tmp_path / "ministack.txt",
                env=SERVICES["ministack"]["environment"] | here,
                mounts=mounts,
                port="GATEWAY_PORT",
            )
            ministack = running.enter_context(ministack)
            ministack.wait_until("/_ministack/health")
            env = environment("setup", ministack)
            status, said = run(
                serve, tmp_path / "setup.txt", *SERVICES["setup"]["command"], env=env
            )
            assert status == 0, said
            env = environment("dashboard", ministack)
            dashboard = running.enter_context(container(serve, tmp_path / "log.txt", env=env))
            dashboard.wait_until()
            yield dashboard
            dashboard.stop()
            ministack.stop()

    return start


def environment(service, ministack):
    """What compose.yaml sets for a service, with the host ministack being this machine."""
    address = f"//127.0.0.1:{ministack.port}"
    said = SERVICES[service]["environment"]
    return {name: value.replace("//ministack:4566", address) for name, value in said.items()}


def reads(folder: Path, name):
    """Whether a program has a variable of this name in its source."""
    quoted = re.compile(rf"""(["'`]{name}["'`]|^ *"{{3}}{name}:)""", re.MULTILINE)
    return any(quoted.search(source.read_text()) for source in folder.rglob("*.py"))


def test_every_variable_is_one_that_its_program_reads(serve, emulator):
    for service in ("dashboard", "setup"):
        for name in SERVICES[service]["environment"]:
            cloud = name.startswith("AWS_")
            homes = [serve.root / PACKAGES / "botocore"] if cloud else [ROOT / "dashboard"]
            assert any(reads(home, name) for home in homes), name
    for name in SERVICES["ministack"]["environment"]:
        assert reads(emulator.root / PACKAGES / "ministack", name), name


def test_each_service_has_the_rights_it_needs_and_no_more():
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["tmpfs"] == ["/tmp"], name
    assert SERVICES["dashboard"]["ports"] == ["127.0.0.1:8501:8501"]
    assert not {"ports"} & (SERVICES["ministack"].keys() | SERVICES["setup"].keys())


def test_each_service_waits_for_what_it_needs(serve, emulator):
    needs = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}

    assert needs == {
        "dashboard": {"setup": {"condition": "service_completed_successfully"}},
        "setup": {"ministack": {"condition": "service_healthy"}},
        "ministack": {},
    }
    assert emulator.config["Healthcheck"]["Test"][0] == "CMD"
    assert SERVICES["setup"]["image"] == SERVICES["dashboard"]["image"]
    builds = {service["build"]["target"] for service in SERVICES.values() if "build" in service}
    assert builds == {serve.name, emulator.name}


def test_what_a_person_labels_is_there_the_next_day(team, page):
    with team() as dashboard:
        page.goto(dashboard.url)
        page.get_by_role("textbox", name="Your name").fill("anna")
        page.get_by_role("button", name="Start labelling").click()
        label = LabelPage(page, dashboard.url)
        expect(label.field).to_be_visible()
        label.enter(GLAD)
        label.button("Joy").click()
        label.expect_saved("Joy")
        page.goto("about:blank")

    with team() as dashboard:
        assert decided(dashboard.url, "annotator", "text", "label") == [("anna", GLAD, "joy")]


def test_the_health_check_of_the_stand_in_tells_up_from_down(emulator, tmp_path):
    check = emulator.config["Healthcheck"]["Test"][1:]
    here = {"BIND_HOST": "127.0.0.1"}
    with container(emulator, tmp_path / "log.txt", env=here, port="GATEWAY_PORT") as running:
        running.wait_until("/_ministack/health")
        there = {"GATEWAY_PORT": str(running.port)}
        assert run(emulator, tmp_path / "check.txt", *check, env=there)[0] == 0
    assert run(emulator, tmp_path / "check.txt", *check, env=there)[0] == 1
