"""Somebody who labels behind the load balancer: looks at the page, and does what comes next."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, TimeoutError

from tests.browser.label_page import LabelPage

WATCH = Path(__file__).with_name("watch.js")
PATIENCE = 60
"""Seconds for what takes a few at most."""
PAUSE = 10
"""Seconds until somebody does the same again, when it changed nothing: more than a loaded machine
takes to show that it is at work."""

HAND = 3000
"""Milliseconds for one act, whose page may change under the hand."""


@contextmanager
def visitor(browser: Browser, url: str, name: str) -> Iterator["Person"]:
    """Somebody with the page open in a browser of their own, who closes it in the end."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.add_cookies([{"name": "person", "value": name, "url": url}])
        yield Person(context, url, name)


class Person:
    """One annotator, and all they have seen since `begin`."""

    def __init__(self, context: BrowserContext, url: str, name: str) -> None:
        self.name = name
        self.url = url
        self.context = context
        self.page = context.new_page()
        self.page.add_init_script(path=WATCH)
        self.label = LabelPage(self.page, url)
        self.page.goto(url)
        self.label.field.wait_for(timeout=PATIENCE * 1000)
        self.first_task = self.task
        self.begin()

    @property
    def task(self) -> str:
        """The task that the balancer's cookie ties this person to."""
        cookies = {each["name"]: each["value"] for each in self.context.cookies()}
        return cookies["AWSALB"].partition("|")[0]

    def begin(self) -> None:
        """Forget what was seen and done."""
        self.decided: dict[str, str] = {}
        self.text = ""
        self._act = ""
        self._acted_at = 0.0
        self.page.evaluate("watch.forget()")

    def look(self) -> dict:
        """What the page shows now."""
        return self.page.evaluate("watch.look()")

    def errors(self) -> list[str]:
        """The errors this person has seen; a page that loaded anew counts as one."""
        return self.page.evaluate("watch.errors ?? ['the page loaded anew']")

    def wait_until_able_again(self, moment: float) -> float:
        """Seconds from a moment, at which the task broke off, until the page can be used again.

        Then they look at what is there, before they do again what they have done.
        """
        again = self.page.wait_for_function(
            "moment => watch.ableAgain(moment)", arg=moment, timeout=PATIENCE * 1000
        )
        self._acted_at = time.monotonic()
        return again.json_value() - moment

    def was_interrupted(self) -> bool:
        """Whether the page could not be used at some moment."""
        return self.page.evaluate("watch.ableAgain(0) !== undefined")

    def means(self, text: str, emotion: str) -> None:
        """Have a text to label, and know how."""
        self.decided[text] = emotion
        self.text, self._act = text, ""

    def is_done(self) -> bool:
        """Whether the page has said that the decision is saved."""
        return self.page.evaluate("text => watch.hasSaved(text)", f"“{self.text}”")

    def is_answered(self) -> bool:
        """Whether the text is there with an answer to decide about."""
        return self.look() == {"able": True, "idle": True, "text": self.text, "answered": True}

    def ask(self) -> None:
        """Do what comes next on the way to an answer, without waiting for it."""
        if self._may("ask"):
            if self.look()["text"] != self.text:
                self.label.field.fill(self.text, timeout=HAND)
            self.label.field.press("Control+Enter", timeout=HAND)
            self._did("ask")

    def decide(self) -> None:
        """Do what comes next on the way to a decision, without waiting for it."""
        if not self.is_answered():
            self.ask()
        elif self._may("decide"):
            emotion = self.decided[self.text]
            self.label.button(emotion.title()).click(timeout=HAND)
            self._did("decide")

    def _may(self, act: str) -> bool:
        page = self.look()
        if self.is_done() or not (page["able"] and page["idle"]):
            return False
        return self._act != act or time.monotonic() >= self._acted_at + PAUSE

    def _did(self, act: str) -> None:
        self._act, self._acted_at = act, time.monotonic()


def get_answers(people: Iterable[Person]) -> None:
    """Let people enter their texts side by side, until each has an answer."""
    _repeat(Person.ask, Person.is_answered, people)


def see_answers(people: Iterable[Person]) -> None:
    """Wait until each has an answer before them. Nobody presses anything."""
    _repeat(lambda person: None, Person.is_answered, people)


def get_saved(people: Iterable[Person]) -> None:
    """Let people label side by side, until each has seen that their decision is saved."""
    _repeat(Person.decide, Person.is_done, people)


def _repeat(
    press: Callable[[Person], None], is_ready: Callable[[Person], bool], people: Iterable[Person]
) -> None:
    deadline = time.monotonic() + PATIENCE
    while waiting := [person for person in people if not is_ready(person)]:
        assert time.monotonic() < deadline, [(each.name, each.look()) for each in waiting]
        for person in waiting:
            with suppress(TimeoutError):  # the page changed under the hand
                press(person)
        time.sleep(0.05)
