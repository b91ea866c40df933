import numpy as np
import pytest

from model.lanes import read_changes, read_whole, restarts


def _follow(lanes, known):
    """What was read up to each token, by rows of the states: those known, then lane by lane."""
    steps, count = lanes.places.shape
    read = [*known, *[None] * (steps * count)]
    for lane in range(count):
        state = ()
        for step, place in enumerate(lanes.places[:, lane]):
            if 1 <= place <= len(known):
                state = known[place - 2] if place > 1 else ()
            elif place:
                state = (*state, place)
            read[len(known) + step * count + lane] = state
    return [[read[row] for row in rows] for rows in lanes.states]


def _told(row):
    return [tuple(row[: token + 1]) for token in range(len(row))]


def test_each_text_is_read_in_a_lane_of_its_own_both_ways():
    places = np.array([[1, 2, 3], [4, 5, 0]])
    onward, back = read_whole(places)
    assert onward.places.tolist() == [[1, 4], [2, 5], [3, 0]]
    assert back.places.tolist() == [[3, 0], [2, 5], [1, 4]]
    assert _follow(onward, []) == [[(1,), (1, 2), (1, 2, 3)], [(4,), (4, 5), (4,)]]
    assert _follow(back, []) == [[(3, 2, 1), (3, 2), (3,)], [(5, 4), (5,), (5, 4)]]


@pytest.mark.parametrize("texts", [1, 2, 3, 24, 25, 60])
def test_all_of_a_changed_text_is_read_whatever_lane_it_is_in(texts):
    chance = np.random.default_rng(texts)
    tokens = 20
    text = np.arange(100, 100 + tokens)
    varied = np.tile(text, (texts, 1))
    for row in varied:
        row[chance.integers(tokens)] = 7 + tokens
    onward, back = read_changes(varied, varied != text)

    assert _follow(onward, _told(text)) == [_told(row) for row in varied]
    turned = [_told(row[::-1])[::-1] for row in varied]
    assert _follow(back, _told(text[::-1])) == turned


def test_what_did_not_change_is_not_read_again():
    tokens, texts = 40, 24
    differs = np.zeros((texts, tokens), bool)
    differs[np.arange(texts), np.arange(texts)] = True
    onward, back = read_changes(np.full((texts, tokens), 99), differs)
    assert (onward.places == 99).sum() == sum(tokens - first for first in range(texts))
    assert (back.places == 99).sum() == sum(1 + first for first in range(texts))
    for each in (onward, back):
        assert (each.places == 0).mean() < 0.1


def test_a_text_that_is_the_same_is_read_again():
    text = np.array([[9, 8, 7]])
    onward, _ = read_changes(text, text != text)
    assert onward.places.ravel().tolist() == [1, 9, 8, 7]


def test_a_restart_sets_the_state_to_that_before_its_token():
    states = np.array([[0.5, -1.0], [0.999, 1.0], [0.0, 1e-6]], np.float32)
    update, reset, candidate = np.split(restarts([states]), 3, 1)
    assert (update < -100).all()
    assert (reset < -100).all()
    np.testing.assert_allclose(np.tanh(candidate), [[0, 0], *states[:2]], atol=1e-6)
