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


def test_the_readme_lists_every_setting_and_no_other():
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", README.read_text("utf-8"), flags=re.MULTILINE))

    assert listed - {"PORT"} == {field.name.upper() for field in fields(Settings)}
