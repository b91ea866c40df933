"""The HTTP routes of the running application, over ASGI."""

import csv
import io

import pandas as pd
import pytest
from starlette.testclient import TestClient

from aws.registry_folder import FolderRegistry
from dashboard import resources
from dashboard.asgi import ROUTES, app, sessions
from model.annotation import COLUMNS
from model.emotion import Emotion
from model.version import version_folder
from tests.registry import write_real
from tests.signer import ARN

AWKWARD = [
    'He said "never again", and left.',
    "Two lines\nand, with a comma,\r\na third",
    "I cried 😢 all night",
    "שמחתי מאוד לראות אותך",
    '=HYPERLINK("http://example.org"), she wrote to me',
    "  spaces at both ends  ",
    "NA she said",
    "N/A",
]


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The application, started once: Streamlit cannot start it twice in one process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANNOTATION_STORE", f"sqlite:///{tmp_path_factory.mktemp('store')}/labels.db")
        with TestClient(app) as client:
            yield client


@pytest.fixture
def client(running, environment):
    """The running application, on an empty store."""
    return running


def label(text, emotion=Emotion.SADNESS):
    labelling = resources.labelling("anna")
    answer = labelling.settle(labelling.predict(text))
    labelling.store.save(labelling.decide(answer, emotion))


def test_labels_csv_of_an_empty_store_is_the_header(client):
    answer = client.get("/labels.csv")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "labels.csv" in answer.headers["content-disposition"]
    assert answer.content.decode() == ",".join(COLUMNS) + "\r\n"


def test_every_text_comes_back_byte_for_byte(client):
    for text in AWKWARD:
        label(text)
    body = client.get("/labels.csv").content

    read = [row["text"] for row in csv.DictReader(io.StringIO(body.decode(), newline=""))]
    assert read == AWKWARD
    frame = pd.read_csv(io.BytesIO(body), keep_default_na=False)
    assert list(frame["text"]) == AWKWARD
    assert tuple(frame.columns) == COLUMNS


def test_the_spreadsheet_variant_defuses_formulas_and_must_be_asked_for(client):
    label(AWKWARD[4])

    assert b",'=HYPERLINK" not in client.get("/labels.csv").content
    assert "'=HYPERLINK" in client.get("/labels.csv?for=spreadsheets").text


def test_a_store_that_is_away_is_503_with_a_sentence_and_then_well_again(client, environment):
    label("I lost my dog.")
    away = environment.with_suffix(".gone")
    environment.rename(away)

    for route in ("/labels.csv", "/healthz"):
        answer = client.get(route)
        assert answer.status_code == 503
        assert "has gone" in answer.text

    away.rename(environment)
    assert client.get("/healthz").json()["store"] == "ok"
    assert len(client.get("/labels.csv").text.splitlines()) == 2


def test_health_names_the_network(client):
    assert client.get("/healthz").json() == {
        "model_version": resources.classifier().version,
        "registry": "ok",
        "store": "ok",
    }


def test_health_tells_of_a_registry_that_is_away_and_is_well_all_the_same(
    client, monkeypatch, tmp_path
):
    monkeypatch.setenv("MODEL_REGISTRY", str(tmp_path / "none"))
    resources.close()

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert "cannot read the registry" in answer.json()["registry"]
    assert answer.json()["model_version"] == version_folder().name


def test_health_names_a_version_that_was_promoted_meanwhile(client, monkeypatch, tmp_path):
    registry = FolderRegistry(tmp_path / "registry")
    for name in ("v1", "v2"):
        registry.publish(write_real(tmp_path, name))
    registry.promote("v1", None)
    monkeypatch.setenv("MODEL_REGISTRY", str(registry))
    resources.close()
    assert client.get("/healthz").json()["model_version"] == "v1"

    registry.promote("v2", "v1")
    resources.serving().check()

    assert client.get("/healthz").json()["model_version"] == "v2"
    assert resources.labelling("anna").predict("I passed.").item.prediction.model_version == "v2"


def test_what_streamlit_tells_of_itself_is_hidden(client):
    for route in ("/_stcore/metrics", "/_stcore/metrics/", "/%5Fstcore/metrics"):
        assert client.get(route).status_code == 404


def test_behind_a_load_balancer_nothing_is_said_without_a_login(client, monkeypatch):
    monkeypatch.setenv("IDENTITY", "load-balancer")
    monkeypatch.setenv("LOAD_BALANCER_ARN", ARN)
    resources.close()

    for route in ("/", "/analytics", "/labels.csv", "/healthz", "/_stcore/host-config"):
        answer = client.get(route)
        assert (answer.status_code, answer.headers["x-content-type-options"]) == (401, "nosniff")
    assert client.get("/_stcore/health").status_code == 200


def test_a_full_service_asks_only_those_who_want_a_page_to_wait(client, monkeypatch):
    monkeypatch.setenv("MAX_SESSIONS", "1")
    resources.close()
    monkeypatch.setattr(sessions, "open", 1)
    browser = {"accept": "text/html"}

    for page in ("/", "/analytics"):
        answer = client.get(page, headers=browser)
        assert answer.status_code == 503
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    for path in (*(route.path for route in ROUTES), "/_stcore/health"):
        assert client.get(path, headers=browser).status_code == 200


def test_health_depends_on_no_person(client, monkeypatch):
    monkeypatch.setenv("IDENTITY", "name")
    resources.close()

    assert client.get("/healthz").status_code == 200


def test_every_answer_has_the_security_headers(client):
    for route in ("/", "/labels.csv", "/_stcore/health"):
        headers = client.get(route).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe-inline' '" not in headers["content-security-policy"].split("style-src")[0]
        assert headers["x-content-type-options"] == "nosniff"


def test_scripts_come_from_this_dashboard_only(client):
    policy = client.get("/healthz").headers["content-security-policy"]
    [scripts] = [part for part in policy.split("; ") if part.startswith("script-src ")]

    assert {source[:8] for source in scripts.split()[1:]} == {"'self'", "'sha256-"}


@pytest.mark.parametrize("file", ["labeller/index.js", "labeller/style.css", "evidence/index.js"])
def test_components_are_served_before_anybody_has_seen_them(client, file):
    assert client.get(f"/_stcore/bidi-components/dashboard.{file}").status_code == 200
