"""What Streamlit itself is told, read from the options in force."""

import pytest
from streamlit import config


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("server.address", "127.0.0.1"),
        ("server.enableXsrfProtection", True),
        ("browser.gatherUsageStats", False),
        ("client.showErrorDetails", "none"),
        ("runner.postScriptGC", False),
    ],
)
def test_the_dashboard_is_private_quiet_and_quick_unless_told_otherwise(option, value):
    assert config.get_option(option) == value
