"""Somebody at the queue without a browser."""

import json
import time
from itertools import count

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta

from model.annotation import EMOTIONS
from tests.benchmarks.session import Session

TRIES = 5


class Colleague(Session):
    """One of a team, who sends what the labelling loop in a browser sends."""

    def __init__(self, url: str, annotator: str) -> None:
        self._serial = count(1)
        super().__init__(url, annotator, page="queue")

    def decide(self, place: int) -> None:
        """Decide about the text in front, until the dashboard says that this is saved.

        As the page does, it sends a decision that could not be saved again, after a second.

        Args:
            place: of the emotion, in 0..6.

        Raises:
            RuntimeError: there is no text, or the decision is not saved.
        """
        if not self._said["items"]:
            raise RuntimeError(f"no text to decide about: {self._said['nothing']}")
        press = self._press(self._said["items"][0], place)
        for _ in range(TRIES):
            self._send([press])
            if press["name"] in self._said["settled"] and not self._said["refused"]:
                return
            time.sleep(1)
        raise RuntimeError(f"not saved: {self._said['trouble'] or self._said['refused']}")

    def renew(self) -> None:
        """Ask for the texts to stay theirs, as the loop does each minute."""
        self._send([], renew=True)

    def _press(self, item: dict, place: int) -> dict:
        return {
            "name": f"{item['id']}-{item['revision']}",
            "action": "decide",
            "item": item["id"],
            "revision": item["revision"],
            "emotion": EMOTIONS[place],
            "seconds": 3.0,
            "at": 1000 * time.time(),
        }

    def _send(self, presses: list[dict], *, renew: bool = False) -> None:
        serial = next(self._serial)
        value = {"serial": serial, "presses": presses, "explain": [], "renew": renew}
        message = BackMsg()
        message.rerun_script.fragment_id = self._fragment
        message.rerun_script.widget_states.widgets.add(
            id=f"$$STREAMLIT_INTERNAL_KEY_{self._loop}__events",
            json_trigger_value=json.dumps([{"event": "outbox", "value": value}]),
        )
        self._run(message)

    def _note(self, delta: Delta) -> None:
        element = delta.new_element
        if element.WhichOneof("type") == "bidi_component":
            said = json.loads(element.bidi_component.json)
            if "heard" in said:
                self._said = said
                self._loop, self._fragment = element.bidi_component.id, delta.fragment_id
