"""The dashboard's own HTTP routes, beside the pages."""
