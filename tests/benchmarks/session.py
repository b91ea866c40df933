"""A session without a browser: what a browser sends, and nothing drawn.

Many of them load a dashboard as many people would, which as many browsers could not on one machine.
"""

from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

PATIENCE = 60
"""Seconds."""


class Session:
    """A tab on one page, under a name of its own; "" is the first page."""

    def __init__(self, url: str, annotator: str, page: str = "") -> None:
        self._page = ""
        self._query = urlencode({"annotator": annotator})
        self._socket = connect(
            f"{url.replace('http', 'ws', 1)}/_stcore/stream", max_size=None, open_timeout=PATIENCE
        )
        first = BackMsg()
        first.rerun_script.page_name = page
        self._run(first)

    def close(self) -> None:
        """Close the tab."""
        self._socket.close()

    def _run(self, message: BackMsg) -> None:
        """Send what changed, and note what the page then says, until it is whole."""
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page
        self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(self._socket.recv(PATIENCE))
            match answer.WhichOneof("type"):
                case "navigation":
                    self._page = answer.navigation.page_script_hash
                case "delta":
                    self._note(answer.delta)
                case "script_finished" if not _goes_on(answer):
                    return

    def _note(self, delta: Delta) -> None:
        """Take in one element of the page."""
        raise NotImplementedError


def _goes_on(answer: ForwardMsg) -> bool:
    """Whether the page is drawn again at once, as after ``st.rerun``."""
    return answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
