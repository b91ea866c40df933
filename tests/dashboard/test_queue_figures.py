"""What the Queue page says when nothing is left."""

from dataclasses import replace

from aws.queue import Choice
from dashboard.queue_page.figures import Figures, nothing_left

LEFT = Figures(batches=2, total=5, done=2)


def test_what_is_left_is_said_to_be_with_nobody_for_sure():
    """Others may hold texts of another batch only, and these may be skipped, or half decided."""
    ways = "skipped or flagged, or waiting for the decision of somebody else"
    title, words, section = nothing_left(LEFT, Choice())
    assert (title, section) == ("Nothing is left for you", "")
    assert words == f"3 texts left: {ways}."

    _, words, _ = nothing_left(replace(LEFT, others=("ben", "carla")), Choice())
    assert words == f"3 texts left: {ways}, or now with ben and carla."


def test_a_batch_that_is_done_is_not_all_while_others_wait():
    done = Figures(batches=2, total=5, done=5, elsewhere=7)
    title, words, section = nothing_left(done, Choice(batch="Diaries"))
    assert (title, section) == ("Diaries is done", "")
    assert words.startswith("7 texts of other batches are not decided yet: choose any batch")

    title, _, section = nothing_left(replace(done, elsewhere=0), Choice(batch="Diaries"))
    assert (title, section) == ("All done", "Add texts")
