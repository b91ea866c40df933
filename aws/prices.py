"""What AWS charges for, and its list prices in two regions, in US dollars without tax.

No price was read on a page of AWS itself. ``AWS Price List`` are the files that AWS publishes, in
copies that others made public; all else is what others quoted of a page of AWS. The date is that of
the publication or of the quotation; where it has none, "read" and the day on which it was read.
"""

from dataclasses import dataclass
from enum import StrEnum

US, EUROPE = "us-east-1", "eu-west-1"
MILLION = 1e-6


class Charge(StrEnum):
    """One thing that is charged for, as it is called in an estimate."""

    PROCESSOR = "Fargate, processor"
    MEMORY = "Fargate, memory"
    BALANCER = "Load balancer"
    CAPACITY = "Load balancer, use"
    ADDRESS = "Public IPv4 addresses"
    WRITES = "DynamoDB, writes"
    READS = "DynamoDB, reads"
    TABLE = "DynamoDB, storage"
    RECOVERY = "DynamoDB, recovery"
    FILES = "S3, storage"
    UPLOADS = "S3, uploads"
    IMAGES = "ECR, images"
    LOGS = "CloudWatch, logs"
    ALARMS = "CloudWatch, alarms"
    QUERY_ALARMS = "CloudWatch, query alarms"
    METRICS = "CloudWatch, own metrics"
    SECRETS = "Secrets Manager"
    PAGES = "CloudFront, requests"
    CHECKS = "CloudFront, function"
    TRAFFIC = "CloudFront, data out"
    TRAFFIC_WITHOUT = "Data out"
    QUESTIONS = "HTTP API"
    RUNS = "Lambda, runs"
    RUN_TIME = "Lambda, time"
    SCHEDULE = "EventBridge"


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for one unit, and where that is from."""

    usd: float
    date: str
    source: str


UNITS = {
    Charge.PROCESSOR: "vCPU-hours",
    Charge.MEMORY: "GB-hours",
    Charge.BALANCER: "hours",
    Charge.CAPACITY: "LCU-hours",
    Charge.ADDRESS: "hours",
    Charge.WRITES: "write units",
    Charge.READS: "read units",
    Charge.TABLE: "GB",
    Charge.RECOVERY: "GB",
    Charge.FILES: "GB",
    Charge.UPLOADS: "requests",
    Charge.IMAGES: "GB",
    Charge.LOGS: "GB",
    Charge.ALARMS: "alarm metrics",
    Charge.QUERY_ALARMS: "alarm metrics",
    Charge.METRICS: "metrics",
    Charge.SECRETS: "secrets",
    Charge.PAGES: "requests",
    Charge.CHECKS: "calls",
    Charge.TRAFFIC: "GB",
    Charge.TRAFFIC_WITHOUT: "GB",
    Charge.QUESTIONS: "requests",
    Charge.RUNS: "runs",
    Charge.RUN_TIME: "GB-seconds",
    Charge.SCHEDULE: "events",
}

ALWAYS_FREE = {
    Charge.TABLE: 25.0,
    Charge.LOGS: 5.0,
    Charge.ALARMS: 10.0,
    Charge.METRICS: 10.0,
    Charge.PAGES: 10e6,
    Charge.CHECKS: 2e6,
    Charge.TRAFFIC: 1024.0,
    Charge.TRAFFIC_WITHOUT: 100.0,
    Charge.RUNS: 1e6,
    Charge.RUN_TIME: 400e3,
}
"""What an account gets each month for nothing, for ever. What is free in its first year only, or in
its trial, is not counted."""


def _list(service: str, date: str, usd: float) -> Price:
    return Price(usd, date, f"AWS Price List, {service}")


def _quoted(page: str, date: str, usd: float) -> Price:
    return Price(usd, date, f"{page} pricing page, as quoted")


_READ = "read 2026-11-23"
_EDGE = "Amazon CloudFront"  # the same for browsers in North America and in Europe
_LIKE_AN_ALARM = Price(0.10, _READ, "taken for an alarm's: no price of queries was found")
_EVERYWHERE = {
    Charge.PAGES: _quoted(_EDGE, _READ, 0.0100 / 10_000),
    Charge.CHECKS: _quoted(_EDGE, _READ, 0.10 * MILLION),
    Charge.TRAFFIC: _quoted(_EDGE, _READ, 0.085),
    Charge.SCHEDULE: _quoted("Amazon EventBridge", "2026-03-13", 1.00 * MILLION),
}

PRICES: dict[str, dict[Charge, Price]] = {
    US: {
        Charge.PROCESSOR: _quoted("AWS Fargate", "2026-06-17", 0.04048),
        Charge.MEMORY: _quoted("AWS Fargate", "2026-06-17", 0.004445),
        Charge.BALANCER: _quoted("Elastic Load Balancing", "2026-05", 0.0225),
        Charge.CAPACITY: _quoted("Elastic Load Balancing", "2026-05", 0.008),
        Charge.ADDRESS: Price(0.005, "2024-02-01", "AWS blog on public IPv4 addresses"),
        Charge.WRITES: _list("AmazonDynamoDB", "2026-09-11", 0.625 * MILLION),
        Charge.READS: _list("AmazonDynamoDB", "2026-09-11", 0.125 * MILLION),
        Charge.TABLE: _list("AmazonDynamoDB", "2026-09-11", 0.25),
        Charge.RECOVERY: _quoted("Amazon DynamoDB", _READ, 0.20),
        Charge.FILES: _quoted("Amazon S3", _READ, 0.023),
        Charge.UPLOADS: _quoted("Amazon S3", _READ, 0.005 / 1_000),
        Charge.IMAGES: _quoted("Amazon ECR", "2026-03", 0.10),
        Charge.LOGS: _quoted("Amazon CloudWatch", "2026-06", 0.50),
        Charge.ALARMS: _quoted("Amazon CloudWatch", _READ, 0.10),
        Charge.QUERY_ALARMS: _LIKE_AN_ALARM,
        Charge.METRICS: _quoted("Amazon CloudWatch", "2026-02-15", 0.30),
        Charge.SECRETS: _quoted("AWS Secrets Manager", _READ, 0.40),
        Charge.QUESTIONS: _quoted("Amazon API Gateway", _READ, 1.00 * MILLION),
        Charge.RUNS: _list("AWSLambda", "2026-09-19", 0.20 * MILLION),
        Charge.RUN_TIME: _list("AWSLambda", "2026-09-19", 0.0000133334),
        Charge.TRAFFIC_WITHOUT: _quoted("AWS data transfer", "2026-05", 0.09),
        **_EVERYWHERE,
    },
    EUROPE: {
        Charge.PROCESSOR: _list("AmazonECS", "2026-09-11", 0.04048),
        Charge.MEMORY: _list("AmazonECS", "2026-09-11", 0.004445),
        Charge.BALANCER: _quoted("Elastic Load Balancing", _READ, 0.0252),
        Charge.CAPACITY: _list("AWSELB", "2026-09-11", 0.008),
        Charge.ADDRESS: _list("AmazonVPC", "2026-09-17", 0.005),
        Charge.WRITES: _list("AmazonDynamoDB", "2026-09-11", 0.705 * MILLION),
        Charge.READS: _list("AmazonDynamoDB", "2026-09-11", 0.1415 * MILLION),
        Charge.TABLE: _list("AmazonDynamoDB", "2026-09-11", 0.283),
        Charge.RECOVERY: _list("AmazonDynamoDB", "2026-09-11", 0.22),
        Charge.FILES: _list("AmazonS3", "2026-09-28", 0.023),
        Charge.UPLOADS: _list("AmazonS3", "2026-09-28", 0.005 / 1_000),
        Charge.IMAGES: _list("AmazonECR", "2026-09-11", 0.10),
        Charge.LOGS: _list("AmazonCloudWatch", "2026-09-22", 0.57),
        Charge.ALARMS: _list("AmazonCloudWatch", "2026-09-22", 0.10),
        Charge.QUERY_ALARMS: _LIKE_AN_ALARM,
        Charge.METRICS: _list("AmazonCloudWatch", "2026-09-22", 0.30),
        Charge.SECRETS: _list("AWSSecretsManager", "2026-09-11", 0.40),
        Charge.QUESTIONS: _list("AmazonApiGateway", "2026-10-02", 1.11 * MILLION),
        Charge.RUNS: _list("AWSLambda", "2026-10-01", 0.20 * MILLION),
        Charge.RUN_TIME: _list("AWSLambda", "2026-10-01", 0.0000133334),
        Charge.TRAFFIC_WITHOUT: _list("AWSDataTransfer", "2026-09-16", 0.09),
        **_EVERYWHERE,
    },
}
