"""How far the queue is, who is at it, and what to say when nothing is left. Knows no page."""

from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from aws.queue import Among, Choice
from aws.store import AnnotationStore
from dashboard.wording import list_names, plural


@dataclass(frozen=True, slots=True)
class Figures:
    """How far the queue is, and who is at it.

    Attributes:
        batches: how many there are.
        total: the texts of the chosen batch, or of all.
        done: of these, how many were decided by as many people as are wanted.
        elsewhere: the texts of the other batches that are not done.
        single: whether one decision is enough for each of them.
        today: how many decisions of this person stand that were made on this UTC day.
        others: who else holds items now, of whatever batch.
    """

    batches: int = 0
    total: int = 0
    done: int = 0
    elsewhere: int = 0
    single: bool = True
    today: int = 0
    others: tuple[str, ...] = ()


def read_figures(store: AnnotationStore, annotator: str, choice: Choice, now: datetime) -> Figures:
    """The figures of now.

    Raises:
        StoreError: the store cannot be asked.
    """
    batches = store.queue.batches()
    chosen = [batch for batch in batches if choice.batch in (None, batch.name)]
    return Figures(
        batches=len(batches),
        total=sum(batch.total for batch in chosen),
        done=sum(batch.done for batch in chosen),
        elsewhere=sum(batch.total - batch.done for batch in batches if batch not in chosen),
        single=all(batch.overlap == 1 for batch in chosen),
        today=_today(store, annotator, now),
        others=tuple(name for name in store.queue.at_work() if name != annotator),
    )


def with_balance(figures: Figures, balance: int) -> Figures:
    """The figures after so many decisions more than were taken back."""
    done = figures.done + (balance if figures.single else 0)
    return replace(
        figures,
        done=max(0, min(done, figures.total)),
        today=max(0, figures.today + balance),
    )


def figures_html(figures: Figures, unsaved: int) -> str:
    """The figures in one line, for a page without the component, for scripts to find."""
    at_work = f" · Also here: {escape(list_names(figures.others))}" if figures.others else ""
    count = f'<span data-testid="unsaved"{"" if unsaved else " hidden"}>{unsaved}</span>'
    saving = f"{count} not saved yet" if unsaved else f"Saved{count}"
    words = f"{figures.done:,} of {figures.total:,} done · {figures.today:,} by you today"
    return f"<p>{words}{at_work} · {saving}</p>"


def _today(store: AnnotationStore, annotator: str, now: datetime) -> int:
    counts = store.counts(now.date(), now.date(), annotator=annotator)
    return sum(count.total for count in counts)


def nothing_left(figures: Figures, choice: Choice) -> tuple[str, str, str]:
    """Why no item is there: a title, a sentence with the next step, and a section to go to."""
    if not figures.batches:
        return "The queue is empty", "Add texts, and they come here with a prediction.", "Add texts"
    if choice.among != Among.WAITING:
        words = f"Nothing is {choice.among} here now. Choose other texts under Order and filters."
        return f"No {choice.among} texts", words, ""
    if figures.done >= figures.total and figures.elsewhere:
        others = f"{plural(figures.elsewhere, 'text')} of other batches"
        words = f"{others} are not decided yet: choose any batch under Order and filters."
        return f"{choice.batch} is done", words, ""
    if figures.done >= figures.total:
        words = f"{plural(figures.total, 'text')} decided. Add others, or look at some again."
        return "All done", words, "Add texts"
    if choice.emotion:
        words = "Choose another emotion under Order and filters."
        return f"No text predicted as {choice.emotion} waits", words, ""
    left = plural(figures.total - figures.done, "text")
    held = f", or now with {list_names(figures.others)}" if figures.others else ""
    words = f"{left} left: skipped or flagged, or waiting for the decision of somebody else{held}."
    return "Nothing is left for you", words, ""
