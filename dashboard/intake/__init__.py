"""Files of texts, of any usual kind, on their way into the queue. Knows nothing of the page."""
