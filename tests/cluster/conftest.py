"""Three dashboards on one DynamoDB table behind a load balancer, and people in front of it."""

import csv
import io
from contextlib import ExitStack, closing
from itertools import count, cycle

import httpx2
import pytest

from aws.open import open_store
from model.emotion import Emotion
from tests.cluster import balancer as haproxy
from tests.cluster.login import login
from tests.cluster.person import visitor
from tests.cluster.tasks import tasks
from tests.ministack import make_table

NINE = ("anna", "ben", "carla", "dan", "eva", "finn", "gina", "hugo", "ines")
NAMES = (*NINE, "jonas", "kim", "lena", "reader")
SECRET = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same for every task"}
_days = count(1)


@pytest.fixture(scope="package")
def table(cloud):
    """The URL of the store that all tasks share."""
    return make_table()


@pytest.fixture(scope="package")
def signer():
    """What says who somebody is."""
    with login() as signing:
        yield signing


@pytest.fixture(scope="package")
def balance(need, signer, tmp_path_factory):
    """``with balance() as balancer:`` a load balancer that knows everybody in `NAMES`."""
    need(haproxy.PROGRAM.exists(), haproxy.HOW)

    def make(**options):
        people = {name: signer.token(name) for name in NAMES}
        return haproxy.balancer(tmp_path_factory.mktemp("haproxy"), people, **options)

    return make


@pytest.fixture(scope="package")
def balancer(balance):
    """The load balancer of most tests."""
    with balance() as running:
        yield running


@pytest.fixture(scope="package")
def service(balancer, table, signer, tmp_path_factory):
    """The tasks behind it, none yet."""
    logs = tmp_path_factory.mktemp("tasks")
    with tasks(balancer, table, logs, **SECRET, **signer.settings) as running:
        yield running


@pytest.fixture
def three(service):
    """The tasks, three of them whatever was done to them before."""
    service.make_up(3)
    return service


@pytest.fixture(scope="package")
def everybody(service, balancer, chromium):
    """Nine people who came one after the other when there were three tasks."""
    service.make_up(3)
    with ExitStack() as leaving:
        visits = (visitor(chromium, balancer.url, name) for name in NINE)
        yield [leaving.enter_context(visit) for visit in visits]


@pytest.fixture
def nine(three, everybody):
    """The nine people, each with the page open, who must see no error and no other page."""
    for person in everybody:
        person.begin()
    yield everybody
    for person in everybody:
        assert person.errors() == []


@pytest.fixture
def reader(balancer):
    """Somebody who reads what the tasks serve, without a browser."""
    with httpx2.Client(base_url=balancer.url, cookies={"person": "reader"}, timeout=60) as client:
        yield client


@pytest.fixture
def rows(reader):
    """What ``/labels.csv`` says, asked through the balancer."""

    def read():
        body = reader.get("/labels.csv")
        assert body.status_code == 200
        return list(csv.DictReader(io.StringIO(body.content.decode(), newline="")))

    return read


@pytest.fixture
def give():
    """``give(people)``: each gets a text of their own to label."""
    emotions = cycle(Emotion)

    def hand_out(people):
        for person in people:
            text = f"{person.name} was surprised on day {next(_days)} of the journey."
            person.means(text, next(emotions))

    return hand_out


@pytest.fixture
def nothing_lost(rows, table):
    """``nothing_lost(people)``: all they decided is recorded once, and as they decided it."""

    def check(people):
        recorded = {(row["annotator"], row["text"]): row for row in rows()}
        for person in people:
            for text, emotion in person.decided.items():
                row = recorded.get((f"{person.name}@example.org", text))
                assert row, f"{text!r} of {person.name} is lost"
                assert (row["label"], row["revision"]) == (emotion, "1")
        with closing(open_store(table)) as store:
            assert store.counts() == store.recount()
            assert sum(each.total for each in store.counts()) == len(recorded)

    return check
