"""What the command says, and what it is told."""

import pytest

from aws.setup import main
from tests.ministack import REGION


def test_what_was_made_where_and_the_next_command_are_said(store, registry, name, cloud, capsys):
    assert main(["--store", store, "--registry", registry]) == 0

    where, table, bucket, following = capsys.readouterr().out.splitlines()
    assert where == f"In account 000000000000, {REGION}, at {cloud}:"
    assert table == f"  table {name}: made, recovery of any second on"
    assert bucket.startswith(f"  bucket {name}: made, public access block set, ")
    assert following == (
        f"Next: make run 'ANNOTATION_STORE={store}' MODEL_REGISTRY=s3://{name}/models"
    )


def test_what_the_environment_names_needs_no_option(
    store, registry, name, cloud, monkeypatch, capsys
):
    monkeypatch.setenv("ANNOTATION_STORE", store)
    monkeypatch.setenv("MODEL_REGISTRY", registry)

    assert main([]) == 0

    shown = capsys.readouterr().out
    assert f"table {name}: made" in shown
    assert f"bucket {name}: made" in shown


def test_a_second_time_changes_nothing_and_says_so(store, registry, name, cloud, capsys):
    main(["--store", store, "--registry", registry])
    capsys.readouterr()

    assert main(["--store", store, "--registry", registry]) == 0

    _, table, bucket, _ = capsys.readouterr().out.splitlines()
    assert table == f"  table {name}: is there already, and right"
    assert bucket == f"  bucket {name}: is there already, and right"


def test_what_the_account_may_not_do_is_said_in_words(store, cloud, answer_first, capsys):
    answer_first("dynamodb.CreateTable", "AccessDeniedException")

    assert main(["--store", store]) == 1

    shown = capsys.readouterr().err
    assert shown.startswith("Not set up: these credentials may not do that (")
    assert "Ask your operator for the permission." in shown


def test_a_computer_without_credentials_is_told_so(store, cloud, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert main(["--store", store]) == 1
    assert "there are no AWS credentials" in capsys.readouterr().err


def test_a_computer_without_a_region_is_told_to_name_one(cloud, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert main(["--store", "dynamodb://labels"]) == 1
    assert "no region is named. Set AWS_DEFAULT_REGION" in capsys.readouterr().err


@pytest.mark.parametrize("given", [[], ["--store", "sqlite:///labels.db", "--registry", "/srv/m"]])
def test_files_on_this_computer_need_no_setup_and_the_variables_to_set_are_named(given, capsys):
    assert main(given) == 1

    shown = capsys.readouterr().err
    assert "ANNOTATION_STORE='dynamodb://TABLE?region=REGION'" in shown
    assert "MODEL_REGISTRY='s3://BUCKET/PREFIX'" in shown


@pytest.mark.parametrize("given", [["--store", "dynamo://labels"], ["--registry", "s4://a/b"]])
def test_a_url_with_a_slip_is_refused_with_the_form_to_write(given, capsys):
    assert main(given) == 1
    assert f"Not set up: {given[1]!r} is no " in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["exports", "exports/", "exports/models"])
def test_models_may_not_lie_where_files_are_deleted_after_days(folder, capsys):
    assert main(["--registry", f"s3://team-labels/{folder}"]) == 1
    assert "MODEL_REGISTRY=s3://team-labels/models" in capsys.readouterr().err


def test_the_help_says_how_to_remove_what_is_protected(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])

    assert "--no-deletion-protection-enabled" in capsys.readouterr().out
