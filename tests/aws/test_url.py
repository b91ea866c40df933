"""Which table or bucket a cloud URL names."""

import pytest

from aws.url import BucketUrl, TableUrl


@pytest.mark.parametrize(
    ("url", "table", "region"),
    [
        ("dynamodb://labels?region=eu-west-1", "labels", "eu-west-1"),
        ("dynamodb://labels", "labels", None),
        ("dynamodb://labels?", "labels", None),
        ("dynamodb://My_labels-2.test?region=us-gov-west-1", "My_labels-2.test", "us-gov-west-1"),
        ("dynamodb://abc?region=ap-southeast-12", "abc", "ap-southeast-12"),
        (f"dynamodb://{'a' * 255}", "a" * 255, None),
    ],
)
def test_a_table_is_named_with_or_without_a_region(url, table, region):
    assert TableUrl.parse(url) == TableUrl(table, region)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "is no dynamodb:// URL"),
        ("labels", "is no dynamodb:// URL"),
        ("sqlite:///labels.db", "is no dynamodb:// URL"),
        ("DYNAMODB://labels", "is no dynamodb:// URL"),
        ("dynamodb:labels", "is no dynamodb:// URL"),
        ("dynamodb://", "names no table"),
        ("dynamodb://?region=eu-west-1", "names no table"),
        ("dynamodb:///labels", "cannot be"),
        ("dynamodb://labels/", "cannot be"),
        ("dynamodb://la", "cannot be"),
        (f"dynamodb://{'a' * 256}", "cannot be"),
        ("dynamodb://my labels", "cannot be"),
        ("dynamodb://ännä", "cannot be"),
        ("dynamodb://labels\n", "cannot be"),
        ("dynamodb://labels?regoin=eu-west-1", "'regoin'"),
        ("dynamodb://labels?region=eu-west-1&endpoint=x", "'endpoint'"),
        ("dynamodb://labels?region=eu-west-1&region=eu-west-2", "more than one region"),
        ("dynamodb://labels?region", "'' for a region"),
        ("dynamodb://labels?region=", "'' for a region"),
        ("dynamodb://labels?region=Ireland", "'Ireland' for a region"),
        ("dynamodb://labels?region=eu-west-1#there", "'eu-west-1#there' for a region"),
    ],
)
def test_what_names_no_table_is_refused_with_its_value_the_reason_and_the_form(url, why):
    with pytest.raises(ValueError, match="Write dynamodb://TABLE") as refused:
        TableUrl.parse(url)

    assert repr(url) in str(refused.value)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("url", "bucket", "prefix"),
    [
        ("s3://my-labels/models", "my-labels", "models"),
        ("s3://my-labels/models/", "my-labels", "models"),
        ("s3://my.labels.2/team=a/models_v2", "my.labels.2", "team=a/models_v2"),
        ("s3://abc/.models", "abc", ".models"),
        (f"s3://{'a' * 63}/..a/b..", "a" * 63, "..a/b.."),
    ],
)
def test_a_folder_of_a_bucket_is_named_with_or_without_a_slash_at_its_end(url, bucket, prefix):
    assert BucketUrl.parse(url) == BucketUrl(bucket, prefix)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "is no s3:// URL"),
        ("models", "is no s3:// URL"),
        ("https://my-labels/models", "is no s3:// URL"),
        ("s3://", "names no bucket"),
        ("s3:///models", "names no bucket"),
        ("s3://my-labels", "names no folder"),
        ("s3://my-labels/", "names no folder"),
        ("s3://My-labels/models", "bucket that cannot be"),
        ("s3://my_labels/models", "bucket that cannot be"),
        ("s3://la/models", "bucket that cannot be"),
        (f"s3://{'a' * 64}/models", "bucket that cannot be"),
        ("s3://-labels/models", "bucket that cannot be"),
        ("s3://labels-/models", "bucket that cannot be"),
        ("s3://my..labels/models", "bucket that cannot be"),
        ("s3://192.168.5.4/models", "bucket that cannot be"),
        ("s3://xn--labels/models", "bucket that cannot be"),
        ("s3://sthree-labels/models", "bucket that cannot be"),
        ("s3://amzn-s3-demo-labels/models", "bucket that cannot be"),
        ("s3://labels-s3alias/models", "bucket that cannot be"),
        ("s3://labels--ol-s3/models", "bucket that cannot be"),
        ("s3://labels.mrap/models", "bucket that cannot be"),
        ("s3://labels--x-s3/models", "bucket that cannot be"),
        ("s3://labels--table-s3/models", "bucket that cannot be"),
        ("s3://my-labels?region=eu-west-1", "names no folder"),
        ("s3://my-labels//models", "folder that cannot be"),
        ("s3://my-labels/models//", "folder that cannot be"),
        ("s3://my-labels/a//b", "folder that cannot be"),
        ("s3://my-labels/../models", "folder that cannot be"),
        ("s3://my-labels/a/./b", "folder that cannot be"),
        ("s3://my-labels/a/..", "folder that cannot be"),
        ("s3://my-labels/*", "folder that cannot be"),
        ("s3://my-labels/model?", "folder that cannot be"),
        ("s3://my-labels/models?region=eu-west-1", "folder that cannot be"),
        ("s3://my-labels/${aws:username}", "folder that cannot be"),
        ("s3://my-labels/models\n", "folder that cannot be"),
        (f"s3://my-labels/{'a' * 513}", "folder that cannot be"),
    ],
)
def test_what_names_no_folder_is_refused_with_its_value_the_reason_and_the_form(url, why):
    with pytest.raises(ValueError, match="Write s3://BUCKET/PREFIX") as refused:
        BucketUrl.parse(url)

    assert repr(url) in str(refused.value)
    assert why in str(refused.value)


@pytest.mark.parametrize("url", ["dynamodb://labels?region=eu-west-1", "dynamodb://labels"])
def test_a_table_is_written_as_it_is_read(url):
    assert str(TableUrl.parse(url)) == url


def test_a_folder_is_written_as_it_is_read():
    assert str(BucketUrl.parse("s3://my-labels/models")) == "s3://my-labels/models"
