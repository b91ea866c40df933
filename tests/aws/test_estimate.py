"""The monthly estimate: sums worked by hand, and counts that the templates have."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from aws import estimate
from aws.bucket import EXPORT_DAYS
from aws.estimate import Month, main, total
from aws.export_csv import csv_chunks
from aws.prices import ALWAYS_FREE, EUROPE, PRICES, UNITS, US, Charge
from model.version import version_folder
from tests.aws.cloudformation.entrances import ENTRANCES, service
from tests.aws.cloudformation.template import Template
from tests.benchmarks.stores_labels import labels

ROOT = Path(__file__).parents[2]
LOOKS = ("LOOK_EVERY", "LOOK_BACK_EVERY")
IDLE = Month(tasks=1, labels=0, visits=0)


def usd(month, *charges):
    """What these charges are in a month."""
    lines = estimate.estimate(month)
    return sum(line.usd(month.region) for line in lines if line.charge in charges)


def test_a_service_that_nobody_uses_costs_its_hours_and_what_lies_in_wait():
    # 14.7752 and 3.2449 for the task, 16.4250 and 10.9500 for the balancer and three addresses,
    # 0.10 for images, 0.50 and 1.20 for alarms, 0.80 for secrets, 0.0032 for empty exports.
    assert total(IDLE) == pytest.approx(47.998, abs=0.001)


def test_the_hours_of_a_month_are_those_worked_by_hand():
    assert usd(IDLE, Charge.PROCESSOR, Charge.MEMORY) == pytest.approx(18.02, abs=0.005)
    assert usd(IDLE, Charge.BALANCER) == pytest.approx(16.43, abs=0.005)
    assert usd(IDLE, Charge.ADDRESS) == pytest.approx(10.95, abs=0.005)


def test_one_more_task_costs_its_hours_and_its_address():
    one_more = total(Month(tasks=2)) - total(Month(tasks=1))

    assert one_more == pytest.approx(18.02 + 3.65, abs=0.005)


def test_a_million_labels_cost_six_dollars_to_write():
    million = Month(labels=1_000_000)

    assert usd(million, Charge.WRITES) == pytest.approx(6.25)
    assert usd(replace(million, region=EUROPE), Charge.WRITES) == pytest.approx(7.05)


def test_storage_is_free_up_to_25_gb_and_lambda_and_cloudfront_for_long():
    assert usd(Month(labels=6_000_000), Charge.TABLE) == 0
    assert usd(Month(labels=10_000_000), Charge.TABLE) == pytest.approx((40 - 25) * 0.25)
    for charge in (Charge.RUN_TIME, Charge.RUNS, Charge.PAGES, Charge.CHECKS, Charge.TRAFFIC):
        assert usd(Month(labels=1_000_000, visits=15_000), charge) == 0


def test_with_a_certificate_data_goes_out_without_cloudfront():
    many = Month(labels=0, visits=100_000, certificate=True)

    assert usd(many, Charge.TRAFFIC_WITHOUT) == pytest.approx((390 - 100) * 0.09)
    assert usd(many, Charge.TRAFFIC, Charge.PAGES, Charge.CHECKS) == 0
    assert usd(replace(many, certificate=False), Charge.TRAFFIC_WITHOUT) == 0


@pytest.mark.parametrize("region", PRICES)
@pytest.mark.parametrize("certificate", [False, True])
@pytest.mark.parametrize("grown", ["tasks", "labels", "visits"])
def test_more_of_anything_never_costs_less(region, certificate, grown):
    month = Month(region=region, certificate=certificate)
    larger = {"tasks": (1, 2, 10), "labels": (0, 1_000, 10**6, 10**8), "visits": (0, 10**4, 10**7)}
    sums = [total(replace(month, **{grown: number})) for number in larger[grown]]

    assert sums == sorted(sums)
    assert len(set(sums)) == len(sums)


def test_ireland_is_dearer_than_virginia():
    assert total(Month(region=EUROPE)) > total(Month(region=US))


@pytest.mark.parametrize("region", PRICES)
def test_every_charge_has_a_price_of_a_day_and_of_a_source(region):
    assert PRICES[region].keys() == {*Charge} == UNITS.keys()
    assert ALWAYS_FREE.keys() < {*Charge}
    for price in PRICES[region].values():
        assert price.usd > 0
        assert price.source
        day = price.date.removeprefix("read ")
        assert date(2024, 1, 1) < date.fromisoformat(day if day.count("-") == 2 else f"{day}-01")


def test_every_charge_is_in_an_estimate_once():
    both = [estimate.estimate(Month(certificate=given)) for given in (True, False)]
    charges = [[line.charge for line in lines] for lines in both]

    assert {*charges[0], *charges[1]} == {*Charge}
    assert all(len(each) == len({*each}) for each in charges)


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_the_alarms_and_metrics_are_those_of_the_template(entrance):
    stack = service(entrance)
    alarms = stack.of_type("AWS::CloudWatch::Alarm").values()
    listed = [
        sum("MetricStat" in each for each in alarm["Metrics"]) if "Metrics" in alarm else 1
        for alarm in alarms
    ]
    policies = stack.of_type("AWS::ApplicationAutoScaling::ScalingPolicy")

    assert sum(listed) == estimate.ALARM_METRICS
    assert listed.count(0) == estimate.QUERY_ALARMS
    assert 2 * len(policies) == estimate.SCALING_ALARMS  # each makes one for more, one for fewer
    assert len(stack.of_type("AWS::Logs::MetricFilter")) == estimate.OWN_METRICS


def test_the_sizes_and_secrets_are_those_of_the_templates():
    stack, foundation = service("cloudfront"), Template.load("foundation").types.values()
    [task] = stack.of_type("AWS::ECS::TaskDefinition").values()
    [function] = stack.of_type("AWS::Lambda::Function").values()

    assert int(task["Cpu"]) / 1024 == estimate.VCPU
    assert int(task["Memory"]) / 1024 == estimate.MEMORY_GB
    assert len(stack.of_type("AWS::EC2::Subnet")) == estimate.ZONES
    assert function["MemorySize"] / 1024 == estimate.EXPORT_GB
    assert function["Architectures"] == ["arm64"]
    assert [*foundation].count("AWS::SecretsManager::Secret") == estimate.SECRETS
    assert "AWS::KMS::Key" not in foundation
    assert not stack.of_type("AWS::EC2::NatGateway")


def test_the_size_of_labels_is_the_measured_one_and_the_model_is_no_larger_than_counted():
    number = 2_000
    rows = sum(map(len, csv_chunks(labels(number)))) / number
    model = sum(path.stat().st_size for path in version_folder().iterdir())

    assert rows == pytest.approx(estimate.ROW_BYTES, rel=0.02)
    assert model / 1e9 <= estimate.MODEL_GB
    assert estimate.KEPT_NIGHTS == EXPORT_DAYS + 1


def test_the_looks_of_the_analytics_page_are_as_often():
    page = (ROOT / "dashboard" / "app_pages" / "analytics.py").read_text()
    every = [float(re.search(rf"^{name} = (.+)$", page, re.M)[1]) for name in LOOKS]

    assert tuple(3600 / each for each in every) == estimate.LOOKS


def test_the_command_prints_every_item_with_its_quantity_and_the_sum(capsys):
    assert main([]) == 0

    text = capsys.readouterr().out
    assert text.startswith("A month in us-east-1: 1 task, 100,000 labels, 2,000 visits\n")
    assert re.search(r"^Load balancer +16\.43  730 hours at 0\.0225 +730 h$", text, re.M)
    assert re.search(
        r"^DynamoDB, writes +0\.62  1,000,000 write units at 0\.625 a million +10 a label$",
        text,
        re.M,
    )
    assert re.search(r"^DynamoDB, storage +0\.00  0\.4 GB, 25 free, at 0\.25 ", text, re.M)
    assert re.search(
        rf"^In all +{total(Month()):.2f}  US dollars a month, without tax$", text, re.M
    )
    assert len(text.splitlines()) == 3 + len(estimate.estimate(Month())) + 1


def test_the_command_takes_what_is_asked_for(capsys):
    asked = ["--tasks=3", "--labels=5000000", "--visits=10", "--region=eu-west-1", "--certificate"]

    assert main(asked) == 0

    text = capsys.readouterr().out
    assert text.startswith("A month in eu-west-1: 3 tasks, 5,000,000 labels, 10 visits\n")
    month = Month(3, 5_000_000, 10, EUROPE, certificate=True)
    assert f"{total(month):.2f}  US dollars" in text
    assert "CloudFront" not in text


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("--tasks=0", "0 is not a whole number from 1 to 10"),
        ("--tasks=11", "11 is not a whole number from 1 to 10"),
        ("--labels=-1", "-1 is not a whole number from 0 to 1,000,000,000"),
        ("--labels=1e6", "1e6 is not a whole number"),
        ("--labels=", " is not a whole number"),
        ("--visits=some", "some is not a whole number"),
        ("--region=eu-north-1", "choose from"),
    ],
)
def test_what_cannot_be_estimated_is_refused(capsys, asked, why):
    with pytest.raises(SystemExit) as ended:
        main([asked])

    assert ended.value.code == 2
    assert why in capsys.readouterr().err
