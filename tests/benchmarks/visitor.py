"""Somebody on the Label page without a browser."""

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element

from tests.benchmarks.session import Session


class Visitor(Session):
    """A session of its own, under a name of its own."""

    def __init__(self, url: str, annotator: str) -> None:
        self._widgets: dict[str, tuple[str, str]] = {}
        super().__init__(url, annotator)

    def predict(self, text: str) -> None:
        """Enter a text and press Predict, until the page has its answer."""
        self._text = text
        self._press("Predict")

    def approve(self) -> None:
        """Approve the answer, until the page is ready for the next text."""
        self._press("Approve")

    def _press(self, label: str) -> None:
        message = BackMsg()
        states = message.rerun_script.widget_states.widgets
        field, _ = self._widgets["Text"]
        states.add(id=field, string_value=self._text)
        button, fragment = self._widgets[label]
        states.add(id=button, trigger_value=True)
        message.rerun_script.fragment_id = fragment
        self._run(message)

    def _note(self, delta: Delta) -> None:
        element: Element = delta.new_element
        kind = element.WhichOneof("type")
        if kind in ("button", "text_area"):
            widget = getattr(element, kind)
            label = "Approve" if widget.label.startswith("Approve") else widget.label
            self._widgets[label] = widget.id, delta.fragment_id
