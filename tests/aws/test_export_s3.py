"""The CSV in a bucket: whole or not at all, by a link, in constant memory."""

import subprocess
import sys
import time
import tracemalloc
from itertools import repeat
from pathlib import Path
from uuid import uuid4

import boto3
import httpx2
import pytest

from aws import export, export_s3
from aws.export import main
from aws.export_csv import csv_chunks
from aws.export_s3 import BucketFile
from tests.aws.remembering import Remembering, away, large, press_ctrl_c, terminate
from tests.aws.s3_faults import RefusedByS3
from tests.ministack import free_port

ROOT = Path(__file__).parents[2]
MB = 1024 * 1024


@pytest.fixture
def bucket(cloud):
    name = f"exports-{uuid4().hex[:12]}"
    boto3.client("s3").create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    return name


@pytest.fixture
def url(bucket):
    return f"s3://{bucket}/exports/labels.csv"


@pytest.fixture
def faults(monkeypatch):
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(seconds / 50))
    faults = RefusedByS3()
    connect = export_s3.aws_client
    monkeypatch.setattr(export_s3, "aws_client", lambda *of, **so: faults.watch(connect(*of, **so)))
    return faults


@pytest.fixture
def store(annotate, monkeypatch):
    """More than two parts, of 200 KB each."""
    monkeypatch.setattr(export_s3, "_PART", 200_000)
    store = Remembering(large(annotate))
    monkeypatch.setattr(export, "open_store", lambda *_, **__: store)
    return store


@pytest.fixture
def left(bucket):
    """``left()``: the keys in the bucket, and the keys of uploads that are begun."""
    s3 = boto3.client("s3")

    def look():
        objects = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        uploads = s3.list_multipart_uploads(Bucket=bucket).get("Uploads", [])
        return [each["Key"] for each in objects], [each["Key"] for each in uploads]

    return look


def test_the_link_gives_the_same_bytes_as_a_file(url, bucket, store, tmp_path, capsys):
    out = tmp_path / "labels.csv"
    main([str(out)])
    capsys.readouterr()

    assert main([url, "--link-hours", "3"]) == 0

    said, meaning, link = capsys.readouterr().out.splitlines()
    assert said == f"10 annotations in {url}"
    assert meaning == "Whoever has this link can download them for 3 hours:"
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in link
    assert "X-Amz-Expires=10800" in link
    answer = httpx2.get(link)
    assert answer.content == out.read_bytes()
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_parts_are_put_together_in_order(bucket, left):
    chunks = [bytes([number % 251]) * 65_000 for number in range(270)]  # 17.5 MB

    BucketFile(f"s3://{bucket}/a.csv").write(chunks)

    s3 = boto3.client("s3")
    found = s3.get_object(Bucket=bucket, Key="a.csv")
    assert found["Body"].read() == b"".join(chunks)
    assert found["ETag"].endswith('-3"')
    assert left() == (["a.csv"], [])


def test_the_spreadsheet_variant_is_uploaded_too(url, store, capsys):
    assert main([url, "--for-spreadsheets"]) == 0

    link = capsys.readouterr().out.splitlines()[-1]
    expected = b"".join(csv_chunks(store.annotations(), for_spreadsheets=True))
    assert httpx2.get(link).content == expected


