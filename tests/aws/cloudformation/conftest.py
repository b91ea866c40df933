"""What the tests of the CloudFormation templates share."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.aws.cloudformation.stack import Stack
from tests.aws.cloudformation.template import Template


@pytest.fixture(scope="session")
def deploy(cloud) -> Callable[..., Stack]:
    """``deploy("foundation", LogDays=14)``: a stack of that template, under a name of its own."""

    def make(template: str, **parameters: object) -> Stack:
        return Stack.make(f"{template}-{uuid4().hex[:8]}", Template.load(template), **parameters)

    return make
