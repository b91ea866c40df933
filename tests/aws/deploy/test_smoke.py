"""What `make smoke` prints of the checks, and when there is nothing to check."""

from types import SimpleNamespace

from aws.deploy import smoke
from aws.deploy.checks import Finding
from tests.ministack import REGION


def test_each_check_is_one_line_and_those_that_failed_are_named(monkeypatch, capsys):
    found = {
        "tasks": Finding(True, "2 run"),
        "page": Finding(False, "answers 502"),
        "CSV, signed": Finding(None, "no token"),
    }
    monkeypatch.setattr(smoke, "CHECKS", {n: lambda _, f=f: f for n, f in found.items()})

    assert smoke.check_all(SimpleNamespace()) == ["page"]

    assert capsys.readouterr().out.splitlines() == [
        "  tasks: ok, 2 run",
        "  page: failed, answers 502",
        "  CSV, signed: not checked, no token",
    ]


def test_what_is_not_right_yet_is_looked_at_again(monkeypatch, capsys):
    monkeypatch.setitem(smoke.PATIENCE, "seconds", 60)
    later = [Finding(False, "no"), Finding(False, "no"), Finding(True, "now")]
    monkeypatch.setattr(smoke, "CHECKS", {"page": lambda _: later.pop(0)})

    assert smoke.check_all(SimpleNamespace()) == []
    assert capsys.readouterr().out == "  page: ok, now\n"


def test_the_command_looks_at_the_service_of_the_account(deployed, name, findings, capfd):
    capfd.readouterr()
    assert smoke.main(["--name", name]) == 0
    assert capfd.readouterr().out == "  page: ok, answers\nhttps://labels.example.org\n"

    findings["page"] = Finding(False, "answers 502")
    assert smoke.main(["--name", name]) == 1


def test_the_command_says_when_there_is_no_service(cloud, name, capsys):
    assert smoke.main(["--name", name]) == 1
    assert f"Not checked: there is no service {name} in {REGION}" in capsys.readouterr().err
