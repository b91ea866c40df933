"""The sections of the Queue page."""
