"""What a store gives back."""


def content(store):
    """All that a store gives back."""
    pages = [store.page(limit=7)]
    while pages[-1].next_token:
        pages.append(store.page(limit=7, token=pages[-1].next_token))
    return {
        "annotations": list(store.annotations()),
        "counts": store.counts(),
        "recount": store.recount(),
        "pages": [page.annotations for page in pages],
        "histories": sorted(store.histories(), key=identity),
        "desks": sorted(store.desks(), key=lambda desk: desk[0]),
    }


def identity(history):
    return history[0].annotation.item_id, history[0].annotation.annotator


def emotions(annotations):
    return [str(each.emotion) for each in annotations]
