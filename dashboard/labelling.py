"""The rules of labelling one text at a time. Knows nothing of the page that shows it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from aws.store import AnnotationStore, Item, Revision
from model.annotation import Annotation, Prediction
from model.emotion import Emotion
from model.text import check_text, identify


class Classifier(Protocol):
    """What predicts: `model.predict.EmotionClassifier`, or a stand-in in a test."""

    def predict(self, texts: list[str]) -> list[Prediction]:
        """One prediction for each text, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A prediction on the page, and what is needed to decide about it, once.

    ``standing`` is this annotator's earlier decision about the same text, if there is one;
    ``revision`` is the number the next decision gets.
    """

    item: Item
    shown_at: datetime
    standing: Annotation | None = None
    revision: int = 1

    @property
    def item_id(self) -> str:
        """The identity of the text."""
        return identify(self.item.text)

    @property
    def token(self) -> str:
        """Tells the one decision that can be made here from every other, in any process."""
        return f"{self.item_id}-{self.revision}"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Labelling:
    """One annotator at work: predict, decide, undo.

    ``open_store`` gives the store, or raises `StoreError` while it cannot be opened.
    """

    open_store: Callable[[], AnnotationStore]
    classifier: Classifier
    annotator: str
    now: Callable[[], datetime] = _now

    @property
    def store(self) -> AnnotationStore:
        """Where decisions are recorded."""
        return self.open_store()

    def predict(self, text: str) -> Answer:
        """An answer for this text; needs no store, so it always comes.

        Raises:
            UnusableText: the text cannot be labelled.
        """
        prediction = self.classifier.predict([check_text(text)])[0]
        return Answer(Item(text, prediction), self.now())

    def settle(self, answer: Answer) -> Answer:
        """The same answer, kept on the annotator's desk and knowing what was decided before.

        Raises:
            StoreError: the store cannot be asked now; the answer can be decided all the same.
        """
        history = self.store.place(answer.item, self.annotator)
        return replace(answer, standing=_standing(history), revision=len(history) + 1)

    def resume(self) -> Answer | None:
        """What this annotator had in front of them when they left, if anything."""
        item = self.store.desk(self.annotator)
        return self.settle(Answer(item, self.now())) if item else None

    def decide(self, answer: Answer, emotion: Emotion) -> Annotation:
        """The decision, ready for `save`. Made once for each press, so that a retry is the same."""
        now = self.now()
        return Annotation(
            text=answer.item.text,
            emotion=emotion,
            prediction=answer.item.prediction,
            annotator=self.annotator,
            created_at=answer.standing.created_at if answer.standing else now,
            updated_at=now,
            seconds=max(0.0, (now - answer.shown_at).total_seconds()),
            revision=answer.revision,
        )

    def undo(self, annotation: Annotation) -> Answer:
        """Take a decision back; its text is in front of the annotator again.

        Raises:
            StoreError: it was not taken back.
        """
        self.store.undo(annotation.item_id, self.annotator, annotation.revision)
        return self.settle(Answer(Item(annotation.text, annotation.prediction), self.now()))

    def last(self, besides: Annotation | None = None) -> Annotation | None:
        """This annotator's newest decision, the one "Undo" takes back.

        Args:
            besides: one that was taken back just now, which a page may show a little longer.
        """
        newest = self.store.page(limit=2, annotator=self.annotator).annotations
        return next((each for each in newest if each != besides), None)


def _standing(history: list[Revision]) -> Annotation | None:
    kept = [revision.annotation for revision in history if revision.undone_at is None]
    return kept[-1] if kept else None
