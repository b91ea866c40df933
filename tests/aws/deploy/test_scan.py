"""What the scan of an image found decides whether it is deployed."""

import pytest

from aws.deploy import repository
from aws.deploy.account import Account
from aws.deploy.image import check_findings
from aws.deploy.problem import CannotDeploy
from aws.deploy.repository import Repository
from tests.aws.deploy.answers import answered, refusal
from tests.aws.deploy.conftest import CIDR
from tests.ministack import REGION

FINDINGS = "ecr.DescribeImageScanFindings"


def scan(status, *findings, token=None, kind="findings", **more):
    found = {"imageScanStatus": {"status": status, "description": "said so"}, **more}
    return answered(found | {"imageScanFindings": {kind: [*findings]}, "nextToken": token})


def finding(name, severity, package="openssl"):
    attributes = [{"key": "package_name", "value": package}]
    return {"name": name, "severity": severity, "attributes": attributes}


CRITICAL = finding("CVE-2026-1", "CRITICAL")
HIGH = finding("CVE-2026-2", "HIGH")


@pytest.fixture
def look(answer, cloud, capsys):
    """``look()``: what is said of an image's scan, and then done."""

    def check(*, accept=False):
        client = Account("000000000000", REGION, "ann").client("ecr")
        check_findings(Repository(client, "registry/labels"), "sha256:1", accept=accept)
        return capsys.readouterr().out

    return check


def test_an_image_without_critical_findings_goes_on(look, answer):
    answer(FINDINGS, scan("COMPLETE", HIGH))

    assert look() == "  image: scanned, no critical findings\n"


def test_critical_findings_are_named_and_nothing_is_deployed(deploy, answer, name, stack):
    answer(FINDINGS, scan("COMPLETE", HIGH, CRITICAL))

    stopped = deploy(ALLOWED_CIDR=CIDR)

    assert stopped.status == 1
    assert "found what is critical: CVE-2026-1 in openssl. Renew" in stopped.err
    assert "make deploy ACCEPT_FINDINGS=1" in stopped.err
    assert "CVE-2026-2" not in stopped.err
    assert stack(name) is None


def test_an_image_that_is_there_already_is_looked_at_again(deployed, deploy, answer):
    answer(FINDINGS, scan("COMPLETE", CRITICAL))

    assert "CVE-2026-1" in deploy().err
    assert deploy("--accept-findings").status == 0


def test_they_can_be_accepted_knowingly(look, answer):
    answer(FINDINGS, scan("COMPLETE", CRITICAL))

    assert look(accept=True) == "  image: 1 critical findings, accepted: CVE-2026-1 in openssl\n"


def test_every_page_of_findings_is_read(look, answer):
    pages = [scan("COMPLETE", HIGH, token="2"), scan("COMPLETE", CRITICAL)]
    answer(FINDINGS, *pages, *pages)

    with pytest.raises(CannotDeploy, match="CVE-2026-1 in openssl"):
        look()


def test_the_findings_of_inspector_count_too(look, answer):
    found = {"title": "CVE-2026-3 - zlib", "severity": "CRITICAL"}
    answer(FINDINGS, scan("ACTIVE", found, kind="enhancedFindings"))

    with pytest.raises(CannotDeploy, match="critical: CVE-2026-3 - zlib"):
        look()


def test_a_scan_is_waited_for(look, answer, monkeypatch):
    monkeypatch.setitem(repository.SCAN_WITHIN, "seconds", 60)
    under_way = [scan("PENDING"), scan("IN_PROGRESS"), scan("IN_PROGRESS")]
    answer(FINDINGS, *under_way, scan("COMPLETE", CRITICAL))

    with pytest.raises(CannotDeploy, match="CVE-2026-1"):
        look()


def test_a_scan_that_is_not_known_yet_is_looked_for_again(look, answer, monkeypatch):
    monkeypatch.setitem(repository.SCAN_WITHIN, "begin", 60)
    unknown = refusal("ecr", "ScanNotFoundException")
    answer(FINDINGS, unknown, unknown, scan("COMPLETE", CRITICAL))

    with pytest.raises(CannotDeploy, match="CVE-2026-1"):
        look()


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (refusal("ecr", "ScanNotFoundException"), "the repository has no scan of it"),
        (scan("FAILED"), "FAILED: said so"),
        (scan("UNSUPPORTED_IMAGE"), "UNSUPPORTED_IMAGE: said so"),
        (scan("IN_PROGRESS"), "the scan has not come to an end"),
    ],
)
def test_no_result_is_said_and_goes_on(look, answer, found, why):
    answer(FINDINGS, found)

    assert look() == f"  image: not known to be free of critical findings: {why}\n"
