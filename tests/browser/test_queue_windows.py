"""What opens on the Queue page: the keys, the guidelines, the filters, the reason, the words."""

from playwright.sync_api import expect

from tests.browser.queue_page import decided


def dialog(queue, name):
    return queue.page.get_by_role("dialog", name=name)


def test_while_the_keys_or_the_guidelines_are_shown_no_key_decides(queue):
    item = queue.item
    for key, name in (("?", "Keys"), ("g", "Guidelines")):
        queue.press(key)
        expect(dialog(queue, name)).to_be_visible()
        for each in ("1", "a", "s", "u", "Backspace"):
            queue.press(each)
        queue.press("Escape")
        expect(dialog(queue, name)).not_to_be_visible()

    assert queue.item == item
    assert decided(queue) == {}


def test_behind_the_open_filters_no_key_decides_wherever_one_clicked_in_them(queue):
    item = queue.item
    queue.page.get_by_role("button", name="Order and filters").click()
    queue.page.get_by_role("dialog").get_by_text("Order", exact=True).click()
    queue.press("5")
    assert queue.item == item
    queue.press("Escape")
    expect(queue.page.get_by_role("dialog")).not_to_be_visible()

    assert queue.label("2") in decided(queue)


def test_the_keys_that_open_and_leave_the_keys_change_none(queue):
    for leave in ("Enter", "?"):
        queue.press("?")
        expect(dialog(queue, "Keys")).to_be_visible()
        queue.press(leave)
        expect(dialog(queue, "Keys")).not_to_be_visible()

    assert queue.label("a") in decided(queue)


def test_all_one_presses_is_in_sight_in_the_window_of_a_laptop(queue):
    queue.page.set_viewport_size({"width": 1366, "height": 650})
    for name in ("Joy", "Guilt", "Skip", "Undo", "Keys"):
        button = queue.page.get_by_role("button", name=name).first
        expect(button).to_be_in_viewport(ratio=1)


def test_what_is_asked_for_is_in_sight_however_low_the_window(queue):
    queue.page.set_viewport_size({"width": 1366, "height": 480})
    queue.press("?")
    keys = dialog(queue, "Keys")
    keys.get_by_role("button", name="Change the key of: Joy").click()
    expect(keys.get_by_text("Press the new key for: Joy.")).to_be_in_viewport(ratio=1)


def test_digits_of_a_reason_label_nothing_and_escape_flags_nothing(queue):
    item = queue.item
    queue.press("f")
    queue.page.keyboard.type("7 of 123, a s")
    expect(queue.page.get_by_label("Why is it flagged?")).to_have_value("7 of 123, a s")
    queue.press("Escape")

    assert queue.item == item
    assert decided(queue) == {}
    assert queue.label("2") in decided(queue)


def test_the_key_that_opens_the_reason_is_not_typed_into_it(queue):
    for _ in range(5):
        queue.page.keyboard.down("f")
    queue.page.keyboard.up("f")

    expect(queue.page.get_by_label("Why is it flagged?")).to_have_value("")


def test_a_key_can_be_changed_and_is_remembered(queue):
    queue.press("?")
    dialog(queue, "Keys").get_by_role("button", name="Change the key of: Joy").click()
    queue.press("s")
    expect(dialog(queue, "Keys")).to_contain_text("S is taken by skip")
    queue.press("j")
    queue.press("Escape")
    expect(queue.button("Joy")).to_contain_text("J")
    queue.page.reload()
    queue.wait()
    queue.press("1")
    text = queue.label("j")

    assert decided(queue) == {text: "joy"}


def test_the_words_that_carried_the_prediction_are_asked_for_by_a_key(queue):
    queue.press("e")
    expect(queue.page.get_by_text("another network answers now")).to_be_visible()
    queue.label("1")
    expect(queue.page.get_by_text("another network answers now")).to_be_visible()
    queue.press("e")
    expect(queue.page.get_by_text("another network answers now")).not_to_be_visible()


def test_the_reason_stands_where_the_buttons_stood_and_nothing_moves(queue):
    queue.page.set_viewport_size({"width": 420, "height": 900})
    last = queue.page.locator(".last")
    before, approve = last.bounding_box(), queue.button("Approve").bounding_box()
    queue.press("f")
    form = queue.page.get_by_role("form", name="Flag this text")
    expect(form).to_be_visible()

    assert last.bounding_box() == before
    assert form.bounding_box()["y"] == approve["y"]
    names = "Flag", "Cancel"
    flag, cancel = (form.get_by_role("button", name=name, exact=True) for name in names)
    assert flag.bounding_box()["y"] == cancel.bounding_box()["y"]
