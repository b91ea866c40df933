"""How many pages are open in this process, and one line a minute that says so."""

import json
from dataclasses import dataclass


@dataclass(slots=True)
class Sessions:
    """What the process says of itself; only the event loop changes it."""

    open: int = 0
    """Pages that have their websocket now."""
    turned_away: int = 0
    """Pages that were asked for and not given since the last `line`."""

    def line(self) -> str:
        """The figures as one line of JSON; counting who is turned away begins anew."""
        said = {"metric": "sessions", "sessions": self.open, "turned_away": self.turned_away}
        self.turned_away = 0
        return json.dumps(said)
