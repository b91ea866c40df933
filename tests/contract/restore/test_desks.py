"""Who has what in front of them, and what restoring a history does to it."""

from aws.store import Item


def test_desks_are_of_those_who_have_something_in_front_of_them(store, annotate):
    seen = annotate().prediction
    store.place(Item("for ann", seen), "ann")
    store.place(Item("the first", seen), "bob")
    store.place(Item("the second", seen), "bob")
    store.place(Item(annotate().text, seen), "cat")
    store.save(annotate(annotator="cat"))

    assert dict(store.desks()) == {"ann": Item("for ann", seen), "bob": Item("the second", seen)}
    assert len(list(store.desks())) == 2


def test_restoring_takes_what_was_decided_off_that_desk_only(store, decide, annotate):
    item = Item(annotate().text, annotate().prediction)
    store.place(item, "ann")
    store.place(item, "bob")

    store.restore(decide("joy", "-fear"))
    store.restore(decide("-joy", annotator="cat"))

    assert list(store.desks()) == [("bob", item)]


def test_restoring_what_is_here_leaves_the_desk(store, decide, annotate):
    item = Item(annotate().text, annotate().prediction)
    store.restore(decide("joy", "fear"))
    store.place(item, "ann")

    store.restore(decide("joy", "fear"))
    store.restore(decide("joy", "-fear"))

    assert store.desk("ann") == item
