"""What the cloud costs in a month, item by item, at the list prices of aws/prices.py.

python -m aws.estimate --tasks 1 --labels 100000 --visits 2000
"""

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from aws.prices import ALWAYS_FREE, MILLION, PRICES, UNITS, US, Charge

HOURS = 730
"""Of a month."""
NIGHTS = 30

# As the templates have it; a test counts there.
VCPU, MEMORY_GB = 0.5, 1.0
ZONES = 2
SECRETS = 2
ALARM_METRICS = 11
SCALING_ALARMS = 4
QUERY_ALARMS = 2
OWN_METRICS = 2
EXPORT_GB = 1769 / 1024

# Measured in this project: units by tests/aws/dynamodb/test_cost.py, bytes in a browser.
WRITE_UNITS = 9 + 1  # a decision, and its text put before someone
READ_UNITS = 1 + 2  # the text's history, and a look at who has what before them
LOOKS = 3600 / 0.5, 3600 / 15  # an hour of the Analytics page: at today, and at all days
LOOK_UNITS = 1, 11
ITEM_BYTES, TABLE_BYTES, ROW_BYTES = 640, 4_000, 324  # of one label: item, with indexes, in CSV
VISIT_BYTES, VISIT_REQUESTS, LABEL_BYTES = 3_900_000, 109, 27_000
ROWS_A_SECOND = 4_148
MODEL_GB = 0.03  # the most that a version may take

# Assumed: change what is otherwise with you.
ANALYTICS_HOURS = 0.1  # of a visit
QUESTIONS = 100  # to the CSV endpoint
IMAGES_GB = 1.0
LOG_BYTES_A_MINUTE = 150  # of a task
OPERATIONS = 6  # of DynamoDB, each with a metric that a query may find
KEPT_NIGHTS = 7 + 1  # until an export is let go of, and until its last version is

