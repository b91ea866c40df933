"""What the actions of a DynamoDB store cost, and rows that compare tables of different sizes."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from aws.dynamodb import DynamoStore
from model.annotation import EMOTIONS, Decision
from tests.benchmarks.figure import show
from tests.benchmarks.stores_labels import DAYS, FIRST, labels
from tests.benchmarks.stores_meter import Cost, Meter

SAVE, COUNTS = "save", "counts of 30 days"
PAGES = {
    "page of everything": {},
    "page of an annotator": {"annotator": "annotator-1"},
    "page of an emotion": {"emotion": EMOTIONS[2]},
    "page of a decision": {"decision": Decision.OVERRIDDEN},
    "page of a day": {"day": FIRST.date() + timedelta(days=DAYS - 1)},
}
_LIMITS = {SAVE: 10, COUNTS: 60} | dict.fromkeys(PAGES, 10)


def costs(store: DynamoStore, size: int) -> dict[str, Cost]:
    """What each action costs in a store of that size; a page has the newest 50. Saves one label."""
    (saved,) = labels(size + 1, size)
    actions: dict[str, Callable[[], object]] = {
        COUNTS: store.counts,
        **{name: lambda asked=asked: store.page(**asked) for name, asked in PAGES.items()},
        SAVE: lambda: store.save(saved),
    }
    meter = Meter(store)
    measured = {}
    for name, action in actions.items():
        with meter.cost() as cost:
            action()
        measured[name] = cost
    return measured


def units(cost: Cost) -> float:
    """What it reads and writes, in units."""
    return cost.read_units + cost.write_units


def show_costs(measured: Mapping[int, Mapping[str, Cost]]) -> None:
    """Print one row for each action: what it costs in the tables of these sizes."""
    sizes = ", ".join(f"{size:,}" for size in measured)
    for name, limit in _LIMITS.items():
        each = [costs_there[name] for costs_there in measured.values()]
        kind = "write" if name == SAVE else "read"
        show(
            f"DynamoDB: {name}, of {sizes}",
            f"{kind} units {_listed([units(cost) for cost in each])}; "
            f"requests {_listed([cost.requests.total() for cost in each])}",
            f"<= {limit} units",
        )


def _listed(numbers: list[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)
