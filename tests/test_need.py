"""A part that is missing is told of with what brings it; in CI it is a failure."""

import pytest

HOW = "apt install haproxy"


@pytest.mark.parametrize("ci", ["", "false"])
def test_what_is_missing_on_a_desk_is_skipped_with_what_brings_it(need, monkeypatch, ci):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.skip.Exception, match=HOW):
        need(None, HOW)


def test_what_is_missing_in_ci_fails_with_what_brings_it(need, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=HOW):
        need(None, HOW)


def test_what_is_there_is_used(need, monkeypatch):
    monkeypatch.setenv("CI", "true")
    need("/usr/sbin/haproxy", HOW)
