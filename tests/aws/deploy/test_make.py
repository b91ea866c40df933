"""What `make` is told is what the commands are told."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("told", "command"),
    [
        ("deploy", "-m aws.deploy"),
        ("deploy DRY_RUN=1", "-m aws.deploy --dry-run"),
        (
            "deploy SERVICE_ONLY=1 ACCEPT_FINDINGS=1",
            "-m aws.deploy --service-only --accept-findings",
        ),
        ("smoke", "-m aws.deploy.smoke"),
        ("destroy", "-m aws.destroy"),
        ("destroy YES=1", "-m aws.destroy --yes"),
    ],
)
def test_a_variable_is_an_option(told, command):
    # What the make that runs these tests was told is not for this one.
    apart = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    shown = subprocess.run(
        ["make", "--dry-run", *told.split()],
        cwd=ROOT,
        env=apart,
        check=True,
        capture_output=True,
        text=True,
    )

    last = shown.stdout.replace("\\\n", " ").splitlines()[-1]
    assert " ".join(last.split()).endswith(f"/python {command}")
