"""Whom the foundation tells of alarms and of the bill."""

import pytest

from tests.aws.cloudformation.placeholders import ACCOUNT
from tests.aws.cloudformation.template import Template


@pytest.fixture(scope="module")
def template():
    return Template.load("foundation")


def test_whoever_watches_this_account_may_write_to_the_topic(template):
    foundation = template.resolve()
    (policy,) = foundation.of_type("AWS::SNS::TopicPolicy").values()
    watchers, rules = policy["PolicyDocument"]["Statement"]

    assert policy["Topics"] == [foundation.arn("Topic")]
    assert watchers["Principal"] == {
        "Service": ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]
    }
    assert watchers["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    # EventBridge tells a topic neither its account nor its rule: a condition would silence it.
    assert rules["Principal"] == {"Service": "events.amazonaws.com"}
    assert "Condition" not in rules
    for statement in (watchers, rules):
        assert statement["Effect"] == "Allow"
        assert statement["Action"] == "sns:Publish"
        assert statement["Resource"] == foundation.arn("Topic")


def test_an_address_is_told_of_alarms_and_of_a_dear_month(template):
    foundation = template.resolve(AlarmEmail="ann@example.org", MonthlyBudget=75)

    assert foundation.properties("Subscription") == {
        "TopicArn": foundation.arn("Topic"),
        "Protocol": "email",
        "Endpoint": "ann@example.org",
    }
    budget = foundation.properties("Budget")
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 75, "Unit": "USD"}
    assert (budget["Budget"]["TimeUnit"], budget["Budget"]["BudgetType"]) == ("MONTHLY", "COST")
    told = budget["NotificationsWithSubscribers"]
    assert [
        (each["Notification"]["NotificationType"], each["Notification"]["Threshold"])
        for each in told
    ] == [("ACTUAL", 80), ("FORECASTED", 100)]
    topic = {"SubscriptionType": "SNS", "Address": foundation.arn("Topic")}
    assert all(each["Subscribers"] == [topic] for each in told)
    # Without the policy there, AWS refuses the budget.
    assert foundation.resources["Budget"]["DependsOn"] == "TopicPolicy"


def test_without_an_address_nobody_is_told(template):
    foundation = template.resolve()

    assert not foundation.of_type("AWS::SNS::Subscription")
    assert not foundation.of_type("AWS::Budgets::Budget")
    assert foundation.of_type("AWS::SNS::Topic")
