"""Settings come from the environment, and README.md lists them all."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from aws.open import store_url
from dashboard.settings import Settings, UnusableSetting

README = Path(__file__).parents[2] / "README.md"


def test_without_any_variable_the_store_is_a_file_of_the_user():
    settings = Settings.from_env({})

    assert settings.annotation_store == store_url({})
    assert settings.annotator


def test_variables_are_taken_and_blank_ones_are_not():
    settings = Settings.from_env({"ANNOTATION_STORE": "sqlite:///a.db", "ANNOTATOR": " "})

    assert settings.annotation_store == "sqlite:///a.db"
    assert settings.annotator.strip()


@pytest.mark.parametrize("name", ["a\nb", "x" * 101])
def test_an_annotator_that_cannot_be_shown_is_refused_with_the_value(name):
    with pytest.raises(UnusableSetting, match=r"ANNOTATOR is .*at most 100 printable"):
        Settings.from_env({"ANNOTATOR": name})


BALANCER = (
    "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/labels/0a1b2c3d4e5f"
)
BEHIND = {"IDENTITY": "load-balancer", "LOAD_BALANCER_ARN": BALANCER}


def test_who_labels_is_always_the_annotator_and_pages_have_no_limit_unless_told_otherwise():
    settings = Settings.from_env({"IDENTITY": " ", "MAX_SESSIONS": ""})

    assert (settings.identity, settings.max_sessions) == ("local", None)


def test_the_keys_of_a_load_balancer_are_where_aws_has_them_in_its_region():
    assert Settings.from_env(BEHIND).load_balancer_keys == (
        "https://public-keys.auth.elb.eu-west-1.amazonaws.com"
    )
    elsewhere = Settings.from_env(BEHIND | {"LOAD_BALANCER_KEYS": "http://127.0.0.1:9/keys/"})
    assert elsewhere.load_balancer_keys == "http://127.0.0.1:9/keys"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"IDENTITY": "Name"}, "IDENTITY is 'Name': use local, name, load-balancer"),
        ({"IDENTITY": "load-balancer"}, "LOAD_BALANCER_ARN is not set: .*IDENTITY=load-balancer"),
        (BEHIND | {"LOAD_BALANCER_ARN": "labels"}, "LOAD_BALANCER_ARN is 'labels': set it to"),
        (BEHIND | {"LOAD_BALANCER_ARN": BALANCER.replace("app", "net")}, "LOAD_BALANCER_ARN is"),
        (BEHIND | {"LOAD_BALANCER_ARN": f"{BALANCER}/x"}, "LOAD_BALANCER_ARN is"),
        (BEHIND | {"LOAD_BALANCER_KEYS": "file:///keys"}, "LOAD_BALANCER_KEYS is 'file:///keys'"),
        ({"MAX_SESSIONS": "0"}, "MAX_SESSIONS is '0': use a whole number from 1"),
        ({"MAX_SESSIONS": "-5"}, "MAX_SESSIONS is '-5'"),
        ({"MAX_SESSIONS": "2.5"}, "MAX_SESSIONS is '2.5'"),
        ({"MAX_SESSIONS": "²"}, "MAX_SESSIONS is '²'"),
    ],
)
def test_what_cannot_be_is_refused_with_the_value_and_what_to_do(wrong, words):
    with pytest.raises(UnusableSetting, match=words):
        Settings.from_env(wrong)


def test_the_readme_lists_every_setting_and_no_other():
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", README.read_text("utf-8"), flags=re.MULTILINE))

    assert listed - {"PORT"} == {field.name.upper() for field in fields(Settings)}
