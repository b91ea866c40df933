"""What the service's template lets a person ask for, and what it refuses with a sentence."""

import pytest

from tests.aws.cloudformation.entrances import (
    CERTIFICATE,
    CLOUDFRONT,
    ENTRANCES,
    EVERYBODY,
    FOUNDATION,
    RUNS,
    SIGN_IN,
    TEAM,
    service,
    template,
)
from tests.aws.cloudformation.template import Refused

PARTS_OF_SIGN_IN = sorted(SIGN_IN)


@pytest.mark.parametrize("entrance", ENTRANCES)
@pytest.mark.parametrize("cidr", [TEAM, "10.0.0.0/8", "203.0.113.9/32"])
def test_each_way_in_is_taken_with_the_addresses_of_a_team(entrance, cidr):
    assert service(entrance, AllowedCidr=cidr).resources


def test_everybody_may_come_in_where_people_sign_in():
    assert service("sign-in", AllowedCidr=EVERYBODY).resources


@pytest.mark.parametrize("entrance", ["certificate", "cloudfront"])
def test_everybody_may_not_come_in_without_sign_in(entrance):
    with pytest.raises(Refused, match="Without sign-in the page would be open to everybody"):
        service(entrance, AllowedCidr=EVERYBODY)


def test_who_may_come_in_must_be_said():
    given = {name: value for name, value in RUNS.items() if name != "AllowedCidr"}

    with pytest.raises(Refused, match="AllowedCidr must be given"):
        template().resolve(**FOUNDATION | given | CERTIFICATE)


@pytest.mark.parametrize(
    "cidr",
    [
        *("", "everybody", "198.51.100.0", "198.51.100.0/33", "198.51.100.256/24"),
        *("::/0", "2001:db8::/32", "198.51.100.0/24,10.0.0.0/8", "10.0.0.0/08", " 10.0.0.0/8"),
        *("0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/7", "198.51.100.0/0", "0.0.0.0/00"),
    ],
)
def test_an_address_that_is_none_or_nearly_everybody_is_refused(cidr):
    with pytest.raises(Refused, match="AllowedCidr"):
        service("certificate", AllowedCidr=cidr)


@pytest.mark.parametrize("entrance", [{}, CLOUDFRONT])
def test_sign_in_needs_a_certificate(entrance):
    with pytest.raises(Refused, match="works with HTTPS only"):
        template().resolve(**FOUNDATION | RUNS | SIGN_IN | entrance)


def test_without_a_certificate_cloudfront_must_be_known():
    with pytest.raises(Refused, match="Without a certificate people come through CloudFront"):
        template().resolve(**FOUNDATION | RUNS)


@pytest.mark.parametrize("part", PARTS_OF_SIGN_IN)
def test_sign_in_is_given_whole_or_not_at_all(part):
    with pytest.raises(Refused, match="Give all six, or none"):
        template().resolve(**FOUNDATION | RUNS | CERTIFICATE | SIGN_IN | {part: ""})
    with pytest.raises(Refused, match="Give all six, or none"):
        template().resolve(**FOUNDATION | RUNS | CERTIFICATE | {part: SIGN_IN[part]})


def test_tokens_for_the_endpoint_need_who_gives_them():
    assert service("sign-in", ApiAudience="labels").resources
    with pytest.raises(Refused, match="OidcIssuer, which is empty"):
        service("certificate", ApiAudience="labels")


@pytest.mark.parametrize("memory", [1024, 2048, 4096])
@pytest.mark.parametrize("cpu", [512, 1024, 2048])
def test_a_size_that_fargate_has_is_taken_and_another_refused(cpu, memory):
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    there = {512: {1024, 2048, 4096}, 1024: {2048, 4096}, 2048: {4096}}

    if memory in there[cpu]:
        task = service("certificate", Cpu=cpu, Memory=memory).properties("TaskDefinition")
        assert (task["Cpu"], task["Memory"]) == (str(cpu), str(memory))
    else:
        with pytest.raises(Refused, match="Fargate has no task of this size"):
            service("certificate", Cpu=cpu, Memory=memory)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Image", "labels:latest"),
        ("Image", f"labels@sha256:{'0' * 63}"),
        ("ExportCodeKey", f"models/{'1' * 64}.zip"),
        ("ModelVersion", "../other"),
        ("CertificateArn", "certificate"),
        ("DomainName", "https://labels.example.org"),
        ("CloudFrontPrefixList", "198.51.100.0/24"),
        ("OidcIssuer", "http://id.example.org"),
        ("OidcSecretArn", "client secret in clear text"),
        ("CookieSecretArn", "cookie"),
        ("MinTasks", 0),
        ("MaxTasks", 11),
        ("CpuTarget", 90),
        ("SessionsTarget", 0),
        ("MaxSessions", 0),
        ("ExportConcurrency", 1),
    ],
)
def test_a_value_that_cannot_work_is_refused_before_anything_is_made(name, value):
    with pytest.raises(Refused, match=name):
        service("sign-in", **{name: value})


def test_no_parameter_but_the_foundations_and_three_has_to_be_given():
    declared = template().body["Parameters"]
    needed = {name for name, each in declared.items() if "Default" not in each}

    assert needed == FOUNDATION.keys() | RUNS.keys()


def test_defaults_are_one_to_three_small_tasks():
    defaults = {
        name: each["Default"]
        for name, each in template().body["Parameters"].items()
        if each.get("Default", "") != ""
    }

    assert defaults == {
        "Cpu": "512",
        "Memory": "1024",
        "MinTasks": 1,
        "MaxTasks": 3,
        "CpuTarget": 50,
        "SessionsTarget": 30,
        "MaxSessions": 60,
        "ExportConcurrency": 0,
    }