def test_in_aws_a_link_names_the_region_of_the_bucket(monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name, value in {
        "ACCESS_KEY_ID": "a",
        "SECRET_ACCESS_KEY": "b",
        "DEFAULT_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)

    link = BucketFile("s3://team-labels/a.csv").link(1)

    assert link.startswith("https://team-labels.s3.eu-west-1.amazonaws.com/a.csv?X-Amz-Alg")


@pytest.mark.parametrize(
    ("stop", "why"),
    [
        (away, "the line is cut. Try again."),
        (press_ctrl_c, "it was stopped."),
        (terminate, "it was stopped."),
    ],
)
def test_an_export_that_breaks_off_leaves_nothing(url, store, left, stop, why, capsys):
    store.before[8] = stop

    assert main([url]) == 1

    assert capsys.readouterr().err.endswith(f"Could not export to {url}: {why}\n")
    assert left() == ([], [])


def test_an_export_that_breaks_off_leaves_the_file_of_before(url, bucket, store, left):
    boto3.client("s3").put_object(Bucket=bucket, Key="exports/labels.csv", Body=b"before")
    store.before[8] = away

    assert main([url]) == 1

    assert left() == (["exports/labels.csv"], [])
    kept = boto3.client("s3").get_object(Bucket=bucket, Key="exports/labels.csv")
    assert kept["Body"].read() == b"before"


def test_a_part_that_is_refused_for_a_moment_is_sent_again(url, store, faults, capsys):
    faults.begin({"UploadPart": ("SlowDown", 503)}, times=2)

    assert main([url]) == 0

    link = capsys.readouterr().out.splitlines()[-1]
    assert httpx2.get(link).content == b"".join(csv_chunks(store.annotations()))


@pytest.mark.parametrize(
    "operation", ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"]
)
def test_what_s3_refuses_is_one_sentence_and_leaves_nothing(
    url, store, left, faults, operation, capsys
):
    faults.begin({operation: ("AccessDenied", 403)})

    assert main([url]) == 1

    *_, message = capsys.readouterr().err.splitlines()
    assert message.startswith(f"Could not export to {url}: these credentials may not do that")
    assert "Ask your operator" in message
    assert left() == ([], [])


def test_parts_that_could_not_be_taken_away_are_told(url, store, left, faults, capsys):
    faults.begin(
        {"UploadPart": ("AccessDenied", 403), "AbortMultipartUpload": ("InternalError", 500)}
    )

    assert main([url]) == 1

    *_, message = capsys.readouterr().err.splitlines()
    assert "these credentials may not do that" in message
    assert "could not be taken away: AWS answered with an error" in message
    assert left() == ([], ["exports/labels.csv"])


def test_parts_that_are_gone_already_are_no_problem(url, store, faults, capsys):
    faults.begin(
        {"UploadPart": ("AccessDenied", 403), "AbortMultipartUpload": ("NoSuchUpload", 404)}
    )

    assert main([url]) == 1
    assert "taken away" not in capsys.readouterr().err


def test_a_bucket_that_is_not_there_is_named(cloud, store, capsys):
    assert main(["s3://no-such-bucket-here/a.csv"]) == 1

    *_, message = capsys.readouterr().err.splitlines()
    assert message.endswith(
        "there is no bucket no-such-bucket-here. Check the name in s3://no-such-bucket-here/a.csv."
    )


def test_a_server_that_cannot_be_reached_is_one_sentence(url, store, monkeypatch, faults, capsys):
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")

    assert main([url]) == 1

    *_, message = capsys.readouterr().err.splitlines()
    assert message.startswith(f"Could not export to {url}: AWS cannot be reached")
    assert "Check the network" in message


@pytest.mark.parametrize(
    "url", ["s3://", "s3://bucket", "s3://bucket/", "s3://bucket/folder/", "s3://B/a.csv"]
)
def test_a_url_that_names_no_file_is_refused(url, store, capsys):
    assert main([url]) == 1
    assert "Write s3://" in capsys.readouterr().err


@pytest.mark.parametrize("hours", ["0", "169", "-1", "1.5", "one", ""])
def test_a_link_holds_for_one_to_168_hours(hours, store, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["s3://bucket/a.csv", f"--link-hours={hours}"])

    assert ended.value.code == 2
    assert "1 to 168" in capsys.readouterr().err


def test_memory_does_not_grow_with_the_size_of_an_upload(bucket):
    file = BucketFile(f"s3://{bucket}/a.csv")
    file.write([b"first"])  # imports, pools
    tracemalloc.start()

    file.write(repeat(b"x" * 65_536, 640))  # 40 MiB

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 * MB  # a few parts of 8


def test_without_an_upload_nothing_waits_for_boto3():
    source = "import sys, aws.export; sys.exit('boto3' in sys.modules)"

    subprocess.run([sys.executable, "-c", source], cwd=ROOT, check=True)
