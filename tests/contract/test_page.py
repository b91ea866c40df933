"""Pages: newest first, by what is asked, and steady while people label."""

from datetime import date

import pytest

from model.annotation import Decision
from model.emotion import Emotion


@pytest.fixture
def follow(store):
    """``follow(limit, ...)``: the texts of every page, by following the tokens."""

    def read(limit, meanwhile=lambda: None, **asked):
        texts, page = [], store.page(limit, **asked)
        while True:
            assert len(page.annotations) <= limit
            texts.append([each.text for each in page.annotations])
            if page.next_token is None:
                return texts
            meanwhile()
            page = store.page(limit, page.next_token, **asked)

    return read


def fill(store, annotate, total):
    for number in range(total):
        store.save(annotate(text=f"text {number}", minute=number))


def test_an_empty_store_has_one_empty_page(store):
    assert store.page().annotations == []
    assert store.page().next_token is None


def test_pages_are_newest_first_and_end_without_a_token(store, annotate, follow):
    fill(store, annotate, 5)

    assert follow(2) == [["text 4", "text 3"], ["text 2", "text 1"], ["text 0"]]


def test_a_full_last_page_promises_no_other(store, annotate, follow):
    fill(store, annotate, 4)

    assert follow(2) == [["text 3", "text 2"], ["text 1", "text 0"]]


def test_newest_means_the_latest_decision_not_the_first(store, annotate, follow):
    fill(store, annotate, 3)
    store.save(annotate(Emotion.FEAR, text="text 0", revision=2, minute=0, updated=9))

    assert follow(9) == [["text 0", "text 2", "text 1"]]


def test_annotations_of_the_same_moment_are_each_shown_once(store, annotate, follow):
    for number in range(7):
        store.save(annotate(text=f"text {number}"))
        store.save(annotate(text=f"text {number}", annotator="bob"))

    shown = [text for page in follow(3) for text in page]

    assert sorted(shown) == sorted([f"text {number}" for number in range(7)] * 2)


@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        ({"annotator": "ann"}, ["c", "b", "a"]),
        ({"annotator": "nobody"}, []),
        ({"emotion": Emotion.FEAR}, ["d", "b"]),
        ({"decision": Decision.APPROVED}, ["d", "a"]),
        ({"decision": Decision.OVERRIDDEN}, ["c", "b"]),
        ({"day": date(2026, 11, 22)}, ["b", "a"]),
        ({"day": date(2026, 11, 23)}, ["d", "c"]),
        ({"annotator": "ann", "decision": Decision.OVERRIDDEN}, ["c", "b"]),
        ({"annotator": "bob", "emotion": Emotion.FEAR, "day": date(2026, 11, 23)}, ["d"]),
        ({"annotator": "bob", "emotion": Emotion.JOY}, []),
    ],
)
def test_a_page_agrees_with_all_that_is_asked(store, annotate, follow, asked, texts):
    tomorrow = 24 * 60
    store.save(annotate(Emotion.JOY, text="a"))
    store.save(annotate(Emotion.FEAR, text="b", minute=1))
    store.save(annotate(Emotion.GUILT, text="c", minute=tomorrow))
    store.save(
        annotate(Emotion.FEAR, text="d", minute=tomorrow + 1, annotator="bob", seen=Emotion.FEAR)
    )

    assert follow(9, **asked) == [texts]
    assert [text for page in follow(1, **asked) for text in page] == texts


def test_the_day_is_that_of_the_first_decision(store, annotate):
    changed_next_day = annotate(minute=0, updated=24 * 60)
    store.save(changed_next_day)

    assert store.page(day=date(2026, 11, 22)).annotations == [changed_next_day]
    assert store.page(day=date(2026, 11, 23)).annotations == []


def test_following_tokens_while_people_label_shows_what_stays_once(store, annotate, follow):
    fill(store, annotate, 10)
    new = iter(range(100, 200))

    def meanwhile():
        number = next(new)
        store.save(annotate(text=f"text {number}", minute=number))
        if number == 101:
            store.undo(annotate(text="text 2").item_id, "ann", 1)

    shown = [text for page in follow(2, meanwhile) for text in page]

    assert shown == [f"text {number}" for number in (9, 8, 7, 6, 5, 4, 3, 1, 0)]


@pytest.mark.parametrize("token", ["", "x", "e30=", "WyJhIiwgImIiXQ==", "%%%", "WzEsIDIsIDNd", "é"])
def test_a_token_that_is_not_ours_is_refused(store, token):
    with pytest.raises(ValueError, match="first page"):
        store.page(token=token)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_page_has_room_for_at_least_one(store, limit):
    with pytest.raises(ValueError, match=str(limit)):
        store.page(limit)