_GB = 1e9
_READ_BYTES = 2 * 4096  # a read unit, where the table may lag
_PART_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Month:
    """How much the service is used in a month. Each of the ``tasks`` runs all of it."""

    tasks: int = 1
    labels: int = 100_000
    visits: int = 2_000
    region: str = US
    certificate: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One item of an estimate: ``quantity`` units, and in words where they come from."""

    charge: Charge
    quantity: float
    words: str

    def usd(self, region: str) -> float:
        """Its price, above what is always free."""
        paid = max(0.0, self.quantity - ALWAYS_FREE.get(self.charge, 0.0))
        return paid * PRICES[region][self.charge].usd


def estimate(month: Month) -> list[Line]:
    """Every item that is charged for, also those that come to nothing."""
    return [*_standing(month), *_used(month), *_watched(month), *_exported(month)]


def total(month: Month) -> float:
    """All items together, in dollars."""
    return sum(line.usd(month.region) for line in estimate(month))


def _standing(month: Month) -> list[Line]:
    """What is paid by the hour, whoever comes."""
    tasks = f"{month.tasks} task{'s' * (month.tasks > 1)}, {HOURS} h"
    return [
        Line(Charge.PROCESSOR, VCPU * HOURS * month.tasks, f"{VCPU} vCPU, {tasks}"),
        Line(Charge.MEMORY, MEMORY_GB * HOURS * month.tasks, f"{MEMORY_GB:.0f} GB, {tasks}"),
        Line(Charge.BALANCER, HOURS, f"{HOURS} h"),
        Line(
            Charge.ADDRESS,
            (ZONES + month.tasks) * HOURS,
            f"{ZONES} of the balancer, 1 a task, {HOURS} h",
        ),
    ]


def _used(month: Month) -> list[Line]:
    """What labelling and looking on cost."""
    out = (month.visits * VISIT_BYTES + month.labels * LABEL_BYTES) / _GB
    bytes_words = f"{VISIT_BYTES / 1e6:.1f} MB a visit, {LABEL_BYTES / 1e3:.0f} kB a label"
    an_hour = sum(looks * units for looks, units in zip(LOOKS, LOOK_UNITS, strict=True))
    reads = month.labels * READ_UNITS + month.visits * ANALYTICS_HOURS * an_hour
    return [
        Line(Charge.CAPACITY, out, f"a GB each: {bytes_words}"),
        *_delivered(month, out, bytes_words),
        Line(Charge.WRITES, month.labels * WRITE_UNITS, f"{WRITE_UNITS} a label"),
        Line(
            Charge.READS,
            reads + NIGHTS * month.labels * ITEM_BYTES / _READ_BYTES,
            f"{READ_UNITS} a label, {an_hour:,.0f} an hour of Analytics, {NIGHTS} exports",
        ),
        Line(Charge.TABLE, month.labels * TABLE_BYTES / _GB, f"{TABLE_BYTES:,} bytes a label"),
        Line(Charge.RECOVERY, month.labels * ITEM_BYTES / _GB, f"{ITEM_BYTES} bytes a label"),
    ]


def _delivered(month: Month, out: float, words: str) -> list[Line]:
    """What the way from the load balancer to the browsers costs."""
    if month.certificate:
        return [Line(Charge.TRAFFIC_WITHOUT, out, words)]
    requests = month.visits * VISIT_REQUESTS
    return [
        Line(Charge.TRAFFIC, out, words),
        Line(Charge.PAGES, requests, f"{VISIT_REQUESTS} a visit"),
        Line(Charge.CHECKS, requests, f"{VISIT_REQUESTS} a visit"),
    ]


def _watched(month: Month) -> list[Line]:
    """Logs, alarms, and what lies in wait."""
    minutes = month.tasks * HOURS * 60
    alarms = ALARM_METRICS + SCALING_ALARMS
    return [
        Line(Charge.LOGS, minutes * LOG_BYTES_A_MINUTE / _GB, "a line a minute and task"),
        Line(
            Charge.ALARMS, alarms, f"{ALARM_METRICS} of our alarms, {SCALING_ALARMS} of the scaling"
        ),
        Line(
            Charge.QUERY_ALARMS,
            QUERY_ALARMS * OPERATIONS,
            f"{QUERY_ALARMS} queries, of up to {OPERATIONS} each",
        ),
        Line(Charge.METRICS, OWN_METRICS, "pages per task, turned away"),
        Line(Charge.SECRETS, SECRETS, "of cookies, of the origin"),
        Line(Charge.IMAGES, IMAGES_GB, "20 images that share most"),
    ]


def _exported(month: Month) -> list[Line]:
    """The nightly export and the CSV endpoint."""
    files = NIGHTS + QUESTIONS
    size = month.labels * ROW_BYTES
    kept = MODEL_GB + KEPT_NIGHTS * size / _GB
    uploads = files * (2 + math.ceil(size / _PART_BYTES)) + QUESTIONS * 3
    seconds = files * month.labels / ROWS_A_SECOND
    asked = f"{NIGHTS} nights, {QUESTIONS} questions"
    return [
        Line(Charge.FILES, kept, f"the model, {KEPT_NIGHTS} exports of {ROW_BYTES} bytes a label"),
        Line(Charge.UPLOADS, uploads, asked),
        Line(Charge.QUESTIONS, QUESTIONS, asked),
        Line(Charge.RUNS, files + QUESTIONS, asked),
        Line(Charge.RUN_TIME, seconds * EXPORT_GB, f"{ROWS_A_SECOND:,} labels a second, {asked}"),
        Line(Charge.SCHEDULE, NIGHTS, f"{NIGHTS} nights"),
    ]


def table(month: Month) -> str:
    """The estimate as people read it, most expensive item first."""
    lines = sorted(estimate(month), key=lambda line: -line.usd(month.region))
    rows = [_row(line, month.region) for line in lines]
    rows.append(("In all", f"{total(month):.2f}", "US dollars a month, without tax", ""))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"{name:<{widths[0]}}  {usd:>{widths[1]}}  {sum_:<{widths[2]}}  {words}".rstrip()
        for name, usd, sum_, words in rows
    )


def _row(line: Line, region: str) -> tuple[str, str, str, str]:
    price = PRICES[region][line.charge].usd
    each = f"{price:g}" if price >= 1e-3 else f"{price / MILLION:g} a million"
    free = ALWAYS_FREE.get(line.charge)
    freely = f", {free:,.0f} free," if free else ""
    quantity = f"{line.quantity:,.0f}" if line.quantity >= 10 else f"{line.quantity:,.2g}"
    sum_ = f"{quantity} {UNITS[line.charge]}{freely} at {each}"
    return line.charge.value, f"{line.usd(region):.2f}", sum_, line.words


def main(argv: Sequence[str] | None = None) -> int:
    """Print the estimate."""
    given = _parser().parse_args(argv)
    month = Month(**vars(given))
    dates = sorted(price.date.removeprefix("read ") for price in PRICES[month.region].values())
    print(
        f"A month in {month.region}: {month.tasks} task{'s' * (month.tasks > 1)}, "
        f"{month.labels:,} labels, {month.visits:,} visits\n"
        f"List prices of {dates[0]} to {dates[-1]}: aws/prices.py says where each is from.\n"
    )
    print(table(month))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aws.estimate",
        description="What the cloud costs in a month, at list prices.",
    )
    default = Month()
    for name, least, most in (("tasks", 1, 10), ("labels", 0, 10**9), ("visits", 0, 10**9)):
        parser.add_argument(
            f"--{name}",
            metavar="N",
            type=partial(_whole, least=least, most=most),
            default=getattr(default, name),
            help=f"in the month, {least:,} to {most:,} (default: %(default)s)",
        )
    parser.add_argument(
        "--region", choices=sorted(PRICES), default=default.region, help="default: %(default)s"
    )
    parser.add_argument(
        "--certificate", action="store_true", help="with your own domain, so without CloudFront"
    )
    return parser


def _whole(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal()) or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least} to {most:,}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
