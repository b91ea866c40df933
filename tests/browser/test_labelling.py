"""The main job in a real browser: predict, approve, override, undo, download, and nothing twice."""

import re

from playwright.sync_api import expect

GLAD = "I passed the last exam and my friends threw a party for me."
SPIDER = "A huge spider ran over my hand while I slept alone in the cabin."


def test_the_first_page_waits_for_a_text_with_the_cursor_in_the_field(label):
    expect(label.field).to_be_focused()
    label.expect_approve(possible=False)
    expect(label.button("Joy")).to_be_disabled()


def test_predict_shows_the_emotion_its_confidence_the_chart_and_the_version(label):
    label.enter(GLAD)

    expect(label.answer).to_have_text(re.compile(rf"^{label.predicted.title()}.*, [<>]?\d+ %"))
    expect(label.page.get_by_text(re.compile(r"Network \d{4}-\d\d-\d\d"))).to_be_visible()
    expect(
        label.page.locator(
            "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
        ).first
    ).to_be_visible()


def test_the_buttons_are_the_chart_each_with_its_probability_and_a_bar_as_long(label):
    label.enter(GLAD)
    shown = label.page.wait_for_function(
        """() => {
             const buttons = [...document.querySelectorAll(".st-key-labels button")];
             const shown = buttons.filter(button => button.checkVisibility()).map(button => ({
               words: getComputedStyle(button, "::after").content,
               bar: parseFloat(getComputedStyle(button, "::before").width) / button.clientWidth,
             }));
             return shown.length && shown.every(({words}) => words.includes("%")) ? shown : null;
           }"""
    ).json_value()

    assert len(shown) == 7
    assert 0.95 < sum(button["bar"] for button in shown) < 1.05
    for button in shown:
        assert re.fullmatch(r'"[<>]?\d+ %"', button["words"])
    longest = max(shown, key=lambda button: button["bar"])
    assert longest["words"].strip('"') in label.answer.inner_text()


def test_approve_saves_the_predicted_emotion_and_makes_room_for_the_next_text(label, rows):
    label.enter(GLAD)
    predicted = label.predicted
    label.button("Approve").click()

    label.expect_saved(f"{predicted.title()}, approved")
    expect(label.field).to_have_value("")
    expect(label.field).to_be_focused()
    [row] = rows()
    assert (row["text"], row["label"], row["decision"]) == (GLAD, predicted, "approved")
    assert (row["annotator"], row["revision"]) == ("anna", "1")


def test_a_label_button_overrides_the_prediction(label, rows):
    label.enter(GLAD)
    label.button("Guilt").click()

    label.expect_saved("Guilt instead of")
    [row] = rows()
    assert (row["label"], row["decision"]) == ("guilt", "overridden")
    assert row["predicted"] != "guilt"


def test_digits_choose_an_emotion_and_a_approves(label, rows):
    label.field.fill(SPIDER)
    label.field.press("Control+Enter")
    expect(label.button("Approve")).to_be_focused()
    label.page.keyboard.press("6")
    label.expect_saved("Shame")

    label.field.fill(GLAD)
    label.field.press("Control+Enter")
    expect(label.button("Approve")).to_be_focused()
    predicted = label.predicted
    label.page.keyboard.press("a")
    label.expect_saved(f"{predicted.title()}, approved")

    assert [row["label"] for row in rows()] == ["shame", predicted]


def test_digits_and_letters_are_typed_while_the_cursor_is_in_the_field(label, rows):
    label.enter(GLAD)
    label.field.click()
    label.page.keyboard.press("End")
    label.page.keyboard.type(" a1234567u")

    expect(label.field).to_have_value(f"{GLAD} a1234567u")
    assert rows() == []


def test_a_double_click_saves_one_record(label, rows):
    label.enter(GLAD)
    label.button("Joy").dblclick()

    label.expect_saved("Joy")
    assert len(rows()) == 1


def test_a_key_held_down_saves_one_record_and_types_nothing(label, rows):
    label.enter(GLAD)
    label.page.evaluate("document.activeElement.blur()")
    for _ in range(40):
        label.page.keyboard.down("3")
        label.page.wait_for_timeout(15)
    label.page.keyboard.up("3")

    label.expect_saved("Anger")
    expect(label.field).to_have_value("")
    assert [row["label"] for row in rows()] == ["anger"]


def test_undo_takes_the_decision_back_and_shows_the_text_again(label, rows):
    label.enter(GLAD)
    label.button("Fear").click()
    label.expect_saved("Fear")
    label.button("Undo").click()

    expect(label.field).to_have_value(GLAD)
    label.expect_approve(possible=True)
    assert rows() == []

    label.button("Joy").click()
    label.expect_saved("Joy")
    [row] = rows()
    assert (row["label"], row["revision"]) == ("joy", "2")


def test_a_reload_before_the_decision_keeps_the_text_and_records_nothing(label, rows):
    label.enter(GLAD)
    label.page.reload()

    expect(label.field).to_have_value(GLAD)
    label.expect_approve(possible=True)
    assert rows() == []

    label.button("Joy").click()
    label.expect_saved("Joy")
    assert len(rows()) == 1


def test_a_reload_after_the_decision_records_nothing_more_and_can_still_undo(label, rows):
    label.enter(GLAD)
    label.button("Joy").click()
    label.expect_saved("Joy")
    label.page.reload()

    label.expect_saved("Joy")
    expect(label.field).to_have_value("")
    assert len(rows()) == 1
    label.button("Undo").click()
    expect(label.field).to_have_value(GLAD)
    assert rows() == []


def test_going_to_analytics_and_back_keeps_the_text_and_records_nothing(label, rows):
    label.enter(GLAD)
    label.page.get_by_role("link", name="Analytics").click()
    expect(label.page.get_by_role("heading", name="Analytics")).to_be_visible()
    label.page.go_back()

    expect(label.field).to_have_value(GLAD)
    label.expect_approve(possible=True)
    assert rows() == []


def test_an_edited_text_is_never_saved_with_the_answer_to_the_old_one(label, rows):
    label.enter(GLAD)
    label.field.fill(SPIDER)
    label.button("Joy").click()

    expect(label.page.get_by_text("Saved:").or_(label.button("Approve"))).not_to_have_count(0)
    label.page.wait_for_timeout(500)
    assert [row["text"] for row in rows()] in ([], [SPIDER])


def test_deciding_again_about_the_same_text_changes_the_one_record(label, rows):
    for emotion in ("Joy", "Guilt"):
        label.enter(GLAD)
        label.button(emotion).click()
        label.expect_saved(emotion)

    [row] = rows()
    assert (row["label"], row["revision"]) == ("guilt", "2")


def test_of_several_keys_pressed_at_once_no_second_one_changes_the_first(label, rows):
    label.field.fill(GLAD)
    label.field.press("Control+Enter")
    expect(label.button("Approve")).to_be_focused()
    pressed = {"guilt", label.predicted, "joy"}
    for key in "7a1":
        label.page.keyboard.press(key)

    label.page.wait_for_timeout(1500)
    recorded = rows()
    assert len(recorded) <= 1
    assert all(row["label"] in pressed and row["revision"] == "1" for row in recorded)
