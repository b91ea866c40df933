"""Everything that outlives a browser tab: the stores of annotations and what reads them."""
