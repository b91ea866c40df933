"""Somebody on the Label page without a browser: what a browser sends, and nothing drawn.

Many of them load a dashboard as many people would, which as many browsers could not on one machine.
"""

from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

PATIENCE = 60
"""Seconds."""


class Visitor:
    """A session of its own, under a name of its own."""

    def __init__(self, url: str, annotator: str) -> None:
        self._query = urlencode({"annotator": annotator})
        self._widgets: dict[str, tuple[str, str]] = {}
        self._socket = connect(
            f"{url.replace('http', 'ws', 1)}/_stcore/stream", max_size=None, open_timeout=PATIENCE
        )
        self._run(BackMsg())

    def predict(self, text: str) -> None:
        """Enter a text and press Predict, until the page has its answer."""
        self._text = text
        self._press("Predict")

    def approve(self) -> None:
        """Approve the answer, until the page is ready for the next text."""
        self._press("Approve")

    def close(self) -> None:
        """Close the tab."""
        self._socket.close()

    def _press(self, label: str) -> None:
        message = BackMsg()
        states = message.rerun_script.widget_states.widgets
        field, _ = self._widgets["Text"]
        states.add(id=field, string_value=self._text)
        button, fragment = self._widgets[label]
        states.add(id=button, trigger_value=True)
        message.rerun_script.fragment_id = fragment
        self._run(message)

    def _run(self, message: BackMsg) -> None:
        message.rerun_script.query_string = self._query
        self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(self._socket.recv(PATIENCE))
            if answer.WhichOneof("type") == "delta":
                self._note(answer.delta)
            elif answer.WhichOneof("type") == "script_finished" and not self._goes_on(answer):
                return

    @staticmethod
    def _goes_on(answer: ForwardMsg) -> bool:
        """Whether the page is drawn again at once, as after ``st.rerun``."""
        return answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _note(self, delta: Delta) -> None:
        element: Element = delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("button", "text_area"):
            widget = getattr(element, kind)
            label = "Approve" if widget.label.startswith("Approve") else widget.label
            self._widgets[label] = widget.id, delta.fragment_id
