"""What each check of the running service takes for right, for wrong, and for not to be told."""

from types import SimpleNamespace

import pytest

from aws.deploy import checks, request, running
from aws.deploy.checks import Finding
from aws.deploy.running import Running
from tests.aws.deploy.ecs import IMAGE, Balancer, Ecs
from tests.ministack import REGION


@pytest.fixture
def service(https, monkeypatch):
    """``service(AllowedCidr="127.0.0.0/8")``: one that runs here; ``ecs=`` is what ECS says."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")

    def make(url=None, ecs=None, balancer=None, **parameters):
        clients = {"ecs": ecs or Ecs(), "elbv2": balancer or Balancer("healthy", "healthy")}
        account = SimpleNamespace(client=clients.__getitem__, region=REGION)
        outputs = {
            "Url": url or f"https://{https.host}",
            "ExportUrl": f"https://{https.host}/labels.csv",
            "LoadBalancerName": https.host,
            "ClusterName": "cluster",
            "ServiceName": "service",
            "LogGroupName": "logs",
        }
        return Running(account, outputs, {"Image": IMAGE, **parameters})

    return make


@pytest.fixture
def here(https, monkeypatch):
    """``here("198.51.100.7")``: the address from which we ask."""
    monkeypatch.setattr(running, "OWN_ADDRESS", f"https://{https.host}/own")

    def say(address):
        https.pages["/own"] = (200, {}, f"{address}\n".encode())

    say("127.0.0.1")
    return say


def test_a_service_with_its_image_is_right(service):
    assert checks.tasks(service()) == Finding(True, "2 with the image that was deployed")


@pytest.mark.parametrize(
    ("ecs", "said"),
    [
        (Ecs(image="registry/labels@sha256:0"), "sha256:0 runs, so ECS went back"),
        (Ecs(state="IN_PROGRESS"), "the deployment is IN_PROGRESS"),
        (Ecs(state="FAILED"), "the deployment is FAILED"),
        (Ecs(running=1), "1 of 2 tasks run"),
    ],
)
def test_a_service_that_is_not_steady_with_its_image_is_wrong(service, ecs, said):
    finding = checks.tasks(service(ecs=ecs))

    assert finding.ok is False
    assert said in finding.words
    assert "aws logs tail logs --since 30m" in finding.words


@pytest.mark.parametrize(
    ("states", "ok"),
    [
        (["healthy"], True),
        (["healthy", "draining"], True),
        (["healthy", "unhealthy"], False),
        (["initial"], False),
        ([], False),
    ],
)
def test_every_task_must_be_healthy(service, states, ok):
    assert checks.targets(service(balancer=Balancer(*states))).ok is ok


def test_a_page_that_answers_is_right(service, https):
    https.pages["/"] = (200, {}, b"<html>")
    https.pages["/_stcore/health"] = (200, {}, b"ok")

    assert checks.page(service()) == Finding(True, "the page answers over HTTPS")
    assert checks.health(service()).ok is True


@pytest.mark.parametrize("status", [403, 404, 502, 503])
def test_a_page_that_does_not_answer_as_it_should_is_wrong(service, https, here, status):
    https.pages["/"] = (status, {}, b"")

    finding = checks.page(service(AllowedCidr="127.0.0.0/8"))

    assert finding.ok is False
    assert f"answers {status}. See why: aws logs tail logs" in finding.words


@pytest.mark.parametrize("status", [403, 502])
def test_a_page_that_this_computer_may_not_open_cannot_be_told(service, https, here, status):
    https.pages["/"] = (status, {}, b"")
    here("198.51.100.7")

    finding = checks.page(service(AllowedCidr="203.0.113.0/24"))

    assert finding == Finding(
        None, "this computer, 198.51.100.7, is outside 203.0.113.0/24 and may not open it"
    )


def test_who_cannot_find_out_its_address_takes_it_for_wrong(service, https, here):
    here("nobody knows")

    assert checks.page(service(AllowedCidr="203.0.113.0/24")).ok is False


def test_a_page_behind_sign_in_leads_there(service, https):
    https.pages["/"] = (302, {"Location": "https://id.example.org/authorize?client=1"}, b"")
    behind = service(OidcAuthorizationEndpoint="https://id.example.org/authorize")

    assert checks.page(behind) == Finding(True, "leads to sign-in")
    assert https.asked[-1][0] == "/"


@pytest.mark.parametrize(
    ("status", "location"), [(200, ""), (302, "https://elsewhere.example.org/"), (302, "")]
)
def test_a_page_that_should_lead_to_sign_in_and_does_not_is_wrong(service, https, status, location):
    https.pages["/"] = (status, {"Location": location} if location else {}, b"")
    behind = service(OidcAuthorizationEndpoint="https://id.example.org/authorize")

    finding = checks.page(behind)

    assert finding.ok is False
    assert f"answers {status} and does not lead to https://id.example.org" in finding.words


def test_a_certificate_that_is_not_for_the_name_is_wrong_and_says_where_to_lead_it(
    service, https, monkeypatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setattr(Running, "shut_out", lambda self: "")

    finding = checks.page(service(CertificateArn="arn"))

    assert finding.ok is False
    assert "certificate verify failed" in finding.words
    assert f"must lead to {https.host} by a CNAME record" in finding.words


def test_a_new_address_of_cloudfront_may_take_a_while(service, monkeypatch):
    monkeypatch.setattr(Running, "shut_out", lambda self: "")

    finding = checks.page(service(url="https://nowhere.invalid"))

    assert "does not answer" in finding.words
    assert "make smoke looks again" in finding.words


@pytest.mark.parametrize(
    ("page", "ok"),
    [
        ((301, {"Location": "https://labels.example.org/"}, b""), True),
        ((302, {"Location": "http://labels.example.org/"}, b""), False),
        ((403, {}, b""), True),
        ((200, {}, b"<html>"), False),
        ((503, {}, b""), False),
    ],
)
@pytest.mark.parametrize("check", [checks.clear_text, checks.past_cloudfront])
def test_nobody_gets_the_page_in_clear_text_nor_past_cloudfront(
    service, http, monkeypatch, page, ok, check
):
    http.pages["/"] = page
    open_one = service(url=f"https://{http.host}")
    monkeypatch.setitem(open_one.outputs, "LoadBalancerName", http.host)

    finding = check(open_one)

    assert finding.ok is ok
    assert ok or f"http://{http.host}/ answers {page[0]}. Take it out of use" in finding.words


def test_no_answer_in_clear_text_is_right(service, https):
    assert checks.clear_text(service()).ok is True
    assert checks.past_cloudfront(service()).ok is True


def test_with_a_certificate_there_is_no_cloudfront_to_get_past(service, http, monkeypatch):
    http.pages["/"] = (200, {}, b"")
    direct = service(CertificateArn="arn")
    monkeypatch.setitem(direct.outputs, "LoadBalancerName", http.host)

    assert checks.past_cloudfront(direct).ok is True
    assert http.asked == []


@pytest.mark.parametrize(("status", "ok"), [(401, True), (403, True), (302, False), (200, False)])
def test_nobody_gets_the_csv_file_unsigned(service, https, status, ok):
    https.pages["/labels.csv"] = (status, {"Location": "https://file"}, b"")

    assert checks.csv_unsigned(service()).ok is ok

    path, headers = https.asked[-1]
    assert path == "/labels.csv?from=2000-01-01&to=2000-01-01"
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    ("status", "ok"), [(302, True), (202, True), (403, False), (500, False), (503, False)]
)
def test_who_signs_gets_the_csv_file(service, https, status, ok):
    https.pages["/labels.csv"] = (status, {}, b"")

    finding = checks.csv_signed(service())

    assert finding.ok is ok
    assert ("execute-api:Invoke" in finding.words) is (status == 403)
    _, headers = https.asked[-1]
    assert f"/{REGION}/execute-api/aws4_request" in headers["Authorization"]


def test_temporary_credentials_sign_too(service, https, monkeypatch):
    monkeypatch.setenv("AWS_SESSION_TOKEN", "for an hour")

    checks.csv_signed(service())

    assert https.asked[-1][1]["X-Amz-Security-Token"] == "for an hour"


def test_an_endpoint_that_takes_tokens_cannot_be_told_from_here(service, https):
    assert checks.csv_signed(service(ApiAudience="labels")).ok is None
    assert https.asked == []


def test_an_endpoint_that_does_not_answer_is_wrong(service, monkeypatch):
    away = service()
    monkeypatch.setitem(away.outputs, "ExportUrl", "https://nowhere.invalid/labels.csv")

    for check in (checks.csv_unsigned, checks.csv_signed):
        assert check(away).ok is False


def test_an_answer_is_not_followed(https):
    https.pages["/"] = (302, {"Location": f"https://{https.host}/next"}, b"")

    answer = request.ask(f"https://{https.host}/")

    assert (answer.status, answer.location) == (302, f"https://{https.host}/next")
    assert [path for path, _ in https.asked] == ["/"]
