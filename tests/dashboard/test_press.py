"""What a browser sends as a press."""

import pytest

from dashboard.press import Press, UnreadablePress


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"action": "decide"},
        {"name": "a", "action": "decide", "item": "b", "revision": 1, "emotion": "rage", "at": 0},
        {"name": "a", "action": "skip", "item": "b", "revision": None, "at": 0},
        {"name": "a", "action": "skip", "item": "b", "revision": 0, "at": float("nan")},
        {"name": "a", "action": "skip", "item": "b", "revision": 0, "at": 1e300},
    ],
)
def test_what_is_no_press_is_refused(sent):
    with pytest.raises(UnreadablePress):
        Press.of(sent)


def test_a_time_that_cannot_be_measured_is_none():
    sent = {"name": "a", "action": "skip", "item": "b", "revision": 0, "at": 0}

    assert Press.of(sent | {"seconds": float("nan")}).seconds == 0
    assert Press.of(sent | {"seconds": -3}).seconds == 0
